use super::*;
use crate::domain::problem::Severity;

fn severity(key: &str, given: &str) -> Option<Severity> {
    value(key, given).map(|problem| problem.severity)
}

#[test]
fn what_a_key_takes_is_taken() {
    for (key, given) in [
        ("region", "eu-west-1"),
        ("role_arn", "arn:aws:iam::777788889999:role/MyRole"),
        ("role_arn", "arn:aws-cn:iam::777788889999:role/team/My+Role"),
        ("mfa_serial", "arn:aws:iam::777788889999:mfa/me@example.com"),
        ("mfa_serial", "GAHT12345678"),
        ("duration_seconds", "3600"),
        ("sso_start_url", "https://corp.awsapps.com/start"),
        ("sso_start_url", "https://ssoins-72231a2b.portal.eu-west-1.app.aws"),
        ("sso_account_id", "777788889999"),
        ("output", "yaml-stream"),
        ("credential_source", "Ec2InstanceMetadata"),
        ("aws_access_key_id", "AKIAIOSFODNN7EXAMPLE"),
        ("aws_secret_access_key", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"),
        ("use_fips_endpoint", "true"),
        ("max_attempts", "3"),
        ("credential_process", "\"/a b/c\" --x \"y\""),
        ("cli_pager", "less -R | cat"),
        ("anything", "$(x) # y"),
    ] {
        assert_eq!(value(key, given), None, "{key}={given}");
    }
}

#[test]
fn mistakes_are_errors_with_a_way_out() {
    for (key, given, told) in [
        ("region", "eu-wst-1", "did you mean eu-west-1"),
        ("region", "eu-west-1a", "region=eu-west-1"),
        ("sso_region", "nowhere", "name one such as"),
        ("region", "\"eu-west-1\"", "without them: region=eu-west-1"),
        ("role_arn", "MyRole", "arn:aws:iam::ACCOUNT:role/NAME"),
        ("role_arn", "arn:aws:iam::777788889999:user/me", "role/NAME"),
        ("role_arn", "arn:aws:iam::7777:role/me", "role/NAME"),
        ("role_arn", "arn:aws:iam::777788889999:role/", "role/NAME"),
        ("role_arn", "arn:aws:iam::777788889999:role/a b", "role/NAME"),
        ("role_arn", "arn:aws:sts::777788889999:assumed-role/X/me", "arn:aws:iam::777788889999:role/X"),
        ("mfa_serial", "arn:aws:iam::777788889999:user/me", "list-mfa-devices --user-name me"),
        ("mfa_serial", "arn:aws:iam::777788889999:u2f/user/me/x", "codes"),
        ("sso_start_url", "corp.awsapps.com/start", "sso_start_url=https://corp.awsapps.com/start"),
        ("sso_start_url", "http://corp.awsapps.com/start", "sso_start_url=https://corp.awsapps.com/start"),
        (
            "sso_start_url",
            "https://corp.awsapps.com/start/#/?tab=x",
            "sso_start_url=https://corp.awsapps.com/start",
        ),
        ("sso_account_id", "7777-8888-9999", "sso_account_id=777788889999"),
        ("output", "jason", "did you mean output=json"),
        ("credential_source", "environment", "credential_source=Environment"),
        ("credential_process", "~/x", "the whole path"),
        ("aws_access_key_id", "ASIAIOSFODNN7EXAMPLE", "SSO"),
    ] {
        let problem = value(key, given).unwrap_or_else(|| panic!("{key}={given}"));
        assert_eq!(problem.severity, Severity::Error, "{key}={given}");
        assert!(problem.hint.as_ref().is_some_and(|hint| hint.contains(told)), "{problem:?}");
    }
    for (key, given) in [
        ("duration_seconds", "60"),
        ("duration_seconds", "50000"),
        ("duration_seconds", "1h"),
        ("sso_account_id", "12345"),
        ("sso_role_name", "Admin Access"),
        ("role_session_name", "a"),
        ("mfa_serial", "123456"),
        ("max_attempts", "0"),
        ("use_fips_endpoint", "yes"),
        ("endpoint_url", "localhost:4566"),
        ("aws_access_key_id", "AKIAIOSFODNN7EXAMPL"),
        ("aws_access_key_id", "akiaiosfodnn7example"),
        ("aws_secret_access_key", "short"),
        ("aws_session_token", "x"),
        ("sso_start_url", "https://"),
        ("region", " eu-west-1"),
        ("cli_pager", "a\u{1b}[2J"),
        ("external_id", "a b"),
    ] {
        assert_eq!(severity(key, given), Some(Severity::Error), "{key}={given}");
    }
    for (key, given) in [
        ("region", "eu-west-9"),
        ("sso_start_url", "https://corp.awsapps.com/start#"),
        ("sso_start_url", "https://corp.awsapps.com/start/#/"),
    ] {
        assert_eq!(severity(key, given), Some(Severity::Warning), "{key}={given}");
    }
}

#[test]
fn a_secret_is_never_told() {
    for (key, given) in [
        ("aws_secret_access_key", "wJalrXUtnFEMI"),
        ("aws_access_key_id", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"),
        ("aws_access_key_id", "\"wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY\""),
        ("aws_session_token", "wJalrXUtnFEMI"),
        ("aws_secret_access_key", "\"wJalrXUtnFEMI\""),
        ("aws_secret_access_key", " wJalrXUtnFEMI"),
    ] {
        let problem = value(key, given).expect("a problem");
        assert!(!format!("{problem:?}").contains("wJalr"), "{problem:?}");
    }
}
