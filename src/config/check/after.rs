//! What the files would say after a change, and which problems that brings.

use std::sync::Arc;

use crate::config::differences::reading_differences;
use crate::config::edit::{Edit, Refusal, edit};
use crate::config::merge::{Config, load};
use crate::config::network::network;
use crate::config::parse::Reading;
use crate::config::plan::{Plan, Selection, plan, planned};
use crate::config::source::{Content, Files};
use crate::domain::env::Env;
use crate::domain::problem::{Problem, Severity};
use crate::domain::text::printable;

/// The files as they would be.
#[derive(Debug)]
pub struct After {
    /// The files.
    pub files: Files,
    /// What they would say to the AWS CLI.
    pub config: Config,
}

/// What a change brings.
#[derive(Debug, Default)]
pub struct Found {
    /// Of the profile that is changed.
    pub own: Vec<Problem>,
    /// Of other profiles, each with its name: what kept them from failing before.
    pub others: Vec<(String, Problem)>,
}

/// The files with these edits, in memory.
///
/// # Errors
/// Why a file cannot be edited so.
pub fn edited(files: &Files, config: &[Edit], credentials: &[Edit]) -> Result<After, Refusal> {
    let mut after = files.clone();
    for (old, new, edits) in [
        (&files.config, &mut after.config, config),
        (&files.credentials, &mut after.credentials, credentials),
    ] {
        if !edits.is_empty() {
            new.content = Content::Text(Arc::new(edit(old, edits)?.text()));
        }
    }
    let config = load(&after, Reading::Cli);
    Ok(After { files: after, config })
}

impl After {
    /// What is wrong after the change that was not before, about the profile of this name and about all others.
    #[must_use]
    pub fn problems(&self, before: &Files, config: &Config, env: &Env, name: &str) -> Found {
        // As another shell would find it: what this one exports is not written down.
        let env: Env = ["AWS_EC2_METADATA_DISABLED"]
            .iter()
            .filter_map(|variable| Some((*variable, env.get(variable)?.into_owned())))
            .collect();
        let known = of(before, config, &env, name);
        // What is mended step by step is not yet right after each of them.
        let mends =
            config.profiles.contains(name) && planned(config, &env, &Selection::option(name)).is_none();
        let is_new = |problem: &Problem, known: &[Problem]| {
            !known.iter().any(|old| old.code == problem.code && old.message == problem.message)
        };
        let now = of(&self.files, &self.config, &env, name);
        let new = now.into_iter().filter(|problem| is_new(problem, &known)).map(unplaced);
        let own = new.map(|problem| if mends { as_warning(problem) } else { problem }).collect();
        let mut others = Vec::new();
        for other in config.profiles.iter().filter(|other| other.name != name) {
            // Of thousands nobody reads more, and each takes a search for the name that was meant.
            if others.len() > MOST_OTHERS {
                break;
            }
            let selection = Selection::option(other.name);
            if !other.name.is_empty()
                && self.config.profiles.contains(other.name)
                && planned(config, &env, &selection).is_some()
                && let Err(problem) = plan(&self.config, &env, &selection)
            {
                others.push((other.name.to_owned(), unplaced(problem)));
            }
        }
        Found { own, others }
    }
}

/// So many other profiles are named; one more tells that there are others.
pub const MOST_OTHERS: usize = 5;

/// What is wrong with a profile, and with the files.
fn of(files: &Files, config: &Config, env: &Env, name: &str) -> Vec<Problem> {
    let mut problems = config.problems.clone();
    if !config.profiles.contains(name) {
        return problems;
    }
    let selection = Selection::option(name);
    match plan(config, env, &selection) {
        Ok(plan) => problems.extend(too_long(&plan)),
        Err(problem) => problems.push(here_or_elsewhere(problem)),
    }
    problems.extend(network(config, env, &selection, "sts").err());
    // That they do not see a name is told by the name's own check.
    let differences = reading_differences(config, &load(files, Reading::Sdk), name);
    problems.extend(differences.into_iter().filter(|problem| problem.code != "missing-for-sdks"));
    let mut once: Vec<Problem> = Vec::new();
    for problem in problems {
        if !once.iter().any(|known| known.code == problem.code && known.message == problem.message) {
            once.push(problem);
        }
    }
    once
}

