//! What `use` and `off` change in the environment: decided here, done by the shell.

use std::ffi::OsString;

use crate::domain::env::{Effect, Env, VARIABLES};
use crate::domain::paste::word;
use crate::domain::region::Region;
use crate::domain::switch_record::{RESTORED, Record, VARIABLE};

/// A switch that was asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Switch<'a> {
    /// The profile to use.
    pub profile: &'a str,
    /// `--region`.
    pub region: Option<&'a Region>,
    /// The environment's keys stay: `--keep-keys`, or the profile's own plan takes them as its source.
    pub keys: Keys,
}

/// What happens to keys in the environment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Keys {
    /// They would be used in place of the profile: unset.
    Drop,
    /// The user wants them.
    Keep,
    /// The profile's plan needs them (`credential_source = Environment`).
    Needed,
}

/// The changes, as the shell is to make them: each name in one of the lists at most once.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Changes {
    /// To export.
    pub set: Vec<(String, OsString)>,
    /// To unset.
    pub unset: Vec<String>,
    /// To say, a line each.
    pub notes: Vec<String>,
}

impl Changes {
    /// `env` as it will be.
    #[must_use]
    pub fn applied_to(&self, env: &Env) -> Env {
        let mut after = env.clone();
        for name in &self.unset {
            after.unset(name);
        }
        for (name, value) in &self.set {
            after.set(name, value.clone());
        }
        after
    }

    fn set(&mut self, name: &str, value: impl Into<OsString>) {
        self.unset.retain(|other| other != name);
        self.set.retain(|(other, _)| other != name);
        self.set.push((name.to_owned(), value.into()));
    }

    fn unset(&mut self, name: &str) {
        self.set.retain(|(other, _)| other != name);
        if !self.unset.iter().any(|other| other == name) {
            self.unset.push(name.to_owned());
        }
    }

    fn note(&mut self, text: impl Into<String>) {
        self.notes.push(text.into());
    }
}

/// The record in `env`.
#[must_use]
pub fn record(env: &Env) -> Record {
    env.raw(VARIABLE).map(Record::parse).unwrap_or_default()
}

/// What `use` changes.
#[must_use]
pub fn enter(env: &Env, switch: &Switch<'_>) -> Changes {
    let mut changes = Changes::default();
    let mut record = record(env);
    let active = env.get_nonempty("AWS_PROFILE").or_else(|| env.get_nonempty("AWS_DEFAULT_PROFILE"));
    if let Some(active) = active.filter(|active| *active != switch.profile) {
        record.previous = Some(active.into_owned());
    } else if record.profile.is_none() && record.previous.as_deref() == Some(switch.profile) {
        // Back from `off`: what is used now was the previous one, and there is no other.
        record.previous = None;
    }
    record.profile = Some(switch.profile.to_owned());

    changes.set("AWS_PROFILE", switch.profile);
    if env.contains("AWS_DEFAULT_PROFILE") {
        changes.unset("AWS_DEFAULT_PROFILE");
        changes.note("unset AWS_DEFAULT_PROFILE, which some tools read in place of AWS_PROFILE");
    }
    drop_shadows(env, switch.keys, &mut record, &mut changes);
    take_back_region(env, &mut record, &mut changes);
    if let Some(region) = switch.region {
        let before = changes.applied_to(env);
        for name in ["AWS_REGION", "AWS_DEFAULT_REGION"] {
            remember(&before, name, &mut record);
            changes.set(name, region.as_str());
        }
        record.region = Some(region.as_str().to_owned());
    }
    keep_record(env, &record, &mut changes);
    changes
}

