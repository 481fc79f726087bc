//! Where each property goes: which file, which section. Pure.

use crate::commands::configure::given::{Given, ID, SECRET};
use crate::commands::edits::Edits;
use crate::config::check::keys::{is_of_key_pair, is_of_sso_session};
use crate::config::edit::{Edit, Target, Value};
use crate::config::merge::Config;
use crate::config::profiles::Profile;
use crate::config::section::{self, Section};
use crate::config::source::FileKind;
use crate::domain::paste::word;
use crate::domain::text::printable;
use crate::error::Error;

/// What the AWS CLI asks Identity Center for where nothing else is said.
const SCOPES: (&str, &str) = ("sso_registration_scopes", "sso:account:access");

/// The changes, and what is to be said of them.
#[derive(Debug, Default)]
pub(super) struct Assigned {
    pub(super) edits: Edits,
    pub(super) notes: Vec<String>,
}

/// The edits that give the profile of this name these properties.
///
/// # Errors
/// Where a property has no place.
pub(super) fn assign(config: &Config, name: &str, given: &[Given]) -> Result<Assigned, Error> {
    let profile = config.profiles.get(name);
    let session = given.iter().find(|given| given.key == "sso_session").map_or_else(
        || profile.and_then(|profile| profile.text("sso_session")),
        |given| given.value.as_deref(),
    );
    let mut assigned = Assigned::default();
    let (of_session, own): (Vec<&Given>, Vec<&Given>) =
        given.iter().partition(|given| is_of_sso_session(&given.key));
    let of_session: Vec<&Given> = match session {
        Some(session) => {
            set_session(&mut assigned, config, name, session, &of_session);
            // What stands in the profile as well has to say the same.
            of_session.into_iter().filter(|given| has(profile, &given.key)).collect()
        }
        // The older form, which has it all in the profile, is changed but not made.
        None if of_session.iter().all(|given| given.value.is_none()) || is_older(profile) => of_session,
        None => {
            return Err(Error::usage(
                "what Identity Center's profiles share goes into an sso-session, which is missing",
            )
            .hint(format!("name one, new or not: sso_session={}", word(&near_session(config)))));
        }
    };
    set_profile(&mut assigned, profile, name, &[own, of_session].concat())?;
    Ok(assigned)
}

fn has(profile: Option<Profile<'_>>, key: &str) -> bool {
    profile.is_some_and(|profile| profile.get(key).is_some())
}

/// Whether it holds what a session would.
fn is_older(profile: Option<Profile<'_>>) -> bool {
    has(profile, "sso_start_url") || has(profile, "sso_region")
}

fn near_session(config: &Config) -> String {
    config.sso_sessions().next().map_or_else(|| "corp".to_owned(), |(name, _)| printable(name).into_owned())
}

fn set_session(assigned: &mut Assigned, config: &Config, name: &str, session: &str, given: &[&Given]) {
    let target = Target::SsoSession(session.to_owned());
    let edits = &mut assigned.edits.config;
    let Some(section) = config.sso_session(session) else {
        return edits.extend(new_session(session, given));
    };
    let before = edits.len();
    for given in given {
        let old = section.get(&given.key).and_then(|property| property.text());
        if old != given.value.as_deref() {
            edits.push(edit(&target, given));
        }
    }
    let others = config.profiles.iter().filter(|other| other.name != name);
    let others = others.filter(|other| other.text("sso_session") == Some(session)).count();
    if edits.len() > before && others > 0 {
        let shown = printable(session);
        assigned
            .notes
            .push(format!("the sso-session {shown} is changed for its {others} other profiles too"));
    }
}

/// The section of a session that is not there yet, if anything is to be in it.
pub(super) fn new_session(session: &str, given: &[&Given]) -> Option<Edit> {
    let texts = given.iter().filter_map(|given| Some((given.key.as_str(), given.value.as_deref()?)));
    let mut properties: Vec<(String, Value)> = texts.map(text).collect();
    if properties.is_empty() {
        return None;
    }
    if !properties.iter().any(|(key, _)| key == SCOPES.0) {
        properties.push(text(SCOPES));
    }
    Some(Edit::Add { target: Target::SsoSession(session.to_owned()), properties })
}

