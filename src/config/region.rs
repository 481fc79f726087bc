//! Which region calls go to.

use std::borrow::Cow;

use crate::config::hint;
use crate::config::merge::Config;
use crate::config::plan::resolve::selected;
use crate::config::plan::{SelectedBy, Selection};
use crate::domain::env::Env;
use crate::domain::problem::Problem;
use crate::domain::region::Region;
use crate::domain::text::printable;

const VARIABLES: [&str; 2] = ["AWS_REGION", "AWS_DEFAULT_REGION"];

/// The region as it is written, valid or not: the option, else the first of `AWS_REGION` and `AWS_DEFAULT_REGION`
/// that is set (even if empty), else `region` of the selected profile.
///
/// # Errors
/// Where the profile must be asked: a refused file, an unknown profile, an indented block as value.
pub fn written<'a>(
    config: &'a Config,
    env: &'a Env,
    selection: &Selection,
    option: Option<&'a str>,
) -> Result<Option<(Cow<'a, str>, SelectedBy)>, Problem> {
    if let Some(region) = option.filter(|region| !region.is_empty()) {
        return Ok(Some((Cow::Borrowed(region), SelectedBy::Option)));
    }
    for variable in VARIABLES {
        if let Some(region) = env.get(variable) {
            return Ok(Some((region, SelectedBy::Variable(variable))));
        }
    }
    if let Some(problem) = &config.refused {
        return Err(problem.clone());
    }
    let Some(property) = selected(config, selection)?.and_then(|profile| profile.get("region")) else {
        return Ok(None);
    };
    let origin = property.origin();
    match property.text() {
        Some(region) => Ok(Some((Cow::Borrowed(region), SelectedBy::File(origin)))),
        None => Err(bad(
            "region holds an indented block where a name is needed".to_owned(),
            &SelectedBy::File(origin),
        )),
    }
}

/// The region and where it comes from; `None` where nothing says one. (The AWS CLI then asks instance metadata.)
///
/// # Errors
/// As [`written`], and a name that cannot stand in a host name, such as the empty one.
pub fn region(
    config: &Config,
    env: &Env,
    selection: &Selection,
    option: Option<&str>,
) -> Result<Option<(Region, SelectedBy)>, Problem> {
    let Some((name, by)) = written(config, env, selection, option)? else { return Ok(None) };
    match Region::parse(&name) {
        Some(region) => Ok(Some((region, by))),
        None => Err(bad(format!("\"{}\" is no region", printable(&name)), &by)),
    }
}

fn bad(message: String, by: &SelectedBy) -> Problem {
    let code = "bad-region";
    match by {
        SelectedBy::Option => Problem::error(code, message).hint("name one such as eu-west-1"),
        SelectedBy::Variable(variable) => {
            Problem::error(code, format!("{message} ({variable})")).hint(format!("unset {variable}"))
        }
        SelectedBy::File(origin) => {
            let hint = format!("name one such as eu-west-1: {}", hint::edit(origin));
            Problem::error(code, message).at(origin).hint(hint)
        }
        SelectedBy::Default => Problem::error(code, message),
    }
}
