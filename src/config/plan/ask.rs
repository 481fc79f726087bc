//! Asking a profile for what a plan needs, with a problem where the answer is of no use.

use crate::config::hint;
use crate::config::profiles::Profile;
use crate::config::section::{Property, Section};
use crate::domain::origin::Origin;
use crate::domain::problem::Problem;
use crate::domain::text::printable;

/// A problem of a profile at a place, with the command that opens the file there after `way_out`.
pub(super) fn problem(code: &'static str, message: String, origin: Option<Origin>, way_out: &str) -> Problem {
    let problem = Problem::error(code, message);
    match origin {
        Some(origin) => problem.at(&origin).hint(format!("{way_out}: {}", hint::edit(&origin))),
        None => problem.hint(way_out),
    }
}

/// The first line of a profile.
pub(super) fn place(profile: Profile<'_>) -> Option<Origin> {
    profile.origins().into_iter().next()
}

/// The plain text of a property, if the profile has it.
pub(super) fn text<'a>(profile: Profile<'a>, key: &str) -> Result<Option<&'a str>, Problem> {
    profile.get(key).map(|property| plain(property, profile.name)).transpose()
}

/// The same, of a section.
pub(super) fn text_of<'a>(section: Section<'a>, key: &str, owner: &str) -> Result<Option<&'a str>, Problem> {
    section.get(key).map(|property| plain(property, owner)).transpose()
}

/// The plain text of a property.
pub(super) fn plain<'a>(property: Property<'a>, owner: &str) -> Result<&'a str, Problem> {
    property.text().ok_or_else(|| {
        let (key, owner) = (printable(property.key), printable(owner));
        let message = format!("{key} of {owner} holds an indented block where a text is needed");
        problem("nested-value", message, Some(property.origin()), "take the indentation out")
    })
}
