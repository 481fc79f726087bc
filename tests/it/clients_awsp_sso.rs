//! awsp signs in to Identity Center, and AWS CLI v2 and boto3 go on with it.

use std::collections::BTreeMap;
use std::os::unix::fs::PermissionsExt;
use std::{fs, io};

use serde_json::{Map, Value};

use crate::cli_world::World;
use crate::clients_world::{
    AUTHORIZE, LATER, REGISTER, SOON, START_DEVICE, access_token, aws, aws_forgets, aws_is, aws_signs_in,
    awsp_is, awsp_signs_in, boto_is, calls, tokens_live, world,
};
use crate::sso_world::{CREATE, GET, START_URL, WHO, logged};

/// Signs in by a code, which AWS takes for typed in.
fn by_code(world: &World, words: &[&str]) {
    let outcome = world.run(words);
    assert_eq!(outcome.status, 0, "{outcome:?}");
}

fn aws_by_code(world: &World) {
    let outcome = aws(world, &["sso", "login", "--use-device-code", "--no-browser"]);
    assert_eq!(outcome.status, 0, "{outcome:?}");
}

#[test]
fn the_aws_cli_and_boto3_use_the_token_of_a_login_in_the_browser() {
    let world = world("sso");
    awsp_signs_in(&world, &["login"]);
    assert_eq!(calls(&world), [REGISTER, AUTHORIZE, CREATE]);
    let arn = aws_is(&world);
    assert!(arn.contains(":assumed-role/AWSReservedSSO_Power_"), "{arn}");
    assert_eq!(boto_is(&world), arn);
    assert_eq!(awsp_is(&world), arn);
    let token = access_token(&world);
    assert_eq!(logged(&world, "bearer"), [token.as_str(), &token, &token]);
    assert_eq!(calls(&world), [GET, WHO, GET, WHO, GET, WHO], "nobody signs in again");

    aws_forgets(&world);
    let exported = aws(&world, &["configure", "export-credentials"]);
    assert_eq!(exported.status, 0, "{exported:?}");
    let own = world.run(&["export", "--format", "process"]);
    assert_eq!(own.json()["AccessKeyId"], exported.json()["AccessKeyId"]);
}

#[test]
fn the_aws_cli_and_boto3_use_the_token_of_a_login_by_device_code() {
    for (profile, words) in [("sso", &["login", "--device"][..]), ("old", &["login", "old"])] {
        let world = world(profile);
        by_code(&world, words);
        assert_eq!(calls(&world), [REGISTER, START_DEVICE, CREATE]);
        assert_eq!(aws_is(&world), boto_is(&world));
        assert_eq!(calls(&world), [GET, WHO, GET, WHO], "{profile}");
    }
}

#[test]
fn they_renew_it_with_the_registration_of_awsp_and_awsp_takes_what_they_renewed() {
    for words in [&["login"][..], &["login", "--device"]] {
        let world = world("sso");
        tokens_live(&world, SOON);
        if words.contains(&"--device") {
            by_code(&world, words);
        } else {
            awsp_signs_in(&world, words);
        }
        calls(&world);
        let mut tokens = vec![access_token(&world)];
        let tools: [fn(&World) -> String; 3] = [aws_is, boto_is, awsp_is];
        for tool in tools.into_iter().chain(tools) {
            tool(&world);
            assert_eq!(calls(&world), [CREATE, GET, WHO]);
            tokens.push(access_token(&world));
        }
        let all = tokens.len();
        tokens.sort();
        tokens.dedup();
        assert_eq!(tokens.len(), all, "each renewal gave another token");

        tokens_live(&world, LATER);
        aws_is(&world);
        calls(&world);
        let [aws, boto, awsp] = tools.map(|tool| tool(&world));
        assert_eq!((&aws, &boto), (&awsp, &awsp));
        assert_eq!(calls(&world), [GET, WHO].repeat(3), "what has hours left is used as it is");
    }
}

/// A world whose session has a hard name, this start URL and these scopes.
fn odd(start_url: &str, scopes: &str) -> World {
    let world = world("odd");
    world.write(
        ".aws/config",
        &format!(
            "[profile odd]\nsso_session = k\u{f6} ln\nsso_account_id = 444455556666\nsso_role_name = Power\n\
             [sso-session \"k\u{f6} ln\"]\nsso_region = eu-west-1\nsso_start_url = {start_url}\n{scopes}"
        ),
    );
    world
}

/// Signs in with one, the other, and the first again.
fn by_turns(world: &World, tools: [fn(&World); 2], first: &[&str], then: &[&str]) {
    let [one, other] = tools;
    one(world);
    assert_eq!(calls(world), first);
    for tool in [other, one] {
        tool(world);
        assert_eq!(calls(world), then);
    }
}

#[test]
fn one_registration_serves_both() {
    let browser: [fn(&World); 2] = [|w| awsp_signs_in(w, &["login"]), |w| aws_signs_in(w, &["sso", "login"])];
    let code: [fn(&World); 2] = [|w| by_code(w, &["login", "--device"]), aws_by_code];
    for scopes in ["", "sso_registration_scopes = sso:account:access, b:c ,a\n"] {
        for awsp_first in [true, false] {
            let world = odd(START_URL, scopes);
            let order = |[awsp, aws]: [fn(&World); 2]| if awsp_first { [awsp, aws] } else { [aws, awsp] };
            by_turns(&world, order(browser), &[REGISTER, AUTHORIZE, CREATE], &[AUTHORIZE, CREATE]);
            // That of a code is another one.
            by_turns(&world, order(code), &[REGISTER, START_DEVICE, CREATE], &[START_DEVICE, CREATE]);
        }
    }
}

/// Every file of the sign-in with its mode, and its members with the length of each value that is a text: tokens and
/// moments differ, but not in that.
fn files(world: &World) -> BTreeMap<String, (u32, Vec<(String, Value)>)> {
    let folder = world.home().join(".aws/sso/cache");
    let read = |entry: io::Result<fs::DirEntry>| {
        let entry = entry.unwrap();
        let members: Map<String, Value> = serde_json::from_slice(&fs::read(entry.path()).unwrap()).unwrap();
        let shape = |value: Value| value.as_str().map(str::len).map_or(value.clone(), Value::from);
        let members = members.into_iter().map(|(name, value)| (name, shape(value))).collect();
        let mode = entry.metadata().unwrap().permissions().mode() & 0o777;
        (entry.file_name().into_string().unwrap(), (mode, members))
    };
    fs::read_dir(folder).unwrap().map(read).collect()
}

#[test]
fn the_files_are_those_of_the_aws_cli_name_by_name() {
    for (start_url, scopes) in [
        (START_URL, ""),
        (START_URL, "sso_registration_scopes = sso:account:access,b:c\n"),
        (START_URL, "sso_registration_scopes =\n"),
        (START_URL, "sso_registration_scopes = a,, b ,a,\n"),
        ("https://corp.awsapps.com/start/#/?tab=\u{e4}", "sso_registration_scopes = \u{fc}\n"),
    ] {
        let (own, theirs) = (odd(start_url, scopes), odd(start_url, scopes));
        awsp_signs_in(&own, &["login"]);
        aws_signs_in(&theirs, &["sso", "login"]);
        assert_eq!(files(&own), files(&theirs), "{start_url} {scopes}");
        by_code(&own, &["login", "--device"]);
        aws_by_code(&theirs);
        assert_eq!(files(&own), files(&theirs));
    }
}
