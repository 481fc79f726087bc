//! AWS's refusals in words that say what to do.

use chrono::TimeDelta;

use crate::aws::error::{AwsError, Fault, Part};
use crate::config::plan::{Plan, RoleStep, Source};
use crate::domain::credentials::Credentials;
use crate::domain::paste::word;
use crate::domain::text::printable;
use crate::error::{Error, Kind};
use crate::provider::context::Context;
use crate::provider::source;
use crate::store::failures::Reason;

/// A failure with the word for it that is kept.
#[derive(Debug)]
pub(super) struct Trouble {
    /// For the user.
    pub(super) error: Error,
    /// For the prompt.
    pub(super) reason: Reason,
}

/// The code of errors about credentials that AWS does not accept (any more).
const DEAD: &[&str] = &["credentials-ended", "key-unknown"];

impl Trouble {
    pub(super) fn defect() -> Self {
        Self { error: Error::new(Kind::Defect, "a role step is missing"), reason: Reason::Other }
    }

    /// A failure that says nothing of AWS or of a sign-in.
    pub(super) fn other(error: Error) -> Self {
        Self { error, reason: Reason::Other }
    }

    /// Whether AWS refused the credentials themselves, and not what they were used for.
    pub(super) fn base_is_dead(&self) -> bool {
        self.error.code.is_some_and(|code| DEAD.contains(&code))
    }
}

/// ` --profile NAME` for a command in a hint, quoted for a POSIX shell; empty where no profile is selected.
#[must_use]
pub(super) fn profile_option(profile: Option<&str>) -> String {
    let Some(name) = profile else { return String::new() };
    format!(" --profile {}", word(name))
}

/// Why `AssumeRole` of step `index` failed.
pub(super) fn assume_role(
    error: &AwsError,
    context: &Context<'_>,
    plan: &Plan,
    index: usize,
    step: &RoleStep,
    base: &Credentials,
) -> Trouble {
    let role =
        format!("{} (profile '{}', {})", printable(&step.role_arn), printable(&step.profile), step.origin);
    let caller = index.checked_sub(1).and_then(|before| plan.roles.get(before)).map_or_else(
        || source::described(&plan.source),
        |before| format!("the role {}", printable(&before.role_arn)),
    );
    let Fault::Service { code, message, .. } = &error.fault else {
        return common(error, context, &caller, &plan.source, base, &format!("cannot assume {role}"));
    };
    if code == "AccessDenied" && message.contains("MultiFactorAuthentication") && step.mfa_serial.is_some() {
        return code_refused(context, step.mfa_serial.as_deref().unwrap_or_default());
    }
    if code == "AccessDenied" {
        let named = refused_caller(message);
        let who = named.unwrap_or(&caller);
        let trusted = named.unwrap_or("the caller");
        let said = Error::failed(format!("access denied: {who} may not assume {role}")).hint(format!(
            "the role's trust policy must name {trusted}, which also needs leave for sts:AssumeRole"
        ));
        let said = match (&step.external_id, &step.mfa_serial) {
            (Some(_), _) => said.hint("the profile's external_id must be the one in the trust policy"),
            (None, Some(_)) => said,
            (None, None) => said
                .hint("if it asks for an external id or MFA, set external_id or mfa_serial in the profile"),
        };
        return Trouble { error: said.code("access-denied"), reason: Reason::Denied };
    }
    if matches!(code.as_str(), "ValidationError" | "MalformedPolicyDocument" | "PackedPolicyTooLarge") {
        let said = Error::failed(format!("STS does not accept the settings of {role}: {message}"))
            .hint("duration_seconds is 900 to 43200 and at most the role's own limit, role_session_name 2 to 64 of [A-Za-z0-9_+=,.@-]")
            .code("role-settings-refused");
        return Trouble { error: said, reason: Reason::Denied };
    }
    common(error, context, &caller, &plan.source, base, &format!("cannot assume {role}"))
}

fn code_refused(context: &Context<'_>, serial: &str) -> Trouble {
    let again = login(context.profile);
    let error = Error::new(Kind::SignIn, format!("AWS refuses the MFA code for {}", printable(serial)))
        .hint(format!("a code works once; wait for the device's next one, then: {again}"))
        .code("mfa-code-refused");
    Trouble { error, reason: Reason::SignIn }
}

/// Why `GetSessionToken` with a code of the device failed.
pub(super) fn mfa_session(
    error: &AwsError,
    context: &Context<'_>,
    plan: &Plan,
    serial: &str,
    keys: &Credentials,
) -> Trouble {
    if error.fault.service_code() == Some("AccessDenied") {
        return code_refused(context, serial);
    }
    let whose = source::described(&plan.source);
    let what = format!("cannot sign in with {}", printable(serial));
    common(error, context, &whose, &plan.source, keys, &what)
}

