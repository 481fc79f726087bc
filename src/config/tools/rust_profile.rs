//! Profiles as the AWS SDK for Rust resolves them: roles down to a base, keys of the base being the last choice.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use chrono::DateTime;

use super::Setup;
use super::look::Token;
use super::outcome::{Get, Got, Place, is_role_arn, is_session_name};
use super::rust::{container, environment, unsigned};
use super::{process, reading};
use crate::config::merge::{Config, load};
use crate::config::parse::Reading;
use crate::config::profiles::Profile;
use crate::config::source::{FileKind, Files};
use crate::domain::text::printable;

/// The two files as this SDK finds and reads them.
pub(super) fn read(setup: &Setup<'_>) -> Config {
    let file = |kind: FileKind, variable: &str| {
        let path = setup
            .env
            .get(variable)
            .map_or_else(|| format!("~/.aws/{}", kind.as_str()), std::borrow::Cow::into_owned);
        // Without HOME there is no home for this SDK.
        let home = setup.env.raw("HOME").map(PathBuf::from);
        setup.look.file(kind, &below_home(&path, home))
    };
    let config = file(FileKind::Config, "AWS_CONFIG_FILE");
    let credentials = file(FileKind::Credentials, "AWS_SHARED_CREDENTIALS_FILE");
    load(&Files { config, credentials, legacy: Vec::new() }, Reading::Sdk)
}

/// A path whose `~/` at the beginning is the home, and that is otherwise taken as it is written.
pub(super) fn below_home(path: &str, home: Option<PathBuf>) -> PathBuf {
    match path.strip_prefix("~/").zip(home) {
        Some((rest, home)) => home.join(rest),
        None => PathBuf::from(path),
    }
}

const TOGETHER: &str = "it puts an access key id and a secret from both files together";

/// What the profile comes to.
pub(super) enum Found {
    /// This, and no other provider is asked.
    End(Get),
    /// Nothing, and the next is asked.
    Next(String),
}

/// The profiles, and what calls they can make.
pub(super) struct Profiles<'a> {
    setup: &'a Setup<'a>,
    config: &'a Config,
    region: Option<&'a Place>,
    endpoint: &'a Result<bool, String>,
}

fn failed(why: impl Into<String>) -> Found {
    Found::End(Get::nothing(why))
}

impl<'a> Profiles<'a> {
    pub(super) fn new(
        setup: &'a Setup<'a>,
        config: &'a Config,
        region: Option<&'a Place>,
        endpoint: &'a Result<bool, String>,
    ) -> Self {
        Self { setup, config, region, endpoint }
    }

    pub(super) fn find(&self, name: &str, notes: &mut Vec<&'static str>) -> Found {
        if let Some(refused) = &self.config.refused {
            return failed(format!("it refuses the file: {}", refused.message));
        }
        let mut roles: Vec<Profile<'a>> = Vec::new();
        let mut visited = BTreeSet::new();
        let mut current = name.to_owned();
        let base = loop {
            let Some(profile) = self.config.profiles.get(&current) else {
                return Found::Next(format!("it sees no profile {}", printable(&current)));
            };
            visited.insert(current.clone());
            if visited.len() > 1
                && let Some(keys) = static_keys(profile)
            {
                if reading::is_split(self.setup, profile.name) {
                    notes.push(TOGETHER);
                }
                break Found::End(Get::Got(keys));
            }
            if profile.get("role_arn").is_none() || profile.get("web_identity_token_file").is_some() {
                break match self.base(profile, notes) {
                    Found::Next(why) if !roles.is_empty() => failed(why),
                    base => base,
                };
            }
            match (profile.text("source_profile"), profile.get("credential_source")) {
                (Some(_), Some(_)) => return failed("there are both source_profile and credential_source"),
                (None, None) => return failed("there is neither source_profile nor credential_source"),
                (Some(source), None) if source != profile.name => {
                    roles.push(profile);
                    if let Some(why) = reading::dead_end(&visited, source) {
                        return failed(why);
                    }
                    source.clone_into(&mut current);
                }
                _ => {
                    roles.push(profile);
                    break self.base(profile, notes);
                }
            }
        };
        let mut get = match base {
            Found::End(get) => get,
            next @ Found::Next(_) => return next,
        };
        for profile in roles.into_iter().rev() {
            get = self.assume(get, profile, notes);
        }
        Found::End(get)
    }

