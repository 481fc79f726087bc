//! AWS CLI v2 signs in to Identity Center, and awsp goes on with it.

use fake_aws::browser::{Mode, visit};

use crate::clients_world::{
    AUTHORIZE, LATER, REGISTER, SOON, START_DEVICE, access_token, aws, aws_cli, aws_is, aws_signs_in,
    awsp_is, boto_is, calls, in_browser, tokens_live, world,
};
use crate::sso_world::{CREATE, GET, WHO, logged};

#[test]
fn awsp_uses_the_token_of_a_login_in_the_browser() {
    let world = world("sso");
    let before = world.run(&["whoami"]);
    assert_eq!(before.status, 3, "{before:?}");
    aws_signs_in(&world, &["sso", "login"]);
    assert_eq!(calls(&world), [REGISTER, AUTHORIZE, CREATE]);
    let arn = awsp_is(&world);
    assert!(arn.contains(":assumed-role/AWSReservedSSO_Power_"), "{arn}");
    assert_eq!(logged(&world, "bearer"), [access_token(&world)]);
    assert_eq!(calls(&world), [GET, WHO], "nobody signs in again");
}

#[test]
fn awsp_uses_the_token_of_a_login_by_device_code() {
    for words in [
        &["sso", "login", "--use-device-code", "--no-browser"][..],
        &["sso", "login", "--profile", "old", "--no-browser"],
    ] {
        let profile = if words.contains(&"old") { "old" } else { "sso" };
        let world = world(profile);
        let outcome = aws(&world, words);
        assert_eq!(outcome.status, 0, "{outcome:?}");
        assert_eq!(calls(&world), [REGISTER, START_DEVICE, CREATE]);
        awsp_is(&world);
        assert_eq!(calls(&world), [GET, WHO], "{profile}");
    }
}

#[test]
fn both_renew_the_token_of_the_aws_cli_and_each_takes_what_the_other_renewed() {
    for words in [&["sso", "login"][..], &["sso", "login", "--use-device-code"]] {
        let world = world("sso");
        tokens_live(&world, SOON);
        if words.len() == 2 {
            aws_signs_in(&world, words);
        } else {
            let outcome = aws(&world, words);
            assert_eq!(outcome.status, 0, "{outcome:?}");
        }
        let first = access_token(&world);
        calls(&world);

        // awsp renews, with the registration that the AWS CLI wrote.
        let arn = awsp_is(&world);
        let second = access_token(&world);
        assert_ne!(first, second);
        assert_eq!(calls(&world), [CREATE, GET, WHO]);

        // The AWS CLI renews what awsp wrote, with the refresh token that awsp got.
        tokens_live(&world, LATER);
        assert_eq!(aws_is(&world), arn);
        let third = access_token(&world);
        assert_ne!(second, third);
        assert_eq!(calls(&world), [CREATE, GET, WHO]);

        // That has hours left: all use it as it is.
        assert_eq!([awsp_is(&world), aws_is(&world)], [arn.as_str(), &arn]);
        assert_eq!(boto_is(&world), arn);
        assert_eq!(logged(&world, "bearer"), [third.as_str(), &third, &third]);
        assert_eq!(calls(&world), [GET, WHO, GET, WHO, GET, WHO]);
    }
}

#[test]
fn the_aws_cli_uses_a_token_that_awsp_renewed_as_it_is() {
    let world = world("sso");
    tokens_live(&world, SOON);
    aws_signs_in(&world, &["sso", "login"]);
    tokens_live(&world, LATER);
    awsp_is(&world);
    calls(&world);
    aws_is(&world);
    assert_eq!(logged(&world, "bearer"), [access_token(&world)]);
    assert_eq!(calls(&world), [GET, WHO]);
}

#[test]
fn after_the_logout_of_the_aws_cli_awsp_wants_a_sign_in() {
    let world = world("sso");
    aws_signs_in(&world, &["sso", "login"]);
    awsp_is(&world);
    let prompt = world.run(&["prompt"]);
    assert!(prompt.stdout.contains("until "), "{prompt:?}");
    let outcome = aws(&world, &["sso", "logout"]);
    assert_eq!(outcome.status, 0, "{outcome:?}");
    calls(&world);
    // What awsp has stored of the role goes with the sign-in.
    for words in [&["whoami"][..], &["export"]] {
        let outcome = world.run(words);
        assert_eq!(outcome.status, 3, "{outcome:?}");
        assert!(outcome.stderr.contains("hint: sign in"), "{outcome:?}");
    }
    let prompt = world.run(&["prompt"]);
    assert!(prompt.stdout.contains("sign-in needed"), "{prompt:?}");
    assert_eq!(calls(&world), [""; 0]);
}

#[test]
fn a_login_that_the_person_refuses_leaves_awsp_signed_in_as_before() {
    let world = world("sso");
    aws_signs_in(&world, &["sso", "login"]);
    let before = access_token(&world);
    let refuse = |address: &str| drop(visit(address, Mode::Deny).unwrap());
    let outcome = in_browser(&world, &aws_cli(), &["sso", "login"], refuse);
    assert_ne!(outcome.status, 0, "{outcome:?}");
    assert_eq!(access_token(&world), before);
    awsp_is(&world);
}