/// Why `GetFederationToken` failed.
pub(super) fn federation_token(
    error: &AwsError,
    context: &Context<'_>,
    plan: &Plan,
    keys: &Credentials,
) -> Trouble {
    let whose = source::described(&plan.source);
    let what = "cannot get a federation token";
    if let Fault::Service { code, message, .. } = &error.fault
        && code == "AccessDenied"
    {
        let said = Error::failed(format!("access denied: {what} with {whose}: {message}"))
            .hint("AWS gives one to a user's own keys, who needs leave for sts:GetFederationToken")
            .hint("or go through a role that the user may assume: awsp console PROFILE")
            .code("access-denied");
        return Trouble { error: said, reason: Reason::Denied };
    }
    common(error, context, &whose, &plan.source, keys, what)
}

/// Why `GetCallerIdentity` failed.
pub(super) fn identity(
    error: &AwsError,
    context: &Context<'_>,
    plan: &Plan,
    credentials: &Credentials,
) -> Trouble {
    let whose = plan.roles.last().map_or_else(
        || source::described(&plan.source),
        |step| format!("the credentials of {}", printable(&step.role_arn)),
    );
    common(error, context, &whose, &plan.source, credentials, "cannot verify the identity")
}

/// What can happen to any call.
fn common(
    error: &AwsError,
    context: &Context<'_>,
    whose: &str,
    source: &Source,
    credentials: &Credentials,
    what: &str,
) -> Trouble {
    let key_id = printable(&credentials.access_key_id);
    let said = match error.fault.service_code() {
        Some("InvalidClientTokenId" | "UnrecognizedClientException") => {
            Error::failed(format!("{what}: AWS does not know the access key {key_id} of {whose}"))
                .hint(format!(
                    "it may be deleted, inactive, or of another partition; new keys: {}",
                    configure(source)
                ))
                .code("key-unknown")
        }
        Some("ExpiredToken" | "ExpiredTokenException") => {
            let said = Error::failed(format!("{what}: {whose} have ended")).code("credentials-ended");
            match source {
                Source::Environment { .. } => said
                    .hint("switching to a profile takes the keys out of the environment: awsp use PROFILE"),
                Source::Login { .. } => said.hint(format!("sign in again: {}", configure(source))),
                _ => said.hint(format!("get new ones: awsp refresh{}", profile_option(context.profile))),
            }
        }
        Some("SignatureDoesNotMatch" | "InvalidSignatureException") if error.skew.is_none() => {
            Error::failed(format!("{what}: the secret access key of {key_id} is wrong ({whose})"))
                .hint(format!("write it anew: {}", configure(source)))
                .code("signature-refused")
        }
        Some("RegionDisabledException") => {
            Error::failed(format!("{what}: STS is not active in this region for the account"))
                .hint("use another region: --region us-east-1")
                .code("region-disabled")
        }
        _ => by_network(error, context, what),
    };
    Trouble { error: with_clock(said, error.skew), reason: reason(&error.fault) }
}

/// The word for what a call to AWS failed by.
pub(super) fn reason(fault: &Fault) -> Reason {
    match fault {
        _ if fault.is_offline() => Reason::Offline,
        Fault::Service { .. } => Reason::Denied,
        _ => Reason::Other,
    }
}

/// What can happen on the way to any service.
pub(super) fn by_network(error: &AwsError, context: &Context<'_>, what: &str) -> Error {
    let region = || context.known_region().map(ToString::to_string).unwrap_or_default();
    let custom = context.scope.network.endpoint_url.is_some();
    by_route(error, &Route { profile: context.profile, custom, region: &region }, what)
}

/// How a call was to reach AWS, for talking about it.
pub struct Route<'a> {
    /// The active profile, for hints.
    pub profile: Option<&'a str>,
    /// Whether the endpoint is one that a person has set.
    pub custom: bool,
    /// The region's name.
    pub region: &'a dyn Fn() -> String,
}

/// Why `what` could not be done, where the service itself had no reason that can be acted on: the network, a proxy, the
/// clock.
#[must_use]
pub fn not_called(error: &AwsError, route: &Route<'_>, what: &str) -> Error {
    with_clock(by_route(error, route, what), error.skew)
}

/// The same for a call of this context.
#[must_use]
pub fn not_called_in(context: &Context<'_>, error: &AwsError, what: &str) -> Error {
    with_clock(by_network(error, context, what), error.skew)
}

