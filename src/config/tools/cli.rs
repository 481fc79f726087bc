//! AWS CLI v2 and botocore, which resolve alike but for a few rules.

use super::Setup;
use super::outcome::{Get, Got, Outcome, Place, is_role_arn, is_session_name};
use super::process::by_words;
use crate::config::network::network;
use crate::config::plan::{Plan, RoleStep, SelectedBy, Selection, Source, plan, select};
use crate::config::region;
use crate::config::source::expanded;
use crate::config::tools::look::Token;
use crate::domain::env::Env;
use crate::domain::python_json::quoted;
use crate::domain::text::printable;
use crate::domain::time;

/// How long a session of a role lasts where nothing else is asked for, in seconds.
const ROLE: u32 = 3600;
/// The longest session that AWS gives.
const LONGEST: u32 = 43_200;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Which {
    AwsCli,
    Botocore,
}

pub(super) fn aws_cli(setup: &Setup<'_>) -> Outcome {
    let selection = select(setup.env, setup.profile);
    let mut outcome = resolve(setup, &selection, setup.env, Which::AwsCli);
    if setup.region.is_some_and(|region| !region.is_empty()) && outcome.region != outcome.call_region {
        outcome.region_notes.push(
            "--region is for the one command of the AWS CLI, whose settings stay as they are, but in a program's code for all",
        );
    }
    outcome
}

pub(super) fn botocore(setup: &Setup<'_>) -> Outcome {
    // A name in the code counts even if it is empty.
    let selection = match setup.profile {
        Some(name) => Selection::option(name),
        None => ["AWS_DEFAULT_PROFILE", "AWS_PROFILE"]
            .into_iter()
            .find_map(|variable| {
                let name = setup.env.get(variable)?.into_owned();
                Some(Selection { name: Some(name), by: SelectedBy::Variable(variable) })
            })
            .unwrap_or(Selection { name: None, by: SelectedBy::Default }),
    };
    let mut env = setup.env.clone();
    env.unset("AWS_REGION");
    let mut outcome = resolve(setup, &selection, &env, Which::Botocore);
    let ours = select(setup.env, setup.profile);
    if setup.profile == Some("") {
        outcome.notes.push("it takes an empty name for a profile's");
        outcome.region_notes.push("it takes an empty name for a profile's");
    } else if ours.name != selection.name {
        outcome.notes.push("it asks AWS_DEFAULT_PROFILE before AWS_PROFILE");
        outcome.region_notes.push("it asks AWS_DEFAULT_PROFILE before AWS_PROFILE");
    }
    if setup.env.contains("AWS_REGION") && setup.region.is_none() {
        outcome.region_notes.push("it does not read AWS_REGION");
    } else if outcome.region.is_none() {
        outcome.region_notes.push("it does not ask instance metadata for the region");
    }
    if let Some(region) = setup.region.filter(|region| !region.is_empty()) {
        outcome.region = Some(Place::Named(region.to_owned()));
    }
    outcome
}

fn resolve(setup: &Setup<'_>, selection: &Selection, env: &Env, which: Which) -> Outcome {
    let region = |option: Option<&str>| {
        let written = region::written(setup.config, env, selection, option);
        match written {
            Ok(Some((name, _))) => Some(Place::Named(name.into_owned())),
            Ok(None) if which == Which::AwsCli && !env.is_true("AWS_EC2_METADATA_DISABLED") => {
                Some(Place::Metadata)
            }
            Ok(None) | Err(_) => None,
        }
    };
    let call_region = region(setup.region);
    let endpoint = match (network(setup.config, env, selection, "sts"), token_trouble(setup, selection)) {
        (_, Some(why)) => Err(why),
        (Ok(network), None) => Ok(network.endpoint_url.is_some()),
        (Err(problem), None) => Err(problem.message),
    };
    let mut notes = Vec::new();
    let (get, tells_region) = match plan(setup.config, env, selection) {
        Err(problem) => {
            let listed = problem.code == "no-credentials";
            (Get::Nothing(problem.message), listed)
        }
        Ok(plan) => {
            let executed = Execution { setup, env, which, region: call_region.as_ref(), endpoint: &endpoint };
            let get = executed.run(&plan, &mut notes);
            let fails = matches!(get, Get::Nothing(_));
            (get, !fails)
        }
    };
    Outcome {
        get,
        region: region(None),
        call_region,
        tells_region,
        endpoint,
        reading: None,
        notes,
        region_notes: Vec::new(),
    }
}

