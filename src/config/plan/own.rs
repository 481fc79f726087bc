//! The sources that a profile has by itself: web identity, SSO, keys, login session, process.

use std::borrow::Cow;

use super::ask::{place, plain, problem, text, text_of};
use super::base::Base;
use crate::config::hint;
use crate::config::merge::Config;
use crate::config::profiles::Profile;
use crate::config::section::Section;
use crate::config::source::FileKind;
use crate::domain::env::Env;
use crate::domain::problem::Problem;
use crate::domain::text::printable;

/// What the profile itself gives, in the order of AWS CLI v2. Variables count where `env` is given.
pub(super) fn own<'a>(
    config: &'a Config,
    profile: Option<Profile<'a>>,
    env: Option<&'a Env>,
) -> Result<Option<Base<'a>>, Problem> {
    if let Some(base) = web_identity(profile, env)? {
        return Ok(Some(base));
    }
    let Some(profile) = profile else { return Ok(None) };
    if let Some(base) = sso(config, profile)? {
        return Ok(Some(base));
    }
    if let Some(base) = keys(profile, FileKind::Credentials)? {
        return Ok(Some(base));
    }
    if let Some(session) = text(profile, "login_session")? {
        return Ok(Some(Base::Login { profile: profile.name, session }));
    }
    if let Some(command) = profile.get("credential_process") {
        if plain(command, profile.name)?.is_empty() {
            let origin = Some(command.origin());
            let message = format!("credential_process of {} is empty", printable(profile.name));
            return Err(problem(
                "empty-credential-process",
                message,
                origin,
                "name a command or take the line out",
            ));
        }
        let account_id = text(profile, "aws_account_id")?;
        return Ok(Some(Base::Process { profile: profile.name, command, account_id }));
    }
    keys(profile, FileKind::Config)
}

fn web_identity<'a>(profile: Option<Profile<'a>>, env: Option<&'a Env>) -> Result<Option<Base<'a>>, Problem> {
    let ask = |variable: &str, key: &str| -> Result<Option<Cow<'a, str>>, Problem> {
        if let Some(value) = env.and_then(|env| env.get(variable)) {
            return Ok(Some(value));
        }
        let Some(profile) = profile else { return Ok(None) };
        Ok(text(profile, key)?.map(Cow::Borrowed))
    };
    let token_file = ask("AWS_WEB_IDENTITY_TOKEN_FILE", "web_identity_token_file")?;
    let Some(token_file) = token_file.filter(|path| !path.is_empty()) else { return Ok(None) };
    let role_arn = ask("AWS_ROLE_ARN", "role_arn")?.filter(|arn| !arn.is_empty()).ok_or_else(|| {
        let message = "a web identity token file is set, but no role to assume with it".to_owned();
        let origin = profile.and_then(|profile| profile.get("web_identity_token_file"));
        let origin = origin.map(|property| property.origin());
        problem("web-identity-without-role", message, origin, "set role_arn beside web_identity_token_file")
    })?;
    // An empty one counts as none.
    let session_name = ask("AWS_ROLE_SESSION_NAME", "role_session_name")?.filter(|name| !name.is_empty());
    let by_variable = env.is_some_and(|env| env.contains("AWS_WEB_IDENTITY_TOKEN_FILE"));
    let named = profile.filter(|_| !by_variable).and_then(|profile| profile.get("web_identity_token_file"));
    Ok(Some(Base::WebIdentity { role_arn, token_file, session_name, named }))
}

