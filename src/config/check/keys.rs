//! The keys of profiles and SSO sessions that the AWS CLI and the SDKs read, and what each takes.
//!
//! Sources: AWS SDKs and Tools Reference Guide, "Settings reference"; AWS CLI User Guide, "Configuration and credential
//! file settings".

/// What a key takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// Anything.
    Any,
    /// A region's name.
    Region,
    /// Twelve digits.
    Account,
    /// The ARN of an IAM role.
    RoleArn,
    /// An MFA device.
    Mfa,
    /// Seconds that a role's session lasts.
    Duration,
    /// Where Identity Center's portal is.
    StartUrl,
    /// Where a service is.
    Url,
    /// One of these words.
    OneOf(&'static [&'static str]),
    /// `true` or `false`.
    Boolean,
    /// A whole number from 1 on.
    Positive,
    /// The id of an access key.
    AccessKeyId,
    /// A secret access key.
    Secret,
    /// A session token: never written by awsp.
    Token,
    /// A command line.
    Program,
    /// So many characters at least and at most, letters, digits and these.
    Word(usize, usize, &'static str),
}

/// One key.
#[derive(Debug, Clone, Copy)]
pub struct Key {
    /// In lower case.
    pub name: &'static str,
    /// What it takes.
    pub form: Form,
    /// What it is, for a person who chooses one; empty for those that few need.
    pub about: &'static str,
}

const fn key(name: &'static str, form: Form, about: &'static str) -> Key {
    Key { name, form, about }
}

const KEYS: &[Key] = &[
    key("region", Form::Region, "the region of its calls"),
    key("output", Form::OneOf(OUTPUTS), "how the AWS CLI prints"),
    key("role_arn", Form::RoleArn, "the role to assume"),
    key("source_profile", Form::Any, "the profile whose credentials assume the role"),
    key("credential_source", Form::OneOf(SOURCES), "what else gives the credentials that assume the role"),
    key("role_session_name", Form::Word(2, 64, "_+=,.@-"), "the name of the role's session"),
    key("external_id", Form::Word(2, 1224, "_+=,.@:/-"), "what the role's owner asks for"),
    key("mfa_serial", Form::Mfa, "the MFA device whose code is asked for"),
    key("duration_seconds", Form::Duration, "how long the role's session lasts"),
    key("source_identity", Form::Word(2, 64, "_+=,.@-"), ""),
    key("web_identity_token_file", Form::Any, "the file with the token that assumes the role"),
    key("sso_session", Form::Any, "the SSO session: its section's name"),
    key("sso_account_id", Form::Account, "the account in Identity Center"),
    key("sso_role_name", Form::Word(1, 32, "_+=,.@-"), "the role in Identity Center"),
    key("sso_start_url", Form::StartUrl, "the URL of Identity Center's portal"),
    key("sso_region", Form::Region, "the region that Identity Center is in"),
    key("sso_registration_scopes", Form::Any, ""),
    key("credential_process", Form::Program, "the program that gives the credentials"),
    key("aws_access_key_id", Form::AccessKeyId, "the id of the access key"),
    key("aws_secret_access_key", Form::Secret, "the access key's secret"),
    key("aws_session_token", Form::Token, ""),
    key("aws_security_token", Form::Token, ""),
    key("aws_account_id", Form::Account, "the account, where the credentials do not tell it"),
    key("login_session", Form::Any, ""),
    key("endpoint_url", Form::Url, "where the services are, if not at AWS"),
    key("services", Form::Any, "the section with the services' endpoints"),
    key("ca_bundle", Form::Any, "the file with the certificates to trust"),
    key("cli_pager", Form::Any, "the program that the AWS CLI shows its output with"),
    key("cli_timestamp_format", Form::OneOf(&["wire", "iso8601"]), ""),
    key("cli_follow_urlparam", Form::Boolean, ""),
    key("cli_auto_prompt", Form::OneOf(&["on", "on-partial", "off"]), ""),
    key("cli_binary_format", Form::OneOf(&["base64", "raw-in-base64-out"]), ""),
    key("cli_history", Form::OneOf(&["enabled", "disabled"]), ""),
    key("cli_help_output", Form::Any, ""),
    key("cli_error_format", Form::Any, ""),
    key("parameter_validation", Form::Boolean, ""),
    key("retry_mode", Form::OneOf(&["legacy", "standard", "adaptive"]), "how failed calls are tried again"),
    key("max_attempts", Form::Positive, "how often a call is tried"),
    key("defaults_mode", Form::OneOf(MODES), ""),
    key("use_fips_endpoint", Form::Boolean, ""),
    key("use_dualstack_endpoint", Form::Boolean, ""),
    key("ignore_configured_endpoint_urls", Form::Boolean, ""),
    key("endpoint_discovery_enabled", Form::OneOf(&["true", "false", "auto"]), ""),
    key("sts_regional_endpoints", Form::OneOf(&["legacy", "regional"]), ""),
    key("account_id_endpoint_mode", Form::OneOf(&["preferred", "disabled", "required"]), ""),
    key("auth_scheme_preference", Form::Any, ""),
    key("sigv4a_signing_region_set", Form::Any, ""),
    key("request_checksum_calculation", Form::OneOf(CHECKSUMS), ""),
    key("response_checksum_validation", Form::OneOf(CHECKSUMS), ""),
    key("request_min_compression_size_bytes", Form::Any, ""),
    key("disable_request_compression", Form::Boolean, ""),
    key("disable_host_prefix_injection", Form::Boolean, ""),
    key("metadata_service_timeout", Form::Positive, ""),
    key("metadata_service_num_attempts", Form::Positive, ""),
    key("ec2_metadata_service_endpoint", Form::Url, ""),
    key("ec2_metadata_service_endpoint_mode", Form::Any, ""),
    key("ec2_metadata_v1_disabled", Form::Boolean, ""),
    key("imds_use_ipv6", Form::Boolean, ""),
    key("tcp_keepalive", Form::Boolean, ""),
    key("api_versions", Form::Any, ""),
    key("csm_enabled", Form::Boolean, ""),
    key("csm_host", Form::Any, ""),
    key("csm_port", Form::Any, ""),
    key("csm_client_id", Form::Any, ""),
    key("sdk_ua_app_id", Form::Any, ""),
    key("s3", Form::Any, ""),
    key("s3_us_east_1_regional_endpoint", Form::OneOf(&["legacy", "regional"]), ""),
    key("s3_use_arn_region", Form::Boolean, ""),
    key("s3_disable_multiregion_access_points", Form::Boolean, ""),
    key("s3_disable_express_session_auth", Form::Boolean, ""),
    key("ec2_instance_profile_name", Form::Any, ""),
    key("sso_auto_populated", Form::Any, ""),
];

