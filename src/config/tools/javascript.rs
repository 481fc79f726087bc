//! The AWS SDK for JavaScript v3: `credential-provider-node` and what it leads to.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::Setup;
use super::ini::Section;
use super::javascript_settings::{
    Settings, is_date, leading_number, metadata_on, static_keys, token_file, without_fips,
};
use super::look::Token;
use super::outcome::{Get, Got, Outcome, is_role_arn, is_session_name};
use super::{process, reading};
use crate::domain::region::Region;
use crate::domain::text::printable;

/// The seconds of a session that AWS gives.
const SECONDS: std::ops::RangeInclusive<i64> = 900..=43_200;

pub(super) fn outcome(setup: &Setup<'_>) -> Outcome {
    let settings = Settings::read(setup);
    let (region, region_notes) = settings.region(setup);
    let endpoint = settings.endpoint(setup);
    let mut resolver = Resolver { setup, settings: &settings, endpoint: &endpoint, notes: Vec::new() };
    let get = resolver.all();
    let notes = resolver.notes;
    let seen = settings.profile().map(|profile| {
        profile.iter().map(|(key, value)| (key.as_str(), value.as_str())).collect::<BTreeMap<_, _>>()
    });
    let reading = reading::note(setup, &settings.name, seen.as_ref(), LENIENT);
    Outcome {
        get,
        call_region: region.clone(),
        region,
        tells_region: true,
        endpoint,
        reading,
        notes,
        region_notes,
    }
}

const LENIENT: &str =
    "its reader passes over what it does not understand, and of several lines with one key the last counts";

/// What one provider comes to.
enum Step {
    /// This, and no other is asked.
    End(Get),
    /// Nothing, and the next is asked.
    Next(String),
}

fn got(got: Got) -> Step {
    Step::End(Get::Got(got))
}

fn failed(why: impl Into<String>) -> Step {
    Step::End(Get::nothing(why))
}

struct Resolver<'a> {
    setup: &'a Setup<'a>,
    settings: &'a Settings,
    endpoint: &'a Result<bool, String>,
    notes: Vec<&'static str>,
}

