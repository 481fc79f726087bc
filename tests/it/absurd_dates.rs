//! Dates that no clock shows, in the variables and in the AWS CLI's files, are refused and bring nothing down.

use crate::cli_world::World;

const DATES: [&str; 4] =
    ["+262142-12-31T23:59:59", "-262143-01-01T00:00:00", "10000-01-01T00:00:00Z", "9999-12-31T23:59:59Z"];

#[test]
fn an_absurd_end_of_environment_keys_is_no_time() {
    for zone in ["Asia/Tokyo", "Pacific/Honolulu"] {
        let world = World::new()
            .with("AWS_ACCESS_KEY_ID", "AKIAXXXXXXXXXXEXAMPLE")
            .with("AWS_SECRET_ACCESS_KEY", "s")
            .with("TZ", zone);
        for date in DATES {
            for words in [["prompt"].as_slice(), &["prompt", "--hook", "bash"], &["current"], &["whoami"]] {
                let outcome = world.run_with(&[("AWS_CREDENTIAL_EXPIRATION", date)], words);
                assert!([0, 1].contains(&outcome.status), "{words:?} with {date} in {zone}: {outcome:?}");
            }
        }
        let outcome = world.run_with(&[("AWS_CREDENTIAL_EXPIRATION", DATES[0])], &["current"]);
        assert!(outcome.stderr.contains("AWS_CREDENTIAL_EXPIRATION is no time"), "{outcome:?}");
    }
}

#[test]
fn a_sign_in_that_ends_at_an_absurd_date_is_none() {
    let world = World::new().with("TZ", "Asia/Tokyo").with("AWS_PROFILE", "sso");
    for date in DATES {
        // The name is the SHA-1 of the session's name, `corp`.
        world.write(
            ".aws/sso/cache/ee0bfd2552fbd840c02cc48b6e823320543c450f.json",
            &format!(r#"{{ "accessToken": "t", "expiresAt": "{date}" }}"#),
        );
        for words in [["prompt"].as_slice(), &["prompt", "--hook", "bash"], &["current"]] {
            let outcome = world.run(words);
            assert_eq!(outcome.status, 0, "{words:?} with {date}: {outcome:?}");
        }
        let expected = if date.starts_with("9999") { "until +10000-01-01" } else { "sign-in needed" };
        let shown = world.run(&["prompt"]).stdout;
        assert!(shown.contains(expected), "{date}: {shown}");
    }
}
