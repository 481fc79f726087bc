//! The instance's metadata service.
//!
//! Source: AWS CLI v2, `botocore/credentials.py` (`InstanceMetadataProvider`).

use chrono::TimeDelta;

use crate::aws::error::{AwsError, Fault};
use crate::aws::imds::{Imds, Nothing};
use crate::aws::proxy::Proxies;
use crate::config::plan::{Plan, Source};
use crate::domain::credentials::Credentials;
use crate::domain::metadata::Metadata;
use crate::domain::region::Region;
use crate::domain::text::printable;
use crate::error::Error;
use crate::provider::context::Context;
use crate::provider::explain::Trouble;
use crate::provider::source::asked_by;
use crate::store::failures::Reason;

/// How long credentials are used on that the service gives though they have ended: it does so while it cannot renew
/// them, and AWS accepts them that long.
const USED_ON: TimeDelta = TimeDelta::minutes(15);

/// The credentials. They are not stored: the service is near, and keeps them itself.
pub(super) fn get(context: &Context<'_>, plan: &Plan) -> Result<Credentials, Trouble> {
    if context.is_behind() {
        let error = Error::failed("the instance is not asked behind a prompt").code("no-credentials");
        return Err(Trouble::other(error));
    }
    let usual = Metadata::default();
    let service =
        Imds::new(context.metadata.unwrap_or(&usual), Proxies::from_env(context.scope.env), context.log);
    let mut credentials = service.credentials().map_err(|nothing| trouble(context, plan, &nothing))?;
    if credentials.ended(context.now()) {
        credentials.expires_at = Some(context.now() + USED_ON);
    }
    Ok(credentials)
}

/// The instance's region, for where nothing else says one.
pub(super) fn region(context: &Context<'_>) -> Option<Region> {
    let settings = context.metadata.filter(|_| !context.is_behind())?;
    let service = Imds::new(settings, Proxies::from_env(context.scope.env), context.log);
    Region::parse(&service.region().ok()?)
}

fn trouble(context: &Context<'_>, plan: &Plan, nothing: &Nothing) -> Trouble {
    let offline = matches!(nothing, Nothing::Failed(error) if error.fault.is_offline());
    let asked = matches!(plan.source, Source::InstanceMetadata { asked: true });
    let message = match (asked, context.profile) {
        (true, _) => {
            format!("the instance's metadata gives no credentials{}: {nothing}", asked_by(plan))
        }
        (false, Some(name)) => format!(
            "profile '{}' has no credentials of its own, and this machine gives none: {nothing}",
            printable(name)
        ),
        (false, None) => format!(
            "no profile is selected, there are no credentials without one, and this machine gives none: {nothing}"
        ),
    };
    let error = Error::failed(message);
    let error = match nothing {
        Nothing::NoToken => error
            .hint("allow it (unset AWS_EC2_METADATA_V1_DISABLED), or raise the hop limit of the instance's metadata")
            .code("metadata-without-token"),
        _ => error.code("no-credentials"),
    };
    let error = match nothing {
        _ if !asked => error.hint("not on EC2, spare the question: export AWS_EC2_METADATA_DISABLED=true"),
        Nothing::Failed(AwsError { fault: Fault::Status { status: 404, .. }, .. }) => error
            .hint("the instance has no role: give it one, in the console under Security, Modify IAM role"),
        Nothing::Told { .. } => error.hint("EC2 must be named in the trust policy of the instance's role"),
        _ => error
            .hint("this must run on an EC2 instance with a role, or with AWS_EC2_METADATA_SERVICE_ENDPOINT"),
    };
    Trouble { error, reason: if offline { Reason::Offline } else { Reason::Other } }
}