/// Whoever makes a client for calls looks for a token first, and fails on an `sso_session` that names nothing whole.
fn token_trouble(setup: &Setup<'_>, selection: &Selection) -> Option<String> {
    let name = setup.config.profiles.get(selection.name_or_default())?.text("sso_session")?;
    let section = setup.config.sso_session(name);
    let has = |key: &str| section.is_some_and(|section| section.get(key).is_some());
    (!has("sso_start_url") || !has("sso_region"))
        .then(|| format!("no whole [sso-session {}]", printable(name)))
}

struct Execution<'a> {
    setup: &'a Setup<'a>,
    env: &'a Env,
    which: Which,
    region: Option<&'a Place>,
    endpoint: &'a Result<bool, String>,
}

impl Execution<'_> {
    fn run(&self, plan: &Plan, notes: &mut Vec<&'static str>) -> Get {
        let mut get = self.source(&plan.source, plan.roles.is_empty(), notes);
        for step in &plan.roles {
            get = match get {
                Get::Nothing(why) if !self.keeps(step) => return Get::Nothing(why),
                get => self.assume(get, step),
            };
        }
        get
    }

    fn keeps(&self, step: &RoleStep) -> bool {
        self.which == Which::AwsCli
            && self.setup.look.kept(&role_key(step), step.duration_seconds.unwrap_or(ROLE))
    }

    fn assume(&self, caller: Get, step: &RoleStep) -> Get {
        if self.keeps(step) {
            let arn = step.role_arn.clone();
            let caller = match caller {
                Get::Got(caller) => caller,
                Get::Nothing(_) | Get::Unknown => Got::Keys { id: "none".to_owned() },
            };
            return Get::Got(Got::Kept { of: Box::new(Got::Role { arn, caller: Box::new(caller) }) });
        }
        match self.sts() {
            Err(why) => Get::Nothing(why),
            Ok(()) if step.duration_seconds.is_some_and(|seconds| seconds > LONGEST) => {
                Get::nothing(format!("AWS refuses duration_seconds above {LONGEST}"))
            }
            Ok(()) if !step.session_name.as_deref().is_none_or(is_session_name) => {
                Get::nothing("AWS refuses role_session_name")
            }
            Ok(()) => caller.assume(&step.role_arn),
        }
    }

    /// Whether STS can be called at all.
    fn sts(&self) -> Result<(), String> {
        match self.region {
            None => Err("STS needs a region, and there is none".to_owned()),
            Some(place) if !place.is_usable() => Err(format!("{} is none", Place::words(Some(place)))),
            Some(_) => self.endpoint.as_ref().map(|_| ()).map_err(Clone::clone),
        }
    }

    fn source(&self, source: &Source, is_all: bool, notes: &mut Vec<&'static str>) -> Get {
        let look = self.setup.look;
        let kept = |key: &str, longest: u32| is_all && self.which == Which::AwsCli && look.kept(key, longest);
        match source {
            Source::Environment { credentials } | Source::StaticKeys { credentials, .. } => {
                if credentials.ended(self.setup.now) {
                    return Get::nothing("the keys in the environment have ended");
                }
                Get::Got(Got::Keys { id: credentials.access_key_id.clone() })
            }
            Source::WebIdentity { role_arn, token_file, session_name, .. } => {
                let file = token_file.to_string_lossy().into_owned();
                let got = Got::WebRole { arn: role_arn.clone(), file };
                if kept(&web_key(role_arn, session_name.as_deref()), ROLE) {
                    return Get::Got(Got::Kept { of: Box::new(got) });
                }
                if !look.is_file(token_file) {
                    return Get::nothing(format!("no token in {}", printable(&token_file.to_string_lossy())));
                }
                if !is_role_arn(role_arn) || !session_name.as_deref().is_none_or(is_session_name) {
                    return Get::nothing("AWS refuses the settings of the role");
                }
                // The call is not signed, so that with a URL of its own it needs no region.
                let named = self.region.is_some_and(|place| *place != Place::Named(String::new()));
                if !named && self.endpoint == &Ok(true) {
                    return Get::Got(got);
                }
                self.sts().map_or_else(Get::Nothing, |()| Get::Got(got))
            }
            Source::Sso { session, start_url, account_id, role_name, .. } => {
                let got = Got::Sso { account: account_id.clone(), role: role_name.clone() };
                let name = session.as_deref().unwrap_or(start_url);
                let place = if session.is_some() { "sessionName" } else { "startUrl" };
                let key = format!(
                    "{{\"accountId\":{},\"roleName\":{},\"{place}\":{}}}",
                    quoted(account_id),
                    quoted(role_name),
                    quoted(name)
                );
                if kept(&key, LONGEST) {
                    return Get::Got(Got::Kept { of: Box::new(got) });
                }
                let end = look.sso_end(name);
                if end.is_some_and(|end| time::parse_zoned(&end).is_none()) {
                    return Get::nothing("the end of the sign-in to Identity Center is no moment");
                }
                match look.sso(name, session.is_none()) {
                    Token::Good => Get::Got(got),
                    Token::Renewable => Get::Unknown,
                    Token::Missing => Get::nothing("there is no sign-in to Identity Center"),
                    Token::Over => Get::nothing("the sign-in to Identity Center has ended"),
                }
            }
            Source::Login { session, .. } => self.login(session, notes),
            Source::Process { command, .. } => match by_words(self.setup, command) {
                Err(why) => Get::Nothing(why),
                Ok(()) => Get::Got(Got::Process { command: command.clone() }),
            },
            Source::Container { .. } => {
                let of = |name: &str| self.env.get_nonempty(name).is_none();
                if of("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI") && of("AWS_CONTAINER_CREDENTIALS_FULL_URI") {
                    return Get::nothing("the URI of the container's credentials is empty");
                }
                Get::Got(Got::Container)
            }
            Source::InstanceMetadata { .. } => Get::Got(Got::Metadata),
        }
    }

    fn login(&self, session: &str, notes: &mut Vec<&'static str>) -> Get {
        if self.which == Which::Botocore {
            notes.push("it needs its extra [crt] for `aws login`, which a plain installation does not have");
        }
        let folder = self
            .env
            .raw("AWS_LOGIN_CACHE_DIRECTORY")
            .filter(|folder| !folder.is_empty())
            .map(|folder| expanded(folder, self.env, self.setup.home));
        let token = self.setup.look.login(folder.as_deref(), session);
        match token {
            Token::Missing | Token::Over => Get::nothing("there is no session of `aws login`"),
            Token::Renewable => match self.sts() {
                Err(why) => Get::Nothing(why),
                Ok(()) => Get::Unknown,
            },
            Token::Good if self.which == Which::Botocore => Get::nothing("it has no CRT"),
            Token::Good => Get::Got(Got::Login { session: session.to_owned() }),
        }
    }
}

/// By what the AWS CLI names the entry of a role in its cache: the call's arguments, but for a session name of its
/// own.
fn role_key(step: &RoleStep) -> String {
    let duration = step.duration_seconds.map(|seconds| format!("\"DurationSeconds\": {seconds}"));
    let pairs = [
        ("ExternalId", step.external_id.as_deref()),
        ("RoleArn", Some(step.role_arn.as_str())),
        ("RoleSessionName", step.session_name.as_deref()),
        ("SerialNumber", step.mfa_serial.as_deref()),
    ];
    object(duration.into_iter().chain(texts(&pairs)))
}

fn web_key(role_arn: &str, session_name: Option<&str>) -> String {
    object(texts(&[("RoleArn", Some(role_arn)), ("RoleSessionName", session_name)]))
}

fn texts<'a>(pairs: &'a [(&'a str, Option<&'a str>)]) -> impl Iterator<Item = String> + 'a {
    pairs.iter().filter_map(|(key, value)| Some(format!("\"{key}\": {}", quoted((*value)?))))
}

fn object(pairs: impl Iterator<Item = String>) -> String {
    format!("{{{}}}", pairs.collect::<Vec<_>>().join(", "))
}
