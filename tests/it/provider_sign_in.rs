//! Sources that awsp does not get credentials from yet: told by what the AWS CLI's sign-in files say.

use awsp::config::plan::{Plan, Source};
use awsp::error::Kind;
use awsp::provider::{Refresh, resolve};
use awsp::store::sign_in;
use serde_json::{Value, json};

use crate::provider_world::World;

#[test]
fn who_is_signed_in_is_not_sent_to_sign_in_again() {
    let world = World::new();
    let home = tempfile::tempdir().unwrap();
    let sso = |session: Option<&str>| Source::Sso {
        session: session.map(str::to_owned),
        start_url: "https://x.awsapps.com/start".into(),
        region: "eu-west-1".into(),
        account_id: "111122223333".into(),
        role_name: "ReadOnly".into(),
    };
    let sso_file = |name| sign_in::sso_token_file(home.path(), name);
    let store = world.store();
    let mut context = world.context(&store);
    context.home = Some(home.path());
    let fail = |source: &Source| {
        let plan = Plan { source: source.clone(), roles: vec![] };
        let error = resolve(&context, &plan, Refresh::IfNeeded).unwrap_err();
        (error.kind, error.code.unwrap(), error.hints.join("\n"))
    };
    let token = |end: &str| json!({"accessToken": "t", "expiresAt": end});
    for (source, file, content, command) in [
        (
            sso(None),
            sso_file("https://x.awsapps.com/start"),
            &token as &dyn Fn(&str) -> Value,
            "aws sso login",
        ),
        (sso(Some("corp")), sso_file("corp"), &token, "aws sso login"),
    ] {
        let needed = |outcome: (Kind, &str, String)| {
            assert_eq!((outcome.0, outcome.1), (Kind::SignIn, "sign-in-needed"));
            assert!(outcome.2.ends_with(&format!("{command} --profile MyRole")), "{}", outcome.2);
        };
        needed(fail(&source));
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(&file, content("2020-01-01T00:00:00Z").to_string()).unwrap();
        needed(fail(&source));
        std::fs::write(&file, content("9999-01-01T00:00:00Z").to_string()).unwrap();
        let (kind, code, hint) = fail(&source);
        assert_eq!((kind, code), (Kind::Failed, "source-not-supported"));
        assert!(hint.ends_with("aws sts get-caller-identity --profile MyRole"), "{hint}");
    }
}
