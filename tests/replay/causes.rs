//! The AWS CLI's errors and awsp's codes: one cause, one code.

use crate::compare::Findings;
use crate::program::Ran;

/// What is wrong with a file that is refused whole; the AWS CLI says the same of all.
const FILE: &[&str] = &[
    "bad-header",
    "bad-nested-line",
    "byte-order-mark",
    "duplicate-key",
    "duplicate-section",
    "empty-key",
    "no-delimiter",
    "not-utf8",
    "property-before-section",
];

/// Part of what the AWS CLI says, and awsp's codes for it. The first that fits counts. There is more than one code only
/// where awsp tells causes apart for which the AWS CLI has the same words.
const CAUSES: &[(&str, &[&str])] = &[
    ("Unable to parse config file", FILE),
    ("The config profile (", &["unknown-profile"]),
    ("no credentials found", &["no-credentials"]),
    ("Unable to locate credentials", &["no-credentials"]),
    ("You must specify a region", &["no-region"]),
    ("doesn't match a supported format", &["bad-region"]),
    ("Partial credentials found in assume-role", &["no-role-source"]),
    ("The credential source ", &["bad-credential-source"]),
    // In each of the three places it says the same.
    (
        "No credentials found in credential_source",
        &["environment-keys-missing", "container-missing", "metadata-disabled", "no-credentials"],
    ),
    ("Partial credentials found in env", &["partial-environment-keys"]),
    ("Partial credentials found in", &["partial-keys"]),
    ("Unknown string format", &["bad-environment-expiration"]),
    ("Infinite loop in credential configuration", &["source-profile-loop"]),
    ("contains both source_profile and credential_source", &["two-role-sources"]),
    ("must have credentials", &["source-profile-empty"]),
    ("The sso_start_url must use the https scheme", &["bad-start-url"]),
    ("Missing the following required SSO configuration values", &["nothing-to-sign-in", "sso-incomplete"]),
    ("The source_profile ", &["source-profile-missing"]),
    ("has no role ARN configured", &["web-identity-without-role"]),
    ("is missing required configuration", &["sso-incomplete"]),
    ("The specified sso-session does not exist", &["sso-session-missing"]),
    ("is inconsistent between profile", &["sso-session-conflict"]),
    ("services configuration does not exist", &["services-missing"]),
    ("Value provided to \"max_attempts\"", &["bad-max-attempts"]),
    ("Invalid EC2 Instance Metadata endpoint mode", &["bad-metadata-setting"]),
    ("the refreshed credentials are still expired", &["credentials-ended"]),
    ("An error occurred (ValidationError)", &["role-settings-refused"]),
    ("An error occurred (InvalidClientTokenId)", &["key-unknown"]),
    ("An error occurred (ExpiredToken)", &["credentials-ended"]),
    ("An error occurred (AccessDenied)", &["access-denied"]),
    ("An error occurred (Throttling)", &["aws-throttles"]),
    ("An error occurred (InternalFailure)", &["aws-unreachable"]),
    ("Failed to connect to proxy URL", &["proxy-refused"]),
    ("Invalid endpoint", &["call-impossible"]),
    ("Error loading SSO Token", &["sign-in-needed"]),
    ("The SSO session associated with this profile has expired", &["sign-in-needed"]),
    ("Token has expired and refresh failed", &["sign-in-needed"]),
    ("Unable to load a existing login session", &["sign-in-needed"]),
    ("An unspecified error happened when resolving AWS credentials", &["sign-in-needed"]),
    ("missing one or more required fields", &["sign-in-unreadable"]),
    ("An error occurred (ResourceNotFoundException)", &["role-not-found"]),
    ("IMDSv1 has been disabled", &["metadata-without-token"]),
    ("Unsupported host ", &["container-bad-uri"]),
    ("Auth token value is not a legal header value", &["container-token"]),
    ("Error when retrieving credentials from container-role", &["container-failed"]),
    ("'Expiration'", &["container-failed"]),
    ("Your session has expired. Please reauthenticate", &["sign-in-needed"]),
    ("Error loading login session token", &["sign-in-needed"]),
    ("because of a change in your password", &["sign-in-needed"]),
    ("login credentials due to insufficient permissions", &["access-denied"]),
    ("AWS_ERROR_CAL_", &["sign-in-unreadable"]),
    ("An error occurred (500)", &["aws-unreachable"]),
    ("'accountId'", &["sign-in-unreadable"]),
    ("An error occurred (ValidationException) when calling the CreateOAuth2Token", &["sign-in-needed"]),
    ("is already configured with SSO credentials", &["sso-incomplete", "profile-of-another-kind"]),
    ("Maximum recursive credential process resolution", &["profile-chain-too-long"]),
    // What differences.json expects in the place of what the AWS CLI did.
    ("awsp: the MFA code is needed", &["mfa-code-needed"]),
    ("awsp: the key cannot be in a signature", &["call-impossible"]),
    ("can't subtract offset-naive and offset-aware", &["process-bad-output"]),
    ("Unsupported version", &["process-bad-output"]),
    ("custom-process: Missing required key", &["process-bad-output"]),
    ("Error when retrieving credentials from custom-process:", &["process-failed"]),
    ("Unexpected UTF-8 BOM", &["process-bad-output"]),
    ("Expecting value: line", &["process-bad-output"]),
    ("Invalid \\escape", &["process-bad-output"]),
    ("[Errno 13] Permission denied", &["process-not-started", "web-identity-token"]),
    ("[Errno 2] No such file or directory", &["process-not-started", "web-identity-token"]),
    // The AWS CLI says below that what it is that is too short.
    ("Parameter validation failed", &["bad-role-setting", "web-identity-token"]),
];

/// Panics where a line of [`CAUSES`] can never count, as one before it fits as well.
pub(crate) fn check() {
    for (number, (words, _)) in CAUSES.iter().enumerate() {
        let before = CAUSES.iter().take(number).find(|(before, _)| words.contains(before));
        assert!(before.is_none(), "{words:?} is never reached");
    }
}

/// Whether awsp's error is for the cause for which the AWS CLI said `error`.
pub(crate) fn same(step: &str, error: &str, ran: &Ran, findings: &mut Findings) {
    let code = ran.code();
    let told = || format!("{:?} {}", code.as_deref().unwrap_or("no code"), ran.stderr.trim());
    match CAUSES.iter().find(|(words, _)| error.contains(words)) {
        Some((_, codes)) if code.as_deref().is_some_and(|code| codes.contains(&code)) => {}
        Some((_, codes)) => {
            findings.add(&format!("{step}, cause"), format!("{error} ({})", codes.join(", ")), told());
        }
        None => findings.add(&format!("{step}, cause"), format!("{error} (a cause not known here)"), told()),
    }
}
