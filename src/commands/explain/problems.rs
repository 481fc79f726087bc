//! What is wrong with one profile, and with what it depends on.

use crate::app::App;
use crate::config::differences::reading_differences;
use crate::config::merge::{Config, load};
use crate::config::network::network;
use crate::config::parse::Reading;
use crate::config::plan::Selection;
use crate::config::profiles::Profile;
use crate::config::region::region;
use crate::domain::problem::{Problem, Severity};
use crate::domain::text::printable;

/// The plan's problem, those of the files that concern the profile, of its region and of its calls, and where the SDKs
/// read it differently; each once.
pub(super) fn of(
    app: &App,
    config: &Config,
    selection: &Selection,
    region_option: Option<&str>,
    of_plan: Option<&Problem>,
) -> Vec<Problem> {
    let env = &app.host.env;
    let name = selection.name_or_default();
    let mut problems: Vec<Problem> = of_plan.cloned().into_iter().collect();
    problems.extend(config.problems.iter().filter(|problem| concerns(problem, config, name)).cloned());
    problems.extend(region(config, env, selection, region_option).err());
    problems.extend(network(config, env, selection, "sts").err());
    if config.reading == Reading::Cli {
        let sdk = load(&app.read().files, Reading::Sdk);
        problems.extend(reading_differences(config, &sdk, name));
    }
    let mut once: Vec<Problem> = Vec::with_capacity(problems.len());
    for problem in problems {
        if !once.contains(&problem) {
            once.push(problem);
        }
    }
    once
}

/// Whether a problem of the files has to do with the profile of this name: what makes a file unusable has, a warning
/// where it is about the file as a whole, about the profile's section, or about one that may be meant as it.
fn concerns(problem: &Problem, config: &Config, name: &str) -> bool {
    let Some(origin) = &problem.origin else { return true };
    let of_profile = || {
        let origins = config.profiles.get(name).map(Profile::origins).unwrap_or_default();
        origins.contains(origin)
    };
    let is_meant = || {
        let name = printable(name);
        problem.message.starts_with("section [")
            && [format!("[{name}]"), format!(" {name}]")]
                .iter()
                .any(|it| problem.message.contains(it.as_str()))
    };
    problem.severity == Severity::Error || of_profile() || is_meant()
}