fn by_route(error: &AwsError, route: &Route<'_>, what: &str) -> Error {
    let said = |code: &'static str| Error::failed(format!("{what}: {error}")).code(code);
    let custom = route.custom;
    let check_url = "is the endpoint right? see: env | grep AWS_ENDPOINT_URL";
    let check_proxy = "is the proxy right? see: env | grep -i proxy";
    match &error.fault {
        Fault::EndedAtOnce => said("clock-wrong").hint(SET_CLOCK),
        Fault::Tls { dated: true, .. } => {
            said("tls-failed").hint(SET_CLOCK).hint("if the clock is right, the server's certificate has ended")
        }
        fault if fault.is_throttling() => {
            said("aws-throttles").hint("AWS asks for fewer requests: wait a minute, then try again")
        }
        Fault::Status { web_page: true, .. } | Fault::Malformed { .. } => said("strange-answer").hint(
            "something between here and AWS answers: a network's sign-in page, or a proxy (HTTPS_PROXY)",
        ),
        Fault::Refused | Fault::UnknownHost | Fault::Unreachable { .. } | Fault::Timeout { .. }
            if error.proxy.is_some() =>
        {
            said("aws-unreachable").hint(check_proxy)
        }
        Fault::Refused | Fault::UnknownHost if custom => said("aws-unreachable").hint(check_url),
        Fault::UnknownHost => {
            let region = (route.region)();
            said("aws-unreachable").hint(format!("is the network up, and the region '{region}' right?"))
        }
        Fault::Refused | Fault::Unreachable { .. } | Fault::Timeout { .. } | Fault::Interrupted => {
            said("aws-unreachable").hint("is the network up, is a VPN or a proxy (HTTPS_PROXY) needed?")
        }
        Fault::Tls { .. } => said("tls-failed")
            .hint("behind a proxy that opens TLS, name its root certificate: export AWS_CA_BUNDLE=FILE"),
        Fault::Proxy { .. } => said("proxy-refused")
            .hint("the proxy comes from HTTPS_PROXY or HTTP_PROXY; NO_PROXY lists the hosts that need none"),
        Fault::Status { .. } => {
            said("aws-unreachable").hint("AWS or something in between is out of order; try again later")
        }
        Fault::Service { .. } if error.fault.may_pass() => {
            said("aws-unreachable").hint("AWS is out of order; try again later")
        }
        Fault::Service { .. } => said("aws-refused").hint(format!(
            "see whether the AWS CLI is refused as well: aws sts get-caller-identity{}",
            profile_option(route.profile)
        )),
        Fault::Setup { with, .. } => said("call-impossible").hint(match with {
            Part::Url => check_url,
            Part::Proxy => check_proxy,
            Part::Bundle => "AWS_CA_BUNDLE, ca_bundle in the profile or REQUESTS_CA_BUNDLE names it; see: env | grep CA_BUNDLE",
            Part::Roots => "root certificates can be named by hand: export AWS_CA_BUNDLE=FILE",
            Part::Key => "is the key written whole? see: awsp explain",
        }),
    }
}

/// How a clock is set.
pub const SET_CLOCK: &str =
    "set the clock: sudo timedatectl set-ntp true (Linux), sudo sntp -sS time.apple.com (macOS)";

/// How wrong the clock is, in a sentence; `skew` is AWS's clock less ours.
#[must_use]
pub fn clock_words(skew: TimeDelta) -> String {
    let minutes = (skew.num_seconds().abs() + 30) / 60;
    let side = if skew < TimeDelta::zero() { "ahead of" } else { "behind" };
    format!("this computer's clock is {minutes} minutes {side} AWS's")
}

/// The same with what the clock has to do with it, which is then the first thing to mend.
pub(super) fn with_clock(error: Error, skew: Option<TimeDelta>) -> Error {
    let Some(skew) = skew else { return error };
    let message = format!("{}; {}", error.message, clock_words(skew));
    Error { message, hints: vec![SET_CLOCK.to_owned()], ..error }.code("clock-wrong")
}

/// The command by which a person signs in for a profile, whatever it needs; for the active one where none is named.
#[must_use]
pub(super) fn login(profile: Option<&str>) -> String {
    profile.map_or_else(|| "awsp login".to_owned(), |name| format!("awsp login {}", word(name)))
}

/// The command that gives the source new keys.
fn configure(source: &Source) -> String {
    match source {
        Source::StaticKeys { profile, .. } if !profile.is_empty() => {
            format!("awsp configure set {} aws_access_key_id=ID", word(profile))
        }
        Source::Login { profile, .. } => login(Some(profile)),
        _ => "awsp configure".to_owned(),
    }
}

/// Whom STS names in `User: ARN is not authorized to perform: …`.
fn refused_caller(message: &str) -> Option<&str> {
    let (arn, _) = message.strip_prefix("User: ")?.split_once(" is not authorized")?;
    arn.starts_with("arn:").then_some(arn)
}
