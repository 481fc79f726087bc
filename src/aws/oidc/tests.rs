use super::*;

#[test]
fn a_refresh_token_need_not_come_but_all_else_must() {
    let whole = json!({"accessToken": "a", "tokenType": "Bearer", "expiresIn": 28800, "refreshToken": "r"});
    assert_eq!(new_token(&whole).unwrap().refresh_token, Some(Secret::new("r")));
    for none in [json!(null), json!("")] {
        let mut answer = whole.clone();
        answer["refreshToken"] = none;
        assert_eq!(new_token(&answer).unwrap().refresh_token, None);
    }
    for name in ["accessToken", "expiresIn"] {
        let mut answer = whole.clone();
        answer[name] = json!("");
        assert!(new_token(&answer).is_err(), "{name}");
    }
    for (name, bad) in [
        ("accessToken", json!("a\r\nx-header: b")),
        ("accessToken", json!("\u{1b}[31m")),
        ("accessToken", json!("é")),
    ] {
        let mut answer = whole.clone();
        answer[name] = bad.clone();
        assert!(new_token(&answer).is_err(), "{name} {bad}");
    }
}

#[test]
fn a_device_code_is_read_whole_and_its_times_have_a_default() {
    let whole = json!({"deviceCode": "sesame", "userCode": "u", "verificationUri": "https://v/"});
    let read = device(&whole).unwrap();
    assert_eq!((read.expires_in, read.interval, read.whole_link), (600, 5, None));
    assert!(!format!("{:?}", read.code).contains("sesame"), "hidden");
    for (name, spoiled) in [
        ("deviceCode", json!("")),
        ("userCode", json!(5)),
        ("verificationUri", json!(null)),
        ("interval", json!(-1)),
        ("interval", json!("5")),
        ("expiresIn", json!(1e300)),
    ] {
        let mut answer = whole.clone();
        answer[name] = spoiled;
        assert!(device(&answer).is_err(), "{name}");
    }
}

#[test]
fn an_end_is_a_moment_that_every_tool_can_read() {
    let now = DateTime::from_timestamp(1_800_000_000, 0).unwrap();
    let end = |expires_in| {
        let access_token = Secret::new("a");
        NewToken { access_token, expires_in, refresh_token: None }.end(now).map(|end| end.timestamp())
    };
    assert_eq!(end(28_800), Some(1_800_028_800));
    for life in [0, -5, i64::MIN, 300_000_000_000, i64::MAX] {
        assert_eq!(end(life), None, "{life}");
    }
}