    fn assume(&self, caller: Get, profile: Profile<'_>, notes: &mut Vec<&'static str>) -> Get {
        let arn = profile.text("role_arn").unwrap_or_default();
        if profile.get("mfa_serial").is_some() {
            notes.push("it does not read mfa_serial");
        }
        if profile.get("duration_seconds").is_some() {
            notes.push("it does not read duration_seconds");
        }
        let is_bad_id = profile.text("external_id").is_some_and(|id| id.chars().count() < 2);
        if !is_role_arn(arn) || !profile.text("role_session_name").is_none_or(is_session_name) || is_bad_id {
            return Get::nothing("AWS refuses the settings of the role");
        }
        if self.region.is_none_or(|region| !region.is_usable()) {
            return Get::nothing("STS needs a region, and there is none");
        }
        match self.endpoint {
            Err(why) => Get::nothing(why.clone()),
            Ok(_) => caller.assume(arn),
        }
    }

    /// What gives the first credentials.
    fn base(&self, profile: Profile<'_>, notes: &mut Vec<&'static str>) -> Found {
        if let Some(source) = profile.text("credential_source") {
            return self.named(source);
        }
        let role = profile.text("role_arn");
        match (profile.text("web_identity_token_file"), role) {
            (Some(file), Some(role)) => {
                if self.setup.env.contains("AWS_ROLE_ARN") {
                    notes.push("it reads role and token file from the profile before the variables");
                }
                return if !is_role_arn(role) || !profile.text("role_session_name").is_none_or(is_session_name)
                {
                    failed("AWS refuses the settings of the role")
                } else if let Err(why) = unsigned(self.region, self.endpoint) {
                    Found::End(Get::Nothing(why))
                } else if self.setup.look.is_file(Path::new(file)) {
                    Found::End(Get::Got(Got::WebRole { arn: role.to_owned(), file: file.to_owned() }))
                } else {
                    failed("there is no token file")
                };
            }
            (Some(_), None) => return failed("there is a web identity token, but no role"),
            (None, _) => {}
        }
        if let Some(found) = self.sso(profile, notes) {
            return found;
        }
        let has_keys = static_keys(profile).is_some();
        if let Some(session) = profile.text("login_session") {
            if has_keys {
                notes.push("keys of the profile are its last choice");
            }
            return self.login(session, notes);
        }
        if let Some(command) = profile.text("credential_process") {
            if has_keys {
                notes.push("keys of the profile are its last choice");
            }
            return match process::by_shell(self.setup, command, notes) {
                Err(why) => failed(why),
                Ok(()) => Found::End(Get::Got(Got::Process { command: command.to_owned() })),
            };
        }
        match static_keys(profile) {
            Some(keys) => {
                if reading::is_split(self.setup, profile.name) {
                    notes.push(TOGETHER);
                }
                if self.setup.env.contains("AWS_WEB_IDENTITY_TOKEN_FILE") {
                    notes.push("it asks the profile before the variables of web identity");
                }
                Found::End(Get::Got(keys))
            }
            None if ["aws_access_key_id", "aws_secret_access_key", "aws_session_token"]
                .iter()
                .any(|key| profile.get(key).is_some()) =>
            {
                failed("of the profile's keys one half is missing")
            }
            None => {
                Found::Next(format!("it finds no credentials in the profile {}", printable(profile.name)))
            }
        }
    }

