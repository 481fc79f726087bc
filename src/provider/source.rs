//! The base credentials of a plan.

use crate::config::plan::{Plan, Source};
use crate::domain::credentials::Credentials;
use crate::domain::text::printable;
use crate::error::{Error, Kind};
use crate::provider::context::Context;
use crate::provider::explain::{Trouble, profile_option};
use crate::store::failures::Reason;

/// What a source is called in a sentence.
pub(super) fn described(source: &Source) -> String {
    match source {
        Source::Environment { .. } => "the keys in the environment".to_owned(),
        Source::StaticKeys { profile, origin, .. } if profile.is_empty() => format!("the keys in {origin}"),
        Source::StaticKeys { profile, origin, .. } => {
            format!("the keys of profile '{}' ({origin})", printable(profile))
        }
        Source::WebIdentity { .. } => "a web identity token".to_owned(),
        Source::Sso { .. } => "IAM Identity Center".to_owned(),
        Source::Login { .. } => "a console session".to_owned(),
        Source::Process { .. } => "a credential process".to_owned(),
        Source::Container { .. } => "the container's credential endpoint".to_owned(),
        Source::InstanceMetadata { .. } => "the instance's metadata".to_owned(),
    }
}

/// The base credentials, if they are at hand and have not ended.
pub(super) fn base(context: &Context<'_>, plan: &Plan) -> Result<Credentials, Trouble> {
    let Some(credentials) = plan.keys_at_hand() else { return Err(unsupported(context, &plan.source)) };
    if credentials.ended(context.now()) {
        let error = Error::failed(format!("{} have ended", described(&plan.source)))
            .hint("put new ones in their place, or switch to a profile, which takes them away: awsp use PROFILE")
            .code("credentials-ended");
        return Err(Trouble { error, reason: Reason::Denied });
    }
    Ok(credentials.clone())
}

fn unsupported(context: &Context<'_>, source: &Source) -> Trouble {
    let option = profile_option(context.profile);
    let (kind, reason, hint) = match source {
        Source::Sso { .. } => {
            (Kind::SignIn, Reason::SignIn, format!("sign in with the AWS CLI: aws sso login{option}"))
        }
        Source::Login { .. } => {
            (Kind::SignIn, Reason::SignIn, format!("sign in with the AWS CLI: aws login{option}"))
        }
        _ => (Kind::Failed, Reason::Other, format!("the AWS CLI does: aws sts get-caller-identity{option}")),
    };
    let message = format!("awsp does not get credentials from {} yet", described(source));
    Trouble { error: Error::new(kind, message).hint(hint).code("source-not-supported"), reason }
}
