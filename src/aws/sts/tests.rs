use super::*;

const IDENTITY: &str = "<GetCallerIdentityResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\">\
    <GetCallerIdentityResult><Arn>a</Arn></GetCallerIdentityResult></GetCallerIdentityResponse>";

fn answer(status: u16, body: &str, html: bool) -> Answer {
    Answer { status, date: None, html, error_type: None, location: None, body: body.to_owned() }
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
