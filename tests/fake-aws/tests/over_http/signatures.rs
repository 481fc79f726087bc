use crate::support::{get, last, signature, start, sts, user};
use aws_sigv4::http_request::PercentEncodingMode;
use fake_aws::{Key, client, issued_key};
use serde_json::json;

const WHO: &[(&str, &str)] = &[("Action", "GetCallerIdentity")];
const ASSUME: &[(&str, &str)] = &[
    ("Action", "AssumeRole"),
    ("RoleArn", "arn:aws:iam::123456789012:role/demo"),
    ("RoleSessionName", "me"),
];

/// Cases of AWS's own SigV4 test suite.
#[test]
fn the_signatures_of_the_published_test_suite_are_good() {
    let fake = start();
    fake.configure(json!({"secrets": {"AKIDEXAMPLE": "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"}}));
    for (path, signature) in [
        ("/", "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31"),
        ("/?Param2=value2&Param1=value1", "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500"),
    ] {
        let authorization = format!(
            "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, \
             SignedHeaders=host;x-amz-date, Signature={signature}"
        );
        // The host is signed as well, so the later of the two headers counts.
        let headers = [
            ("Host", "example.amazonaws.com"),
            ("X-Amz-Date", "20150830T123600Z"),
            ("Authorization", authorization.as_str()),
        ];
        get(&fake, path, &headers);
        assert_eq!(last(&fake)["signed"]["signature"], "ok", "{path}");
    }
}

#[test]
fn the_verdict_is_logged_with_what_was_signed() {
    let fake = start();
    sts(&fake, &user(), WHO);
    assert_eq!(last(&fake)["signed"]["signature"], "not-checked");
    fake.configure(json!({"secrets": {user().id: user().secret}}));
    sts(&fake, &user(), WHO);
    assert_eq!(
        last(&fake)["signed"],
        json!({
            "access_key_id": "AKIAALPHAXXXXEXAMPLE", "region": "eu-west-1", "service": "sts",
            "session_token": null, "signature": "ok",
        })
    );
    let stranger = Key { secret: "beta".to_owned(), ..user() };
    assert_eq!(sts(&fake, &stranger, WHO).status, 200);
    assert_eq!(last(&fake)["signed"]["signature"], "bad");
}

#[test]
fn a_bad_signature_is_refused_only_where_enforced() {
    let fake = start();
    fake.configure(json!({"secrets": {user().id: user().secret}, "enforce_signature": true}));
    assert_eq!(sts(&fake, &user(), WHO).status, 200);
    let refused = sts(&fake, &Key { secret: "beta".to_owned(), ..user() }, WHO);
    assert_eq!(refused.status, 403);
    assert!(refused.text().contains("<Code>SignatureDoesNotMatch</Code>"), "{}", refused.text());
}

#[test]
fn issued_keys_need_their_token() {
    let fake = start();
    fake.configure(json!({"enforce_signature": true}));
    assert_eq!(sts(&fake, &user(), ASSUME).status, 200);
    let key = issued_key("assume-role", &["arn:aws:iam::123456789012:role/demo", &user().id]);
    for (token, word, status) in [
        (key.token.as_str(), "ok", 200),
        ("", "missing", 403),
        ("FakeSessionTokenOfAnother", "mismatch", 403),
    ] {
        let key = Key { token: token.to_owned(), ..key.clone() };
        assert_eq!(sts(&fake, &key, WHO).status, status, "{word}");
        assert_eq!(last(&fake)["signed"]["token_check"], word);
        assert_eq!(last(&fake)["signed"]["signature"], "ok");
    }
}

#[test]
fn paths_may_be_encoded_once_or_twice() {
    let fake = start();
    fake.configure(json!({"secrets": {user().id: user().secret}}));
    for encoding in [PercentEncodingMode::Single, PercentEncodingMode::Double] {
        let url = format!("{}/ecs/a%20b%2Bc?q=x%20y&q=%2B&a", fake.url());
        let headers = signature(&user(), "GET", &url, b"", encoding);
        let mut headers: Vec<(&str, &str)> =
            headers.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        client::send("GET", &url, &headers, b"").unwrap();
        assert_eq!(last(&fake)["signed"]["signature"], "ok");
        let other = url.replace("a%20b", "a%20c");
        headers.push(("X-Not-Signed", "1"));
        client::send("GET", &other, &headers, b"").unwrap();
        assert_eq!(last(&fake)["signed"]["signature"], "bad");
    }
}

#[test]
fn what_is_no_such_header_counts_as_unsigned() {
    let fake = start();
    for header in [
        "Bearer t",
        "AWS4-HMAC-SHA256 Credential=A/2020/r/s/aws4_request, SignedHeaders=host, Signature=00",
        "AWS4-HMAC-SHA256 SignedHeaders=host",
    ] {
        get(&fake, "/ecs/x", &[("Authorization", header)]);
        assert!(last(&fake)["signed"].is_null(), "{header}");
    }
}