/// Seconds. Source: IAM User Guide, "Role chaining": a role assumed with a role's credentials.
const LONGEST_CHAINED: u32 = 3600;

/// A role that AWS would not give for so long.
fn too_long(plan: &Plan) -> Option<Problem> {
    let mut chained = plan.roles.iter().skip(usize::from(!plan.source.is_session_of_role()));
    let step = chained.find(|step| step.duration_seconds.is_some_and(|seconds| seconds > LONGEST_CHAINED))?;
    let message = format!(
        "duration_seconds of {} is {}: for a role that is assumed with another role's credentials AWS takes an hour at most",
        printable(&step.profile),
        step.duration_seconds.unwrap_or_default()
    );
    Some(Problem::error("bad-value", message).hint(format!("duration_seconds={LONGEST_CHAINED}")))
}

/// What hangs on this shell or this machine is no mistake of the file.
fn here_or_elsewhere(problem: Problem) -> Problem {
    let elsewhere = ["environment-keys-missing", "container-missing", "metadata-disabled", "no-credentials"]
        .contains(&problem.code);
    if elsewhere { as_warning(problem) } else { problem }
}

fn as_warning(problem: Problem) -> Problem {
    Problem { severity: Severity::Warning, ..problem }
}

/// Its place is one in a file that is not written yet, where no editor can be sent.
fn unplaced(problem: Problem) -> Problem {
    let hint = problem.hint.map(|hint| hint.split(": vi +").next().unwrap_or_default().to_owned());
    Problem { origin: None, hint: hint.filter(|hint| !hint.starts_with("vi +")), ..problem }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::config::edit::{Target, Value};

    fn set(name: &str, key: &str, value: &str) -> Edit {
        let target = Target::Profile(name.to_owned());
        Edit::Set { target, key: key.to_owned(), value: Value::Text(value.to_owned()) }
    }

    fn found(config: &str, edits: &[Edit], name: &str) -> Found {
        let files = Files::of_bytes(Some(config.into()), None, Path::new("/h"));
        let after = edited(&files, edits, &[]).expect("can be edited");
        after.problems(&files, &load(&files, Reading::Cli), &Env::default(), name)
    }

    const ROLE: &str = "arn:aws:iam::777788889999:role/MyRole";

    #[test]
    fn only_what_is_new_is_told() {
        let text = format!("[profile a]\nrole_arn = {ROLE}\nsource_profile = none\n[x]\n");
        let codes = |found: &Found| found.own.iter().map(|problem| problem.code).collect::<Vec<_>>();
        assert!(codes(&found(&text, &[set("a", "region", "eu-west-1")], "a")).is_empty());
        let more = found(&text, &[set("b", "role_arn", ROLE), set("b", "source_profile", "nix")], "b");
        assert_eq!(codes(&more), ["source-profile-missing"]);
        assert!(more.own.iter().all(|problem| problem.origin.is_none()
            && problem.hint.as_ref().is_none_or(|hint| !hint.contains("vi "))));
    }

    #[test]
    fn what_is_mended_step_by_step_is_not_refused() {
        let severities = |found: &Found| found.own.iter().map(|problem| problem.severity).collect::<Vec<_>>();
        let text = "[profile a]\nsso_account_id = 777788889999\n";
        let step = found(text, &[set("a", "sso_role_name", "X")], "a");
        assert_eq!(severities(&step), [Severity::Warning], "{step:?}");
        let first = found("", &[set("a", "sso_role_name", "X")], "a");
        assert_eq!(severities(&first), [Severity::Error], "{first:?}");
    }

    #[test]
    fn what_breaks_others_is_told_with_their_names() {
        let text = format!(
            "[profile k]\ncredential_process = p\n[profile a]\nrole_arn = {ROLE}\nsource_profile = k\n"
        );
        let gone = [Edit::Remove { target: Target::Profile("k".to_owned()) }];
        let others = found(&text, &gone, "k").others;
        assert_eq!(others.len(), 1);
        assert!(others[0].0 == "a" && others[0].1.code == "source-profile-missing", "{others:?}");
        let circle = [set("k", "role_arn", ROLE), set("k", "source_profile", "a")];
        let found = found(&text, &circle, "k");
        assert!(found.own.iter().any(|problem| problem.code == "source-profile-loop"), "{found:?}");
        assert_eq!(found.others.len(), 1);
    }
}