const OUTPUTS: &[&str] = &["json", "yaml", "yaml-stream", "text", "table", "off"];
const SOURCES: &[&str] = &["Environment", "Ec2InstanceMetadata", "EcsContainer"];
const MODES: &[&str] = &["standard", "in-region", "cross-region", "mobile", "auto", "legacy"];
const CHECKSUMS: &[&str] = &["when_supported", "when_required"];

/// All of them, those that many need first.
pub fn all() -> impl Iterator<Item = &'static Key> {
    KEYS.iter()
}

/// The key of this name.
#[must_use]
pub fn known(name: &str) -> Option<&'static Key> {
    KEYS.iter().find(|key| key.name == name)
}

/// Whether its value must not be seen, so that it is never taken from the command line.
#[must_use]
pub fn is_secret(name: &str) -> bool {
    known(name).is_some_and(|key| matches!(key.form, Form::Secret | Form::Token))
}

/// Whether it belongs to a pair of keys, which stands in the credentials file.
#[must_use]
pub fn is_of_key_pair(name: &str) -> bool {
    known(name).is_some_and(|key| matches!(key.form, Form::AccessKeyId | Form::Secret | Form::Token))
}

/// Whether it is a property of an `sso-session` section, which the profiles of the session share.
#[must_use]
pub fn is_of_sso_session(name: &str) -> bool {
    matches!(name, "sso_start_url" | "sso_region" | "sso_registration_scopes")
}

/// What other programs write into profiles for themselves.
#[must_use]
pub(super) fn is_of_another_tool(name: &str) -> bool {
    ["granted_", "awsp_", "x_", "aws_sso_", "saml_", "azure_", "aws_vault_", "toolkit_", "vegas_"]
        .iter()
        .any(|prefix| name.starts_with(prefix))
        || matches!(
            name,
            "mfa_process" | "include_profile" | "credential_process_with_mfa" | "color" | "group"
        )
}
