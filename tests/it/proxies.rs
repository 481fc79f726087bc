//! Calls through a proxy.

use serde_json::json;

use crate::cli_world::World;

/// The fake as proxy, with a user and a password that hold reserved characters.
fn proxy(world: &World) -> String {
    world.aws.url().replace("http://", "http://m%40e:pass%2Fw%3Ard@")
}

/// `m@e:pass/w:rd`, by RFC 7617.
const BASIC: &str = "Basic bUBlOnBhc3MvdzpyZA==";

#[test]
fn user_and_password_of_a_proxy_become_its_basic_authorization() {
    let world = World::new().with("AWS_PROFILE", "benk");
    let proxy = proxy(&world);
    let outcome = world.run_with(
        &[
            ("AWS_ENDPOINT_URL", "http://sts.example.invalid"),
            ("http_proxy", &proxy),
            ("HTTP_PROXY", "http://127.0.0.1:1"),
        ],
        &["whoami", "--json"],
    );
    // The fake lets nothing through, but tells what came.
    assert_eq!(outcome.status, 1, "{outcome:?}");
    let call = &world.aws.log()[0];
    assert_eq!(call["headers"]["proxy-authorization"], json!(BASIC), "{call}");
    assert_eq!(call["headers"]["host"], json!("sts.example.invalid"));
    world.aws.clear_log();
    let outcome = world.run_with(
        &[
            ("AWS_ENDPOINT_URL", "https://sts.example.invalid"),
            ("AWS_MAX_ATTEMPTS", "1"),
            ("HTTPS_PROXY", &proxy),
        ],
        &["whoami", "--refresh"],
    );
    assert_eq!(outcome.status, 1, "{outcome:?}");
    assert!(!outcome.stderr.contains("w%3Ard") && !outcome.stderr.contains("w:rd"), "{outcome:?}");
    let call = &world.aws.log()[0];
    assert_eq!(
        (&call["op"], &call["params"]["host"]),
        (&json!("CONNECT"), &json!("sts.example.invalid:443"))
    );
    assert_eq!(call["headers"]["proxy-authorization"], json!(BASIC), "{call}");
}
