//! A world full of planted secrets: a profile for each kind of source, and what must be seen nowhere of it.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;

use awsp::store::sign_in::{login_token_file, sso_token_file};
use fake_aws::issued_key;
use serde_json::{Value, json};

use crate::cli_world::{KEY, SECRET, World};
use crate::{login_world, sso_world};

pub(crate) const MY_ROLE: &str = "arn:aws:iam::777788889999:role/MyRole";
pub(crate) const AUDIT: &str = "arn:aws:iam::111122223333:role/Audit";
const GUARDED: &str = "arn:aws:iam::777788889999:role/Guarded";
const WEB: &str = "arn:aws:iam::333344445555:role/Web";
const SERIAL: &str = "arn:aws:iam::111122223333:mfa/benk";
const SESSION_KEY: &str = "ASIAPLANTEDXXEXAMPLE";
/// The session of the profile `console`.
const CONSOLE: &str = "arn:aws:iam::222233334444:user/me";

/// The profiles; `broken` is none that can be used.
pub(crate) const PROFILES: &[&str] = &[
    "benk",
    "MyRole",
    "chain",
    "session",
    "guarded",
    "trusted",
    "fetched",
    "failing",
    "legacy",
    "elsewhere",
    "sso",
    "console",
    "webid",
    "task",
    "box",
    "broken",
];

