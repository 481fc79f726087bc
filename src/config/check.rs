//! What is wrong with a change of the AWS files before it is made: names, keys, values, and what the profiles would come
//! to. Pure: the text as it would be is read in memory.

mod after;
mod form;
pub mod keys;
mod name;
mod program;

pub use after::{After, Found, MOST_OTHERS, edited};
pub use form::value;
pub use name::name;

use crate::domain::problem::Problem;
use crate::domain::text::printable;
use keys::{Key, known};

/// What is wrong with the key itself: nobody is known to read it.
#[must_use]
pub fn key(key: &str) -> Option<Problem> {
    if known(key).is_some() || keys::is_of_another_tool(key) {
        return None;
    }
    let shown = printable(key);
    Some(match nearest_key(key) {
        Some(near) => Problem::error("unknown-key", format!("there is no key {shown}"))
            .hint(format!("did you mean {near}")),
        None => {
            Problem::warning("unknown-key", format!("awsp knows of no AWS tool that reads the key {shown}"))
        }
    })
}

/// The known key that may have been meant.
fn nearest_key(wrong: &str) -> Option<&'static str> {
    if wrong.chars().count() > 60 {
        return None;
    }
    let bare = |key: &str| key.to_lowercase().replace(['-', ' '], "_");
    let wrong = bare(wrong);
    let best = keys::all()
        .map(|Key { name, .. }| (strsim::osa_distance(&wrong, name), *name))
        .min_by_key(|(distance, _)| *distance);
    let close = best.filter(|(distance, name)| *distance <= 1 + name.len() / 6);
    // Without its first word: `account_id`, `access_key_id`, `start_url`.
    let tail = || {
        let mut ends = keys::all().filter(|key| key.name.ends_with(&format!("_{wrong}")));
        ends.next().filter(|_| wrong.len() > 5).map(|key| key.name)
    };
    close.map(|(_, name)| name).or_else(tail)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::problem::Severity;

    #[test]
    fn a_key_that_nobody_reads_is_told() {
        for (wrong, meant) in [
            ("sso_acount_id", "sso_account_id"),
            ("regoin", "region"),
            ("role-arn", "role_arn"),
            ("source_profil", "source_profile"),
            ("sso_start_uri", "sso_start_url"),
            ("access_key_id", "aws_access_key_id"),
            ("mfa_serail", "mfa_serial"),
        ] {
            let problem = key(wrong).expect(wrong);
            assert_eq!(problem.severity, Severity::Error, "{wrong}");
            assert!(problem.hint.is_some_and(|hint| hint.ends_with(meant)), "{wrong}");
        }
        for odd in ["colour_of_the_prompt", "team", &"x".repeat(1000)] {
            assert_eq!(key(odd).map(|problem| problem.severity), Some(Severity::Warning), "{odd}");
        }
        for good in ["region", "role_arn", "s3", "sso_session", "granted_sso_start_url"] {
            assert_eq!(key(good), None, "{good}");
        }
    }
}