/// What `off` changes.
#[must_use]
pub fn leave(env: &Env) -> Changes {
    let mut changes = Changes::default();
    let mut record = record(env);
    let active = env.get_nonempty("AWS_PROFILE").or_else(|| env.get_nonempty("AWS_DEFAULT_PROFILE"));
    if let Some(active) = active {
        record.previous = Some(active.into_owned());
    }
    record.profile = None;
    changes.unset("AWS_PROFILE");
    changes.unset("AWS_DEFAULT_PROFILE");
    take_back_region(env, &mut record, &mut changes);
    for (name, _) in RESTORED {
        if let Some(value) = record.take_former(name)
            && !env.contains(name)
        {
            changes.set(name, value);
        }
    }
    if record.keys_dropped {
        record.keys_dropped = false;
        changes.note("the keys that `use` unset are not restored: awsp keeps no secrets");
    }
    if env.contains("AWS_ACCESS_KEY_ID") {
        changes.note("AWS_ACCESS_KEY_ID is still set: AWS tools use it");
    }
    keep_record(env, &record, &mut changes);
    changes
}

/// Takes out what would be used in place of the profile, and what other switchers left behind.
fn drop_shadows(env: &Env, keys: Keys, record: &mut Record, changes: &mut Changes) {
    let has_keys = env.contains("AWS_ACCESS_KEY_ID");
    for variable in VARIABLES.iter().filter(|variable| env.contains(variable.name)) {
        let name = variable.name;
        match variable.effect {
            // The account alone overrides nothing, and belongs to the keys only where there are some.
            Effect::Keys if name == "AWS_ACCOUNT_ID" && !has_keys => {}
            Effect::Keys if name == "AWS_ACCOUNT_ID" && keys == Keys::Drop => {
                remember(env, name, record);
                changes.unset(name);
                changes.note("unset AWS_ACCOUNT_ID, which belongs to the keys (`off` restores it)");
            }
            Effect::Keys if keys == Keys::Drop => {
                changes.unset(name);
                record.keys_dropped |= name != "AWS_CREDENTIAL_EXPIRATION";
                changes.note(format!("unset {name}, which would be used in place of the profile"));
            }
            Effect::WebIdentity => {
                remember(env, name, record);
                changes.unset(name);
                changes.note(format!(
                    "unset {name}, which could be used in place of the profile (`off` restores it)"
                ));
            }
            Effect::Leftover => {
                changes.unset(name);
                changes.note(format!("unset {name}, which another tool left behind"));
            }
            _ => {}
        }
    }
    match keys {
        Keys::Keep if has_keys => {
            changes.note("kept AWS_ACCESS_KEY_ID: AWS tools use it in place of the profile");
        }
        Keys::Needed if has_keys => changes.note(format!(
            "kept AWS_ACCESS_KEY_ID, which the profile takes its credentials from; the AWS CLI needs `--profile {}` \
             to assume the role",
            word(record.profile.as_deref().unwrap_or_default())
        )),
        _ => {}
    }
}

/// Keeps the value that a variable has now, for `off`.
fn remember(env: &Env, name: &str, record: &mut Record) {
    if let Some((known, _)) = RESTORED.iter().find(|(known, _)| *known == name)
        && let Some(value) = env.raw(known)
    {
        record.former.retain(|(other, _)| other != known);
        record.former.push((known, value.to_owned()));
    }
}

/// Takes back what an earlier `use --region` exported, where it still stands as it was put.
fn take_back_region(env: &Env, record: &mut Record, changes: &mut Changes) {
    let marker = record.region.take();
    for name in ["AWS_REGION", "AWS_DEFAULT_REGION"] {
        let former = record.take_former(name);
        let untouched = marker.is_some() && env.get(name).as_deref() == marker.as_deref();
        if untouched {
            match former {
                Some(value) => changes.set(name, value),
                None => changes.unset(name),
            }
        }
    }
}

fn keep_record(env: &Env, record: &Record, changes: &mut Changes) {
    match record.render() {
        Some(value) => changes.set(VARIABLE, value),
        None if env.contains(VARIABLE) => changes.unset(VARIABLE),
        None => {}
    }
}

#[cfg(test)]
mod tests;
