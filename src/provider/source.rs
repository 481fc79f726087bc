//! The base credentials of a plan.

use crate::config::plan::{Plan, Source};
use crate::domain::credentials::Credentials;
use crate::domain::network::without_secrets;
use crate::domain::text::printable;
use crate::error::Error;
use crate::provider::context::Context;
use crate::provider::explain::Trouble;
use crate::provider::resolve::Refresh;
use crate::provider::{container, instance_metadata, login, process, sso, web_identity};
use crate::store::credentials::HangsOn;
use crate::store::failures::Reason;
use crate::store::sign_in;

/// What a source is called in a sentence.
pub(super) fn described(source: &Source) -> String {
    match source {
        Source::Environment { .. } => "the keys in the environment".to_owned(),
        Source::StaticKeys { profile, origin, .. } if profile.is_empty() => format!("the keys in {origin}"),
        Source::StaticKeys { profile, origin, .. } => {
            format!("the keys of profile '{}' ({origin})", printable(profile))
        }
        Source::WebIdentity { .. } => "a web identity token".to_owned(),
        Source::Sso { account_id, role_name, .. } => {
            let (role, account) = (printable(role_name), printable(account_id));
            format!("the role {role} in account {account} of IAM Identity Center")
        }
        Source::Login { .. } => "a console session".to_owned(),
        Source::Process { .. } => "a credential process".to_owned(),
        Source::Container { .. } => "the container's credential endpoint".to_owned(),
        Source::InstanceMetadata { .. } => "the instance's metadata".to_owned(),
    }
}

/// The sign-in of a person that the source hangs on.
pub(super) fn sign_in(source: &Source) -> Option<HangsOn> {
    let (kind, name) = match source {
        Source::Sso { session: Some(session), .. } => ("sso", session.clone()),
        Source::Sso { start_url, .. } => ("sso", without_secrets(start_url).into_owned()),
        Source::Login { session, .. } => ("login", session.clone()),
        _ => return None,
    };
    Some(HangsOn { kind: kind.to_owned(), name })
}

/// ` for profile 'NAME' (FILE:LINE)` where a role profile names the source with `credential_source`, for sentences.
pub(super) fn asked_by(plan: &Plan) -> String {
    let asked =
        matches!(plan.source, Source::Container { asked: true } | Source::InstanceMetadata { asked: true });
    let step = plan.roles.first().filter(|_| asked);
    step.map_or_else(String::new, |step| {
        format!(" for profile '{}' ({})", printable(&step.profile), step.origin)
    })
}

/// The source's credentials, not looked up in what is stored. What has an end has not come to it.
pub(super) fn get(context: &Context<'_>, plan: &Plan, refresh: Refresh) -> Result<Credentials, Trouble> {
    match &plan.source {
        Source::Environment { credentials } | Source::StaticKeys { credentials, .. } => {
            at_hand(context, &plan.source, credentials)
        }
        Source::WebIdentity { role_arn, token_file, session_name, origin } => {
            let (session_name, origin) = (session_name.as_deref(), origin.as_ref());
            web_identity::get(
                context,
                &web_identity::Role { arn: role_arn, token_file, session_name, origin },
            )
        }
        Source::Sso { session, start_url, region, account_id, role_name } => {
            let session = session.as_deref();
            sso::get(context, plan, &sso::Role { session, start_url, region, account_id, name: role_name })
        }
        Source::Login { profile, session } => {
            login::get(context, &login::Session { profile, name: session }, refresh)
        }
        Source::Process { profile, command, account_id, origin } => {
            let program = process::Program { profile, command, account_id: account_id.as_deref(), origin };
            process::get(context, &program)
        }
        Source::Container { .. } => container::get(context, plan),
        Source::InstanceMetadata { .. } => instance_metadata::get(context, plan),
    }
}

/// Whether the sign-in that the source hangs on is gone, and not only over: a person has signed out, and what is stored
/// of it is not given any more, as `aws sso logout` throws away what the AWS CLI has stored.
pub(super) fn is_signed_out(context: &Context<'_>, plan: &Plan) -> bool {
    match &plan.source {
        Source::Sso { session, start_url, .. } => {
            let name = session.as_ref().unwrap_or(start_url);
            context.home.is_none_or(|home| !sign_in::sso_token_file(home, name).exists())
        }
        _ => false,
    }
}

fn at_hand(
    context: &Context<'_>,
    source: &Source,
    credentials: &Credentials,
) -> Result<Credentials, Trouble> {
    if credentials.ended(context.now()) {
        let error = Error::failed(format!("{} have ended", described(source)))
            .hint("put new ones in their place, or switch to a profile, which takes them away: awsp use PROFILE")
            .code("credentials-ended");
        return Err(Trouble { error, reason: Reason::Denied });
    }
    Ok(credentials.clone())
}