    fn named(&self, source: &str) -> Found {
        let got = match source.to_ascii_lowercase().as_str() {
            "environment" => match environment(self.setup) {
                Some(keys) => keys,
                None => return failed("there are no keys in the environment"),
            },
            "ecscontainer" => match container(self.setup) {
                Some(get) => return Found::End(get),
                None => return failed("there is no container in the variables"),
            },
            "ec2instancemetadata" if self.setup.env.is_true("AWS_EC2_METADATA_DISABLED") => {
                return failed("instance metadata is switched off");
            }
            "ec2instancemetadata" => Got::Metadata,
            _ => return failed(format!("credential_source {} is none", printable(source))),
        };
        Found::End(Get::Got(got))
    }

    /// Any setting of Identity Center makes this provider the one; without account and role it gives a token alone, and
    /// the next provider is asked, but none of this profile.
    fn sso(&self, profile: Profile<'_>, notes: &mut Vec<&'static str>) -> Option<Found> {
        let [account, role, url, region, session] =
            ["sso_account_id", "sso_role_name", "sso_start_url", "sso_region", "sso_session"]
                .map(|key| profile.text(key));
        if [account, role, url, region, session].iter().all(Option::is_none) {
            return None;
        }
        let (url, region) = match session {
            Some(_) if url.is_some() || region.is_some() => {
                notes.push("it refuses sso_start_url and sso_region beside sso_session");
                return Some(failed("URL and region of Identity Center stand in the profile"));
            }
            Some(name) => {
                let Some(section) = self.config.sso_session(name) else {
                    return Some(failed("there is no such sso-session"));
                };
                let of = |key: &str| section.get(key).and_then(|property| property.text());
                (of("sso_start_url"), of("sso_region"))
            }
            None => (url, region),
        };
        let incomplete = "the settings for Identity Center are incomplete";
        if account.is_some() != role.is_some() {
            return Some(failed(incomplete));
        }
        let (Some(url), Some(_)) = (url, region) else { return Some(Found::Next(incomplete.to_owned())) };
        let Some((account, role)) = account.zip(role) else {
            notes.push("sso_session without account and role is for tokens, and the profile's keys are not asked then");
            return Some(Found::Next(incomplete.to_owned()));
        };
        let got = || Found::End(Get::Got(Got::Sso { account: account.to_owned(), role: role.to_owned() }));
        let token = session.unwrap_or(url);
        let end = self.setup.look.sso_end(token);
        if end.is_some_and(|end| !end.ends_with('Z') || DateTime::parse_from_rfc3339(&end).is_err()) {
            notes.push("it reads the end of a token in one form alone, 2026-11-20T14:32:00Z");
            return Some(failed("it cannot read the sign-in to Identity Center"));
        }
        Some(match self.setup.look.sso(token, session.is_none()) {
            Token::Over if session.is_none() => {
                notes.push("it does not look at the end of a token without an sso-session");
                got()
            }
            Token::Good => got(),
            Token::Renewable => Found::End(Get::Unknown),
            Token::Missing | Token::Over => failed("there is no valid sign-in to Identity Center"),
        })
    }

    fn login(&self, session: &str, notes: &mut Vec<&'static str>) -> Found {
        let folder = self.setup.env.get_nonempty("AWS_LOGIN_CACHE_DIRECTORY");
        if folder.as_ref().is_some_and(|folder| folder.starts_with(['~', '$'])) {
            notes.push("it takes AWS_LOGIN_CACHE_DIRECTORY as it is written");
        }
        match self.setup.look.login(folder.as_deref().map(Path::new), session) {
            Token::Good => Found::End(Get::Got(Got::Login { session: session.to_owned() })),
            Token::Renewable if self.region.is_none() => {
                notes.push("it renews a session of `aws login` without a region, too");
                Found::End(Get::Got(Got::Login { session: session.to_owned() }))
            }
            Token::Renewable => Found::End(Get::Unknown),
            Token::Missing | Token::Over => failed("there is no session of `aws login`"),
        }
    }
}

/// The profile's keys, wherever each half stands.
fn static_keys(profile: Profile<'_>) -> Option<Got> {
    profile.text("aws_secret_access_key")?;
    profile.text("aws_access_key_id").map(|id| Got::Keys { id: id.to_owned() })
}
