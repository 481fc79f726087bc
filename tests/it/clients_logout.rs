//! What awsp ends has ended for AWS CLI v2 and boto3, too.

use crate::cli_world::World;
use crate::clients_world::{BOTO3_WHO, aws, aws_is, aws_signs_in, boto, calls, world};
use crate::sso_world::logged;

/// Neither has credentials, nor asks AWS for any.
fn nobody_is_signed_in(world: &World, words: &str) {
    calls(world);
    // The AWS CLI's own store of roles, too, is not used any more.
    let outcome = aws(world, &["sts", "get-caller-identity"]);
    assert_ne!(outcome.status, 0, "{outcome:?}");
    assert!(outcome.stderr.contains(words), "{outcome:?}");
    let outcome = boto(world, BOTO3_WHO);
    assert_ne!(outcome.status, 0, "{outcome:?}");
    assert!(outcome.stderr.contains(words), "{outcome:?}");
    assert_eq!(calls(world), [""; 0]);
}

#[test]
fn the_token_of_identity_center_is_gone_here_and_there() {
    let world = world("sso");
    aws_signs_in(&world, &["sso", "login"]);
    aws_is(&world);
    calls(&world);
    let outcome = world.run(&["logout"]);
    assert_eq!(outcome.status, 0, "{outcome:?}");
    assert_eq!(world.aws.calls(), ["sso Logout"]);
    assert_eq!(logged(&world, "bearer").len(), 1);
    nobody_is_signed_in(&world, "Error loading SSO Token");

    // The registration is left, and good for the next time.
    aws_signs_in(&world, &["sso", "login"]);
    assert_eq!(calls(&world), ["oidc Authorize", "oidc CreateToken"]);
    aws_is(&world);
}

#[test]
fn the_session_of_aws_login_is_gone() {
    let world = world("fresh");
    world.write(".aws/config", "");
    aws_signs_in(&world, &["login", "--profile", "fresh"]);
    aws_is(&world);
    let outcome = world.run(&["logout"]);
    assert_eq!(outcome.status, 0, "{outcome:?}");
    nobody_is_signed_in(&world, "Error loading login session token");
}
