use super::*;

const IDENTITY: &str = "<GetCallerIdentityResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\">\
    <GetCallerIdentityResult><Arn>a</Arn></GetCallerIdentityResult></GetCallerIdentityResponse>";

fn answer(status: u16, body: &str, html: bool) -> Answer {
    Answer { status, date: None, html, body: body.to_owned() }
}

fn arn_of(answer: &Answer) -> Result<String, Fault> {
    interpret(answer, |result| required(result, "Arn"))
}

#[test]
fn the_result_is_read_whatever_its_namespace() {
    assert_eq!(arn_of(&answer(200, IDENTITY, false)), Ok("a".to_owned()));
}

#[test]
fn what_is_no_answer_is_told_apart() {
    for (body, html, says) in [
        ("", false, "empty"),
        ("<html></html>", true, "web page"),
        ("<<<", false, "not the XML"),
        ("<a/>", false, "not the XML"),
        (&IDENTITY.replace("<Arn>a</Arn>", ""), false, "holds no Arn"),
    ] {
        let fault = arn_of(&answer(200, body, html)).unwrap_err();
        assert!(fault.to_string().contains(says), "{fault}");
    }
    let status = arn_of(&answer(503, "<html>", true)).unwrap_err();
    assert_eq!(status, Fault::Status { status: 503, web_page: true });
}

#[test]
fn a_message_that_repeats_secrets_is_cleaned() {
    let credentials = Credentials {
        access_key_id: "AKIA".into(),
        secret_access_key: Secret::new("SECRET"),
        session_token: Some(Secret::new("TOKEN")),
        expires_at: None,
        account_id: None,
    };
    let message = "bad SECRET TOKEN 123456 \u{1b}[31m\nx-amz-security-token:more".to_owned();
    let fault = Fault::Service { status: 403, code: "X".into(), message };
    assert_eq!(
        scrub(fault, &credentials, &[&Secret::new("123456")]).to_string(),
        "X: bad (hidden) (hidden) (hidden) \u{fffd}[31m"
    );
}

#[test]
fn a_url_loses_its_password_and_must_be_http() {
    assert_eq!(parse_url("http://u:p@h:1/x").map(String::from), Ok("http://h:1/x".to_owned()));
    for bad in ["", "sts.amazonaws.com", "ftp://h/", "file:///x", "http://"] {
        assert!(parse_url(bad).is_err(), "{bad}");
    }
}
