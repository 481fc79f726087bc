use super::*;
use crate::domain::account::AccountId;
use crate::domain::time;

fn temporary(secret: &str) -> Credentials {
    Credentials {
        access_key_id: "AK".into(),
        secret_access_key: Secret::new(secret),
        session_token: Some(Secret::new("tok==")),
        expires_at: time::parse("2099-01-01T00:00:00Z"),
        account_id: AccountId::parse("777788889999"),
    }
}

fn lasting() -> Credentials {
    Credentials { session_token: None, expires_at: None, account_id: None, ..temporary("s/+=") }
}

fn lines(format: Format, credentials: &Credentials) -> Vec<String> {
    render(format, credentials).unwrap().lines().map(str::to_owned).collect()
}

#[test]
fn each_is_what_the_aws_cli_prints() {
    for (format, expected) in [
        (Format::Env, "export AWS_ACCESS_KEY_ID=AK\nexport AWS_SECRET_ACCESS_KEY=s/+=\n"),
        (Format::EnvNoExport, "AWS_ACCESS_KEY_ID=AK\nAWS_SECRET_ACCESS_KEY=s/+=\n"),
        (Format::Fish, "set -gx AWS_ACCESS_KEY_ID \"AK\"\nset -gx AWS_SECRET_ACCESS_KEY \"s/+=\"\n"),
        (Format::Powershell, "$Env:AWS_ACCESS_KEY_ID=\"AK\"\n$Env:AWS_SECRET_ACCESS_KEY=\"s/+=\"\n"),
        (Format::WindowsCmd, "set AWS_ACCESS_KEY_ID=AK\nset AWS_SECRET_ACCESS_KEY=s/+=\n"),
        (
            Format::Process,
            "{\n  \"Version\": 1,\n  \"AccessKeyId\": \"AK\",\n  \"SecretAccessKey\": \"s/+=\"\n}\n",
        ),
    ] {
        assert_eq!(render(format, &lasting()).as_deref(), Ok(expected), "{format:?}");
    }
    assert_eq!(
        render(Format::Process, &temporary("s")).unwrap(),
        "{\n  \"Version\": 1,\n  \"AccessKeyId\": \"AK\",\n  \"SecretAccessKey\": \"s\",\n  \
         \"SessionToken\": \"tok==\",\n  \"Expiration\": \"2099-01-01T00:00:00+00:00\"\n}\n"
    );
    assert_eq!(
        lines(Format::EnvNoExport, &temporary("s"))[2..],
        ["AWS_SESSION_TOKEN=tok==", "AWS_CREDENTIAL_EXPIRATION=2099-01-01T00:00:00+00:00"]
    );
}

#[test]
fn json_has_the_account_and_our_own_spelling_of_time() {
    let value: Value = serde_json::from_str(&render(Format::Json, &temporary("s")).unwrap()).unwrap();
    assert_eq!(
        value,
        serde_json::json!({
            "Version": 1, "AccessKeyId": "AK", "SecretAccessKey": "s", "SessionToken": "tok==",
            "Expiration": "2099-01-01T00:00:00Z", "AccountId": "777788889999",
        })
    );
    assert_eq!(contract(&lasting()).as_object().unwrap().len(), 3);
}

#[test]
fn what_its_shell_would_take_for_something_else_is_quoted() {
    let odd = temporary("s/+='\"$x");
    let secret = |format| lines(format, &odd).remove(1);
    assert_eq!(secret(Format::Env), r#"export AWS_SECRET_ACCESS_KEY='s/+='\''"$x'"#);
    assert_eq!(secret(Format::Fish), r#"set -gx AWS_SECRET_ACCESS_KEY 's/+=\'"$x'"#);
    assert_eq!(secret(Format::Powershell), r#"$Env:AWS_SECRET_ACCESS_KEY='s/+=''"$x'"#);
    assert_eq!(secret(Format::WindowsCmd), r#"set AWS_SECRET_ACCESS_KEY=s/+='"$x"#);
    assert_eq!(secret(Format::Dotenv), r#"AWS_SECRET_ACCESS_KEY="s/+='\"\$x""#);
    for (value, posix_word) in
        [("=ls", "'=ls'"), ("a:=ls", "'a:=ls'"), ("~", "'~'"), ("a b", "'a b'"), ("", ""), ("é", "'é'")]
    {
        assert_eq!(posix(value), posix_word);
    }
    assert_eq!(powershell("a\u{201d};b\u{2019}"), "'a\u{201d};b\u{2019}\u{2019}'");
    assert_eq!(windows_cmd("X", "a&b").as_deref(), Some("set \"X=a&b\""));
    assert_eq!(windows_cmd("X", "a\"&b").as_deref(), Some("set X=a^\"^&b"));
    assert_eq!(dotenv("a #b").as_deref(), Some("'a #b'"));
}

#[test]
fn what_no_quoting_keeps_is_refused() {
    for value in ["a%PATH%", "a\nb"] {
        assert_eq!(render(Format::WindowsCmd, &temporary(value)), Err("AWS_SECRET_ACCESS_KEY"), "{value}");
    }
    assert_eq!(render(Format::Dotenv, &temporary("a\nb")), Err("AWS_SECRET_ACCESS_KEY"));
}

#[test]
fn parts_of_seconds_and_strange_letters_are_as_in_python() {
    let moment = time::parse("2099-01-01T00:00:00.25Z").unwrap();
    assert_eq!(isoformat(moment), "2099-01-01T00:00:00.250000+00:00");
    assert!(process(&temporary("\u{7f}é𝄞\n")).contains(r#""\u007f\u00e9\ud834\udd1e\n""#));
}
