//! The token file of Identity Center, by module.

use std::fs;
use std::path::PathBuf;
use std::sync::Mutex;
use std::time::Duration;

use awsp::config::plan::{Plan, Source};
use awsp::error::Kind;
use awsp::provider::{Refresh, resolve};
use awsp::store::sign_in;
use serde_json::{Value, json};

use crate::provider_world::World;

fn sso(session: Option<&str>) -> Plan {
    let source = Source::Sso {
        session: session.map(str::to_owned),
        start_url: "https://x.awsapps.com/start".into(),
        region: "eu-west-1".into(),
        account_id: "111122223333".into(),
        role_name: "ReadOnly".into(),
    };
    Plan { source, roles: vec![] }
}

/// What a pause of the test below writes.
static MEANWHILE: Mutex<Option<(PathBuf, Value)>> = Mutex::new(None);

#[test]
fn a_token_file_that_is_just_being_written_is_read_again() {
    let world = World::new();
    let home = tempfile::tempdir().unwrap();
    let store = world.store();
    let networks = |_: &str| Ok(world.network.clone());
    let mut context = world.context(&store);
    context.home = Some(home.path());
    context.network_of = Some(&networks);
    context.sleep = |pause| {
        assert!(pause < Duration::from_millis(100), "a person waits");
        if let Some((file, token)) = MEANWHILE.lock().unwrap().take() {
            fs::write(file, token.to_string()).unwrap();
        }
    };
    let file = sign_in::sso_token_file(home.path(), "corp");
    fs::create_dir_all(file.parent().unwrap()).unwrap();
    // As the AWS CLI does: emptied, then written.
    fs::write(&file, "").unwrap();
    let error = resolve(&context, &sso(Some("corp")), Refresh::IfNeeded).unwrap_err();
    assert_eq!((error.kind, error.code), (Kind::SignIn, Some("sign-in-needed")));
    let token = json!({"accessToken": "t", "expiresAt": "9999-01-01T00:00:00Z"});
    *MEANWHILE.lock().unwrap() = Some((file, token));
    let got = resolve(&context, &sso(Some("corp")), Refresh::IfNeeded).unwrap();
    assert!(got.refreshes && got.credentials.account_id.unwrap().as_str() == "111122223333");
    assert_eq!(world.fake.calls(), ["sso GetRoleCredentials"]);
}

#[test]
fn without_a_home_there_is_no_sign_in() {
    let world = World::new();
    let store = world.store();
    for session in [None, Some("corp")] {
        let error = resolve(&world.context(&store), &sso(session), Refresh::IfNeeded).unwrap_err();
        assert_eq!((error.kind, error.code), (Kind::SignIn, Some("sign-in-needed")));
    }
}