fn set_profile(
    assigned: &mut Assigned,
    profile: Option<Profile<'_>>,
    name: &str,
    given: &[&Given],
) -> Result<(), Error> {
    let target = Target::Profile(name.to_owned());
    let pair = given.iter().any(|given| is_of_key_pair(&given.key) && given.value.is_some());
    for file in [FileKind::Config, FileKind::Credentials] {
        let section = profile.and_then(|profile| profile.in_file(file));
        let here =
            given.iter().filter(|given| given.value.is_some() && file_of(profile, &given.key, pair) == file);
        let mut edits: Vec<Edit> = Vec::new();
        let mut blocks: Vec<(String, Vec<(String, String)>)> = Vec::new();
        for given in here {
            match given.key.split_once('.') {
                Some((block, key)) if !has(profile, &given.key) => {
                    let at = blocks.iter().position(|(own, _)| own == block).unwrap_or(blocks.len());
                    if at == blocks.len() {
                        blocks.push((block.to_owned(), block_of(section, block)?));
                    }
                    if let Some((_, pairs)) = blocks.get_mut(at) {
                        put(pairs, key, given.value.as_deref());
                    }
                }
                _ => edits.push(edit(&target, given)),
            }
        }
        edits.extend(blocks.into_iter().map(|(key, pairs)| Edit::Set {
            target: target.clone(),
            key,
            value: Value::Nested(pairs),
        }));
        for given in given.iter().filter(|given| given.value.is_none()) {
            edits.extend(take_out(section, &target, &given.key)?);
        }
        edits.extend(stale_token(&mut assigned.notes, section, &target, &edits));
        let list = match file {
            FileKind::Config => &mut assigned.edits.config,
            FileKind::Credentials => &mut assigned.edits.credentials,
        };
        if profile.is_none() {
            // In one piece, in the order in which they were given.
            let properties: Vec<(String, Value)> = edits
                .into_iter()
                .filter_map(|edit| match edit {
                    Edit::Set { key, value, .. } => Some((key, value)),
                    _ => None,
                })
                .collect();
            if !properties.is_empty() {
                list.insert(0, Edit::Add { target: target.clone(), properties });
            }
        } else {
            list.extend(edits);
        }
    }
    Ok(())
}

/// The file in which the property takes effect: where it stands already, of both the credentials file, which the AWS
/// CLI lets win. New keys go to the credentials file, id and secret together, all else to the config file.
fn file_of(profile: Option<Profile<'_>>, key: &str, pair: bool) -> FileKind {
    let stands_in = |file: FileKind, keys: &[&str]| {
        let section = profile.and_then(|profile| profile.in_file(file));
        section.is_some_and(|section| keys.iter().any(|key| section.get(key).is_some()))
    };
    // The account is read from where the keys are.
    let keys: &[&str] =
        if is_of_key_pair(key) || (key == "aws_account_id" && pair) { &[ID, SECRET] } else { &[key] };
    let is_pair = keys.len() > 1;
    if stands_in(FileKind::Credentials, keys) {
        FileKind::Credentials
    } else if stands_in(FileKind::Config, keys) || !is_pair {
        FileKind::Config
    } else {
        FileKind::Credentials
    }
}

fn edit(target: &Target, given: &Given) -> Edit {
    let (target, key) = (target.clone(), given.key.clone());
    match &given.value {
        Some(value) => Edit::Set { target, key, value: Value::Text(value.clone()) },
        None => Edit::Unset { target, key },
    }
}

/// What takes the property, or the line of an indented block, out of the section.
fn take_out(section: Option<Section<'_>>, target: &Target, key: &str) -> Result<Option<Edit>, Error> {
    let Some(section) = section else { return Ok(None) };
    let unset = |key: &str| Edit::Unset { target: target.clone(), key: key.to_owned() };
    if section.own_properties().any(|property| property.key == key) {
        return Ok(Some(unset(key)));
    }
    let Some((block, key)) = key.split_once('.').filter(|(block, _)| section.get(block).is_some()) else {
        return Ok(None);
    };
    let mut pairs = block_of(Some(section), block)?;
    put(&mut pairs, key, None);
    Ok(Some(if pairs.is_empty() {
        unset(block)
    } else {
        Edit::Set { target: target.clone(), key: block.to_owned(), value: Value::Nested(pairs) }
    }))
}

/// A token that belongs to another key would make AWS refuse the new one.
fn stale_token(
    notes: &mut Vec<String>,
    section: Option<Section<'_>>,
    target: &Target,
    edits: &[Edit],
) -> Vec<Edit> {
    if !edits.iter().any(|edit| matches!(edit, Edit::Set { key, .. } if key == ID)) {
        return Vec::new();
    }
    let tokens = ["aws_session_token", "aws_security_token"];
    let stale = tokens.into_iter().filter(|key| section.is_some_and(|section| section.get(key).is_some()));
    stale
        .map(|key| {
            notes.push(format!("{key} belongs to the key that was there, and is taken out with it"));
            Edit::Unset { target: target.clone(), key: key.to_owned() }
        })
        .collect()
}

/// The lines of an indented block.
fn block_of(section: Option<Section<'_>>, block: &str) -> Result<Vec<(String, String)>, Error> {
    let value = section.and_then(|section| section.get(block)).map(|property| property.value);
    match value {
        None | Some(section::Value::Text("")) => Ok(Vec::new()),
        Some(section::Value::Nested(nested)) => {
            Ok(nested.iter().map(|(key, value)| (key.to_owned(), value.to_owned())).collect())
        }
        Some(section::Value::Text(_)) => Err(Error::failed(format!(
            "{} is no indented block, so nothing can be set in it",
            printable(block)
        ))),
    }
}

fn put(pairs: &mut Vec<(String, String)>, key: &str, value: Option<&str>) {
    let at = pairs.iter().position(|(own, _)| own == key);
    match (at.and_then(|at| pairs.get_mut(at)), value) {
        (Some((_, old)), Some(value)) => value.clone_into(old),
        (None, Some(value)) => pairs.push((key.to_owned(), value.to_owned())),
        (_, None) => pairs.retain(|(own, _)| own != key),
    }
}

fn text((key, value): (&str, &str)) -> (String, Value) {
    (key.to_owned(), Value::Text(value.to_owned()))
}
