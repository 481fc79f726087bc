//! The questions to a person who does not know the files.

use std::borrow::Cow;

use crate::app::App;
use crate::commands::ask::{Echo, checked};
use crate::commands::configure::given::Given;
use crate::commands::configure::kind::Kind;
use crate::commands::configure::profiles;
use crate::commands::configure::proposals::propose;
use crate::commands::pick::{Item, choose};
use crate::config::check;
use crate::config::check::keys::known;
use crate::config::plan;
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
        "sso_session" => return session(app, given),
        _ => {}
    }
    let proposed = propose(app.config(), key, given);
    let answer = checked(&question(key, ""), &proposed, Echo::Typed, &|answer| {
        if answer.is_empty() { Err("this is needed".to_owned()) } else { fits(key, &whole(key, answer)) }
    })?;
    Ok(vec![one(key, &whole(key, &answer))])
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
    // Of what has no credentials itself none can come.
    let gives = |name: &str| {
        !matches!(plan::kind(app.config(), &app.host.env, name), plan::Kind::None | plan::Kind::Invalid)
    };
    let mut items: Vec<Item> =
        profiles(app).into_iter().filter(|item| item.name != name && gives(&item.name)).collect();
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

/// `corp.awsapps.com/start` as people say it, with what it lacks in front.
fn whole<'a>(key: &str, answer: &'a str) -> Cow<'a, str> {
    if key == "sso_start_url" && !answer.contains("://") {
        Cow::Owned(format!("https://{answer}"))
    } else {
        Cow::Borrowed(answer)
    }
}

/// An SSO session that there is, or a new one: its start URL first, which is what people have been told, and its name last.
pub(super) fn session(app: &App, given: &[Given]) -> Result<Vec<Given>, Error> {
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
    let mut all = given.to_vec();
    for key in ["sso_start_url", "sso_region"] {
        if !all.iter().any(|given| given.key == key) {
            all.extend(ask(app, "", key, &all)?);
        }
    }
    let proposed = propose(config, "sso_session", &all);
    let name = checked("a name for the SSO session:", &proposed, Echo::Typed, &|name| {
        let plain = |c: char| c.is_ascii_alphanumeric() || "_-./@+".contains(c);
        if config.sso_session(name).is_some() {
            Err(format!("there is an SSO session {} already", printable(name)))
        } else if name.is_empty() || !name.chars().all(plain) {
            Err("letters, digits and - / . @ _ +".to_owned())
        } else {
            Ok(())
        }
    })?;
    let mut new = vec![one("sso_session", &name)];
    new.extend(all.into_iter().skip(given.len()));
    Ok(new)
}