/// What must not be seen, by what it is.
pub(crate) struct Planted(pub(crate) Vec<(&'static str, String)>);

impl Planted {
    /// That none of it is in `text`.
    #[track_caller]
    pub(crate) fn assert_absent(&self, text: &[u8], place: &str) {
        for (what, secret) in &self.0 {
            let found = text.windows(secret.len()).any(|part| part == secret.as_bytes());
            assert!(!found, "{what} ({secret}) is in {place}:\n{}", String::from_utf8_lossy(text));
        }
    }

    /// Takes in what the token files hold by now: those that were planted are renewed.
    pub(crate) fn and_renewed(mut self, world: &World) -> Self {
        for file in token_files(world) {
            texts(&serde_json::from_slice(&fs::read(file).unwrap()).unwrap(), &mut self.0);
        }
        self
    }
}

fn token_files(world: &World) -> [std::path::PathBuf; 2] {
    let env = awsp::domain::env::Env::default();
    [sso_token_file(world.home(), "corp"), login_token_file(&env, world.home(), CONSOLE)]
}

/// The secret fields of a token file.
fn texts(value: &Value, found: &mut Vec<(&'static str, String)>) {
    const SECRET_FIELDS: [&str; 6] =
        ["accessToken", "refreshToken", "clientSecret", "secretAccessKey", "sessionToken", "dpopKey"];
    for (name, field) in value.as_object().into_iter().flatten() {
        match field.as_str() {
            Some(text) if SECRET_FIELDS.contains(&name.as_str()) => {
                found.push(("a field of a token file", text.to_owned()));
            }
            _ => texts(field, found),
        }
    }
}

/// The world of the other tests with more in it, and the secrets of all that.
pub(crate) fn plant() -> (World, Planted) {
    let world = World::new();
    let mut secrets = vec![
        ("the secret key in the file", SECRET.to_owned()),
        ("the secret key of the session in the file", "planted/session/secret+EXAMPLEKEYEXAMPLE".to_owned()),
        ("the session token in the file", "planted-session-token".to_owned()),
        ("the secret key in the environment", "planted/environment/secret+EXAMPLEKEYEX".to_owned()),
        ("the session token in the environment", "planted-environment-token".to_owned()),
        ("the older token in the environment", "planted-security-token".to_owned()),
        ("the token for a container's endpoint", "planted-container-token".to_owned()),
        ("the password of a proxy", "planted-proxy-password".to_owned()),
        ("the password of an endpoint", "planted-endpoint-password".to_owned()),
        ("the password of a program", "planted-program-password".to_owned()),
        ("the password of a start URL", "planted-start-password".to_owned()),
        ("the access token of Identity Center", "planted-sso-access-token".to_owned()),
        ("the refresh token of Identity Center", "planted-sso-refresh-token".to_owned()),
        ("the client's secret of Identity Center", "planted-sso-client-secret".to_owned()),
        ("the secret key of a program", "planted/program/secret+EXAMPLEKEYEXAMPLE".to_owned()),
        ("the session token of a program", "planted-program-session-token".to_owned()),
        ("the web identity token", "planted-web-identity-token".to_owned()),
    ];
    secrets.extend(login_world::PLANTED.map(|secret| ("a secret of the console session", secret.to_owned())));
    let [my_role, audit] = [
        issued_key("assume-role", &[MY_ROLE, KEY]),
        issued_key("assume-role", &[AUDIT, &issued_key("assume-role", &[MY_ROLE, KEY]).id]),
    ];
    let of_sign_ins = [
        ("Identity Center's", issued_key("sso", &["444455556666", "Power"])),
        ("the web identity's", issued_key("web-identity", &[WEB, "planted-web-identity-token"])),
        ("the container's", issued_key("ecs", &["666677778888", "fake-task-role"])),
    ];
    let of_roles = [("the role's", my_role), ("the chained role's", audit)];
    for (what, issued) in of_roles.into_iter().chain(of_sign_ins) {
        secrets.push((what, issued.secret));
        secrets.push((what, issued.token));
    }
    world.aws.configure(json!({
        "secrets": { KEY: SECRET, SESSION_KEY: secrets[1].1 },
        "sts": { "mfa_required": { GUARDED: SERIAL } },
        "sso": { "accounts": [{ "accountId": "444455556666", "roles": ["Power"] }] },
        "signin": { "sub": CONSOLE },
    }));
    let home = world.home().display().to_string();
    let config = fs::read_to_string(world.home().join(".aws/config")).unwrap();
    let config = config.replace(CONSOLE, &format!("{CONSOLE}\nregion = eu-west-1"));
    world.write(
        ".aws/config",
        &format!(
            "{config}\n[profile guarded]\nrole_arn = {GUARDED}\nsource_profile = benk\nmfa_serial = {SERIAL}\n\
             region = eu-west-1\n\n[profile session]\nregion = eu-west-1\n\n[profile trusted]\nrole_arn = {MY_ROLE}\n\
             source_profile = benk\nregion = eu-west-1\n\n[profile fetched]\n\
             credential_process = {home}/fetch --password planted-program-password\n\n[profile failing]\n\
             credential_process = {home}/fetch --password planted-program-password --fail\n\n[profile legacy]\n\
             sso_start_url = https://me:planted-start-password@corp.awsapps.com/start\nsso_region = eu-west-1\n\
             sso_account_id = 444455556666\nsso_role_name = Power\n\n[profile elsewhere]\nregion = eu-west-1\n\
             role_arn = {MY_ROLE}\nsource_profile = benk\n\
             endpoint_url = http://me:planted-endpoint-password@127.0.0.1:1/\n\n[profile webid]\nrole_arn = {WEB}\n\
             web_identity_token_file = {home}/web-token\nregion = eu-west-1\n\n[profile task]\nrole_arn = {MY_ROLE}\n\
             credential_source = EcsContainer\nregion = eu-west-1\n"
        ),
    );
    world.write(
        ".aws/credentials",
        &format!(
            "[benk]\naws_access_key_id = {KEY}\naws_secret_access_key = {SECRET}\n[session]\n\
             aws_access_key_id = {SESSION_KEY}\naws_secret_access_key = {}\naws_session_token = {}\n",
            secrets[1].1, secrets[2].1
        ),
    );
    world.write("web-token", "planted-web-identity-token");
    let program = world.write(
        "fetch",
        "#!/bin/sh\n/usr/bin/env >\"$HOME/environment-of-a-program\"\n[ \"$3\" = --fail ] && exit 1\n\
         echo '{\"Version\": 1, \"AccessKeyId\": \"ASIAPROGRAMXXEXAMPLE\", \"SecretAccessKey\": \
         \"planted/program/secret+EXAMPLEKEYEXAMPLE\", \"SessionToken\": \"planted-program-session-token\"}'\n",
    );
    fs::set_permissions(program, fs::Permissions::from_mode(0o755)).unwrap();
    let mut token = sso_world::token(-60);
    token["accessToken"] = "planted-sso-access-token".into();
    token["refreshToken"] = "planted-sso-refresh-token".into();
    token["clientSecret"] = "planted-sso-client-secret".into();
    let [sso, login] = token_files(&world);
    for (file, token) in [(sso, token), (login, login_world::token(-60))] {
        let name = file.strip_prefix(world.home()).unwrap().to_str().unwrap().to_owned();
        world.write(&name, &token.to_string());
    }
    let container = format!("{}/ecs", world.aws.url());
    (world.with("AWS_CONTAINER_CREDENTIALS_FULL_URI", &container), Planted(secrets))
}