impl Resolver<'_> {
    fn all(&mut self) -> Get {
        let selected = self.setup.profile.is_some_and(|name| !name.is_empty())
            || self.setup.env.get_nonempty("AWS_PROFILE").is_some();
        let keys = self.environment();
        if let (true, Some(_)) = (selected, &keys) {
            self.notes.push("it passes keys in the environment over while a profile is named");
        } else if let Some(keys) = keys {
            if self.setup.env.contains("AWS_CREDENTIAL_EXPIRATION") {
                self.notes.push("it does not refuse keys by AWS_CREDENTIAL_EXPIRATION");
            }
            return Get::Got(keys);
        } else if self.setup.env.get_nonempty("AWS_ACCESS_KEY_ID").is_some() {
            self.notes.push("it passes an access key id without its secret over");
        }
        if self.setup.profile.is_none()
            && self.setup.env.get("AWS_PROFILE").is_none()
            && self.setup.env.get("AWS_DEFAULT_PROFILE").is_some()
        {
            self.notes.push("it does not read AWS_DEFAULT_PROFILE");
        }
        if self.setup.env.get("AWS_PROFILE").is_some_and(|name| name.is_empty()) {
            self.notes.push("it takes an empty AWS_PROFILE for none");
        }
        let name = self.settings.name.clone();
        let missing = match self.profile(&name, &BTreeSet::new(), false) {
            Step::End(get) => return get,
            Step::Next(why) => why,
        };
        if let Some(command) = self.settings.get("credential_process").map(str::to_owned)
            && let Step::End(get) = self.process(&command)
        {
            return get;
        }
        if let Some((file, role)) = token_file(self.setup) {
            return match self.web_identity(&role, &file) {
                Step::End(get) => get,
                Step::Next(why) => Get::Nothing(why),
            };
        }
        let remote = self.remote();
        if remote.is_none() && !self.setup.env.is_true("AWS_EC2_METADATA_DISABLED") {
            self.notes.push(
                "any word but `false` in AWS_EC2_METADATA_DISABLED switches instance metadata off for it",
            );
        }
        if !self.setup.config.legacy.is_empty() {
            self.notes.push("it does not look into key files of older tools");
        }
        remote.unwrap_or(Get::Nothing(missing))
    }

    /// Keys in variables.
    fn environment(&self) -> Option<Got> {
        let id = self.setup.env.get_nonempty("AWS_ACCESS_KEY_ID")?;
        self.setup.env.get_nonempty("AWS_SECRET_ACCESS_KEY")?;
        Some(Got::Keys { id: id.into_owned() })
    }

    /// Container or instance.
    fn remote(&self) -> Option<Get> {
        if self.in_container() {
            return Some(Get::Got(Got::Container));
        }
        metadata_on(self.setup).then_some(Get::Got(Got::Metadata))
    }

    fn in_container(&self) -> bool {
        ["AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "AWS_CONTAINER_CREDENTIALS_FULL_URI"]
            .iter()
            .any(|variable| self.setup.env.get_nonempty(variable).is_some())
    }

    fn profile(&mut self, name: &str, visited: &BTreeSet<String>, by_source: bool) -> Step {
        let settings = self.settings;
        let Some(profile) = settings.profiles.get(name) else {
            return Step::Next(format!("it sees no profile {} with anything in it", printable(name)));
        };
        let keys = static_keys(profile);
        if keys.is_some() && reading::is_split(self.setup, name) {
            self.notes.push("it puts an access key id and a secret from both files together");
        }
        if !visited.is_empty()
            && let Some(keys) = &keys
        {
            return got(keys.clone());
        }
        let has = |key: &str| profile.contains_key(key);
        let is_role = has("role_arn") && has("source_profile") != has("credential_source");
        if by_source || is_role {
            return self.role(name, profile, visited);
        }
        if let Some(keys) = keys {
            if token_file(self.setup).is_some() {
                self.notes.push("it asks the profile before the variables of web identity");
            }
            if has("web_identity_token_file") || has("sso_account_id") {
                self.notes.push("it takes keys of the profile before web identity and Identity Center");
            }
            return got(keys);
        }
        if let (Some(file), Some(role)) = (profile.get("web_identity_token_file"), profile.get("role_arn")) {
            if self.setup.env.contains("AWS_ROLE_ARN") || token_file(self.setup).is_some() {
                self.notes.push("it reads role and token file from the profile before the variables");
            }
            return self.web_identity(role, Path::new(file));
        }
        if let Some(command) = profile.get("credential_process") {
            return self.process(command);
        }
        let sso = ["sso_start_url", "sso_account_id", "sso_session", "sso_region", "sso_role_name"];
        if sso.iter().any(|key| has(key)) {
            return self.sso(profile);
        }
        match profile.get("login_session") {
            Some(session) => self.login(session),
            None => Step::Next(format!("it finds no credentials in the profile {}", printable(name))),
        }
    }

    fn role(&mut self, name: &str, profile: &Section, visited: &BTreeSet<String>) -> Step {
        let settings = self.settings;
        let source = profile.get("source_profile");
        if let Some(why) = source.and_then(|source| reading::dead_end(visited, source)) {
            return Step::Next(why.to_owned());
        }
        let caller = match source {
            Some(source) => {
                let mut visited = visited.clone();
                visited.insert(source.clone());
                let by_source = settings.profiles.get(source).is_some_and(|source| {
                    !source.contains_key("role_arn") && source.contains_key("credential_source")
                });
                self.profile(source, &visited, by_source)
            }
            None => self.named(profile.get("credential_source").map_or("", String::as_str)),
        };
        let Some(arn) = profile.get("role_arn") else { return caller };
        if profile.contains_key("mfa_serial") {
            self.notes.push("it cannot ask for an MFA code without a callback in the program");
            return failed(format!("the profile {} needs an MFA code", printable(name)));
        }
        let caller = match caller {
            Step::End(caller) => caller,
            next @ Step::Next(_) => return next,
        };
        let duration = profile.get("duration_seconds").map_or(Some(3600), |text| leading_number(text));
        if !duration.is_some_and(|seconds| SECONDS.contains(&seconds)) {
            self.notes.push("it sends duration_seconds as it finds it");
            return failed("AWS refuses duration_seconds");
        }
        let is_bad_id = profile.get("external_id").is_some_and(|id| id.chars().count() < 2);
        if !is_role_arn(arn)
            || !profile.get("role_session_name").is_none_or(|it| is_session_name(it))
            || is_bad_id
        {
            return failed("AWS refuses the settings of the role");
        }
        match self.sts(self.settings.get("region").map(str::to_owned)) {
            Err(why) => failed(why),
            Ok(()) => Step::End(caller.assume(arn)),
        }
    }

    /// Whether the call for a role can be made: in the asked profile's own region where that counts, else that of
    /// `AWS_REGION` or of the profile that the environment selects, else us-east-1.
    fn sts(&mut self, own: Option<String>) -> Result<(), String> {
        let region = own.or_else(|| self.setup.env.get("AWS_REGION").map(std::borrow::Cow::into_owned));
        let region = region.or_else(|| {
            let selected = self.setup.env.get_nonempty("AWS_PROFILE").unwrap_or("default".into());
            self.settings.profiles.get(selected.as_ref())?.get("region").cloned()
        });
        let Some(region) = region else {
            self.notes.push("it calls STS in us-east-1 where nothing names a region");
            return self.endpoint.as_ref().map(|_| ()).map_err(Clone::clone);
        };
        let real = without_fips(&region);
        if Region::parse(&real).is_none() {
            return Err("it refuses a region that cannot stand in a host name".to_owned());
        }
        if real != region && self.endpoint == &Ok(true) {
            return Err("it refuses FIPS together with an endpoint URL".to_owned());
        }
        self.endpoint.as_ref().map(|_| ()).map_err(Clone::clone)
    }

    fn named(&self, source: &str) -> Step {
        match source {
            "Environment" => match self.environment() {
                Some(keys) => got(keys),
                None => Step::Next("there are no keys in the environment".to_owned()),
            },
            "EcsContainer" if self.in_container() => got(Got::Container),
            "EcsContainer" => Step::Next("there is no container in the variables".to_owned()),
            // It asks even where that is switched off, and gets an answer where there is an instance.
            "Ec2InstanceMetadata"
                if metadata_on(self.setup)
                    || self.setup.env.get_nonempty("AWS_EC2_METADATA_SERVICE_ENDPOINT").is_some() =>
            {
                got(Got::Metadata)
            }
            "Ec2InstanceMetadata" => Step::Next("instance metadata is switched off".to_owned()),
            other => Step::Next(format!("credential_source {} is none", printable(other))),
        }
    }

    fn web_identity(&mut self, role: &str, file: &Path) -> Step {
        if !self.setup.look.is_file(file) {
            return failed("there is no token file");
        }
        if !is_role_arn(role) {
            return failed("AWS refuses the role's ARN");
        }
        if let Err(why) = self.sts(None) {
            return failed(why);
        }
        let file = file.to_string_lossy().into_owned();
        got(Got::WebRole { arn: role.to_owned(), file })
    }

    fn process(&mut self, command: &str) -> Step {
        match process::by_shell(self.setup, command, &mut self.notes) {
            Err(why) => Step::Next(why),
            Ok(()) => got(Got::Process { command: command.to_owned() }),
        }
    }

    fn sso(&mut self, profile: &Section) -> Step {
        let get = |section: Option<&Section>, key: &str| section.and_then(|it| it.get(key)).cloned();
        let session = profile.get("sso_session");
        let (place, section) = match session {
            Some(name) => match self.settings.sso_session(name) {
                Some(section) => (Some(name), Some(section)),
                None => return failed("there is no such sso-session"),
            },
            None => (None, Some(profile)),
        };
        let (Some(url), Some(_), Some(account), Some(role)) = (
            get(section, "sso_start_url"),
            get(section, "sso_region"),
            get(Some(profile), "sso_account_id"),
            get(Some(profile), "sso_role_name"),
        ) else {
            return failed("the settings for Identity Center are incomplete");
        };
        if place.is_some() && (profile.contains_key("sso_start_url") || profile.contains_key("sso_region")) {
            self.notes.push("the sso-session's URL and region count for it, whatever the profile says");
        }
        let token = place.unwrap_or(&url);
        let is_odd = self.setup.look.sso_end(token).is_some_and(|end| !is_date(&end));
        match self.setup.look.sso(token, place.is_none()) {
            Token::Good | Token::Over | Token::Missing if is_odd && place.is_none() => {
                self.notes.push("it takes a token whose end it cannot read for good");
                got(Got::Sso { account, role })
            }
            // It would renew that one first.
            _ if is_odd && self.setup.look.sso_renews(token) => Step::End(Get::Unknown),
            _ if is_odd => {
                self.notes.push("it cannot read the token's end, and would renew it first");
                failed("the sign-in to Identity Center cannot be renewed")
            }
            Token::Good => got(Got::Sso { account, role }),
            Token::Renewable => Step::End(Get::Unknown),
            Token::Missing => failed("there is no sign-in to Identity Center"),
            Token::Over => failed("the sign-in to Identity Center has ended"),
        }
    }

    fn login(&mut self, session: &str) -> Step {
        let folder = self.setup.env.get_nonempty("AWS_LOGIN_CACHE_DIRECTORY");
        if folder.as_ref().is_some_and(|folder| folder.starts_with(['~', '$'])) {
            self.notes.push("it takes AWS_LOGIN_CACHE_DIRECTORY as it is written");
        }
        match self.setup.look.login(folder.as_deref().map(Path::new), session) {
            Token::Good => got(Got::Login { session: session.to_owned() }),
            Token::Renewable if self.settings.region(self.setup).0.is_none() => failed("there is no region"),
            Token::Renewable => Step::End(Get::Unknown),
            Token::Missing | Token::Over => failed("there is no session of `aws login`"),
        }
    }
}
