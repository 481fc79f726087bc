//! The questions to a person who does not know the files.

use crate::app::App;
use crate::commands::ask::{Echo, checked};
use crate::commands::configure::given::Given;
use crate::commands::configure::kind::Kind;
use crate::commands::configure::profiles;
use crate::commands::configure::proposals::propose;
use crate::commands::pick::{Item, choose};
use crate::config::check;
use crate::config::check::keys::known;
use crate::domain::problem::Severity;
use crate::domain::text::printable;
use crate::error::Error;

/// Which kind of profile it is to be.
pub(super) fn kind() -> Result<Kind, Error> {
    let items = Kind::ALL.map(|kind| Item { name: kind.as_str().into(), description: kind.about().into() });
    let chosen = choose("kind of profile", items.to_vec(), None)?;
    Ok(Kind::ALL.into_iter().find(|kind| kind.as_str() == chosen).unwrap_or(Kind::Sso))
}

/// What the profile cannot do without.
pub(super) fn ask(app: &App, name: &str, key: &str, given: &[Given]) -> Result<Vec<Given>, Error> {
    match key {
        "source_profile" => return source(app, name),
        "sso_session" => return session(app),
        _ => {}
    }
    let proposed = propose(app.config(), key, given);
    let answer = checked(&question(key, ""), &proposed, Echo::Typed, &|answer| {
        if answer.is_empty() { Err("this is needed".to_owned()) } else { fits(key, answer) }
    })?;
    Ok(vec![one(key, &answer)])
}

/// What it may have.
pub(super) fn ask_optional(app: &App, key: &str, given: &[Given]) -> Result<Option<Given>, Error> {
    let proposed = propose(app.config(), key, given);
    let answer = checked(&question(key, " (may be empty)"), &proposed, Echo::Typed, &|answer| {
        if answer.is_empty() { Ok(()) } else { fits(key, answer) }
    })?;
    Ok((!answer.is_empty()).then(|| one(key, &answer)))
}

/// `region, the region of its calls:`
pub(super) fn question(key: &str, more: &str) -> String {
    match known(key).map(|key| key.about).filter(|about| !about.is_empty()) {
        Some(about) => format!("{key}, {about}{more}:"),
        None => format!("{key}{more}:"),
    }
}

/// What is surely wrong with an answer, and the way out.
pub(super) fn fits(key: &str, answer: &str) -> Result<(), String> {
    match check::value(key, answer) {
        Some(problem) if problem.severity == Severity::Error => {
            let message = problem.message;
            Err(problem.hint.map_or(message.clone(), |hint| format!("{message}: {hint}")))
        }
        _ => Ok(()),
    }
}

fn one(key: &str, value: &str) -> Given {
    Given { key: key.to_owned(), value: Some(value.to_owned()) }
}

/// What gives the credentials that assume a role.
fn source(app: &App, name: &str) -> Result<Vec<Given>, Error> {
    const OTHERS: [(&str, &str); 3] = [
        ("Environment", "the keys in the environment"),
        ("Ec2InstanceMetadata", "the EC2 instance's own role"),
        ("EcsContainer", "the container's own role"),
    ];
    let label = |source: &str| format!("credential_source={source}");
    let mut items: Vec<Item> = profiles(app).into_iter().filter(|item| item.name != name).collect();
    items.extend(
        OTHERS.iter().map(|(source, about)| Item { name: label(source), description: (*about).to_owned() }),
    );
    let chosen = choose("whose credentials assume the role", items, None)?;
    let other = OTHERS.iter().find(|(source, _)| label(source) == chosen);
    Ok(vec![match other {
        Some((source, _)) if !app.config().profiles.contains(&chosen) => one("credential_source", source),
        _ => one("source_profile", &chosen),
    }])
}

/// An SSO session that there is, or the name of a new one.
fn session(app: &App) -> Result<Vec<Given>, Error> {
    const NEW: &str = "(a new one)";
    let config = app.config();
    let mut items: Vec<Item> = config
        .sso_sessions()
        .map(|(name, section)| {
            let url = section.get("sso_start_url").and_then(|property| property.text());
            Item { name: name.to_owned(), description: url.unwrap_or_default().to_owned() }
        })
        .collect();
    if !items.is_empty() {
        items.push(Item { name: NEW.to_owned(), description: "of another portal".to_owned() });
        let chosen = choose("SSO session", items, None)?;
        if chosen != NEW || config.sso_session(NEW).is_some() {
            return Ok(vec![one("sso_session", &chosen)]);
        }
    }
    let name = checked("a name for the SSO session, such as your company's:", "", Echo::Typed, &|name| {
        let plain = |c: char| c.is_ascii_alphanumeric() || "_-./@+".contains(c);
        if config.sso_session(name).is_some() {
            Err(format!("there is an SSO session {} already", printable(name)))
        } else if name.is_empty() || !name.chars().all(plain) {
            Err("letters, digits and - / . @ _ +".to_owned())
        } else {
            Ok(())
        }
    })?;
    Ok(vec![one("sso_session", &name)])
}