/// The keys of one file: never an id from one and a secret from the other.
fn keys(profile: Profile<'_>, kind: FileKind) -> Result<Option<Base<'_>>, Problem> {
    let Some(section) = profile.in_file(kind) else { return Ok(None) };
    let Some(id) = section.get("aws_access_key_id") else { return Ok(None) };
    plain(id, profile.name)?;
    let Some(secret) = text_of(section, "aws_secret_access_key", profile.name)? else {
        let name = printable(profile.name);
        let message = format!(
            "{name} has an aws_access_key_id but no aws_secret_access_key in the {} file",
            kind.as_str()
        );
        return Err(problem("partial-keys", message, Some(id.origin()), "put the secret key beside it"));
    };
    // The older name wins wherever it is present, even with an empty value.
    let token = match text_of(section, "aws_security_token", profile.name)? {
        Some(token) => Some(token),
        None => text_of(section, "aws_session_token", profile.name)?,
    };
    let account = text_of(section, "aws_account_id", profile.name)?;
    Ok(Some(Base::StaticKeys { profile: profile.name, id, secret, token, account }))
}

/// Keys in the files of older tools: asked after everything that a profile gives.
pub(super) fn legacy(config: &Config) -> Result<Option<Base<'_>>, Problem> {
    for legacy in &config.legacy {
        let Some(section) = legacy.section()? else { continue };
        let Some(id) = section.get(legacy.id_key) else { continue };
        plain(id, legacy.id_key)?;
        return match text_of(section, legacy.secret_key, legacy.id_key)? {
            Some(secret) => Ok(Some(Base::Legacy { id, secret })),
            None => Err(legacy.partial(id)),
        };
    }
    Ok(None)
}

fn sso<'a>(config: &'a Config, profile: Profile<'a>) -> Result<Option<Base<'a>>, Problem> {
    if profile.get("sso_account_id").is_none() && profile.get("sso_role_name").is_none() {
        return Ok(None);
    }
    let session = text(profile, "sso_session")?;
    let section = session.map(|name| session_of(config, profile, name)).transpose()?;
    if let Some(section) = section {
        same_in_both(profile, section)?;
    }
    let ask = |key: &'static str| -> Result<&'a str, Problem> {
        let value =
            match section.map(|section| text_of(section, key, session.unwrap_or_default())).transpose()? {
                Some(Some(value)) => Some(value),
                _ => text(profile, key)?,
            };
        value.ok_or_else(|| missing(profile, key))
    };
    Ok(Some(Base::Sso {
        role_name: ask("sso_role_name")?,
        account_id: ask("sso_account_id")?,
        start_url: ask("sso_start_url")?,
        region: ask("sso_region")?,
        session,
    }))
}

fn session_of<'a>(config: &'a Config, profile: Profile<'_>, name: &str) -> Result<Section<'a>, Problem> {
    config.sso_session(name).ok_or_else(|| {
        let (profile_name, shown) = (printable(profile.name), printable(name));
        let message =
            format!("sso_session of {profile_name} names \"{shown}\", and there is no [sso-session {shown}]");
        let origin = profile.get("sso_session").map(|property| property.origin());
        let problem = Problem::error("sso-session-missing", message)
            .hint(format!("make it with `awsp configure`, or name another: {}", edit(origin.as_ref())));
        match &origin {
            Some(origin) => problem.at(origin),
            None => problem,
        }
    })
}

fn edit(origin: Option<&crate::domain::origin::Origin>) -> String {
    origin.map(hint::edit).unwrap_or_default()
}

/// A key in both the profile and its session must say the same.
fn same_in_both(profile: Profile<'_>, section: Section<'_>) -> Result<(), Problem> {
    for of_session in section.properties() {
        if let Some(of_profile) = profile.get(of_session.key)
            && of_profile.value != of_session.value
        {
            let (key, name) = (printable(of_session.key), printable(profile.name));
            let message =
                format!("{key} of {name} differs from that of its sso-session ({})", of_session.origin());
            return Err(problem(
                "sso-session-conflict",
                message,
                Some(of_profile.origin()),
                "take it out of the profile",
            ));
        }
    }
    Ok(())
}

fn missing(profile: Profile<'_>, key: &str) -> Problem {
    let name = printable(profile.name);
    let message = format!("{name} is a profile for SSO but lacks {key}");
    let way_out =
        format!("complete it with `awsp configure set {} {key}=VALUE`, or by hand", hint::word(profile.name));
    problem("sso-incomplete", message, place(profile), &way_out)
}
