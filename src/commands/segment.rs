//! From a status to the state file: for the hook, for `use`, and for whatever changes what is known.

use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use chrono::{DateTime, Local, Utc};

use crate::app::App;
use crate::config::source::{Content, SourceFile};
use crate::domain::env::{Effect, Env, VARIABLES};
use crate::domain::switch_record;
use crate::host::FileTime;
use crate::prompt::facts::{Ending, Facts};
use crate::prompt::segment::{Look, Phase, text, word};
use crate::prompt::state::{Dependency, Mode, Shown, State};
use crate::settings::KEYS;
use crate::status::{Status, observe};
use crate::store::key::Key;
use crate::store::shelf::Shelf;
use crate::store::stamp::Rising;

/// Variables besides the AWS ones that change what the prompt shows.
const OTHERS: &[&str] = &[
    switch_record::VARIABLE,
    "AWSP_ACCOUNTS",
    "AWSP_CACHE_DIR",
    "AWSP_CONFIG_FILE",
    "AWSP_NO_REFRESH",
    "AWSP_STATE_DIR",
    "HOME",
    "LANG",
    "LC_ALL",
    "LC_CTYPE",
    "NO_COLOR",
    "TZ",
    "XDG_CACHE_HOME",
    "XDG_CONFIG_HOME",
];

/// AWS variables that say how AWS is reached, or for how long it is tried, and nothing that the prompt shows. (Of some
/// others a wrong value makes every command fail, which it does show.)
const UNSEEN: &[&str] = &[
    "AWS_CA_BUNDLE",
    "AWS_CONTAINER_AUTHORIZATION_TOKEN",
    "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE",
    "AWS_EC2_METADATA_SERVICE_ENDPOINT",
    "AWS_EC2_METADATA_V1_DISABLED",
    "AWS_ENDPOINT_URL_IAM",
    "AWS_ENDPOINT_URL_SIGNIN",
    "AWS_ENDPOINT_URL_SSO",
    "AWS_ENDPOINT_URL_SSO_OIDC",
    "AWS_IMDS_USE_IPV6",
    "AWS_NEW_RETRIES_2026",
    "AWS_RETRY_MODE",
    "REQUESTS_CA_BUNDLE",
];

/// Those that count only where `AWS_ACCESS_KEY_ID` is set.
pub(super) const WITH_KEYS: &[&str] = &[
    "AWS_SECRET_ACCESS_KEY",
    "AWS_SESSION_TOKEN",
    "AWS_SECURITY_TOKEN",
    "AWS_CREDENTIAL_EXPIRATION",
    "AWS_ACCOUNT_ID",
];

/// A state, and its file where one could be kept.
pub(super) struct Kept {
    pub(super) file: Option<PathBuf>,
    pub(super) content: Vec<u8>,
}

/// The status of the shell itself under `env`.
pub(super) fn status(app: &App, env: &Env) -> Status {
    observe(&app.shell_view(env))
}

/// Makes the state of `status` and keeps it for all shells with this `env`.
pub(super) fn keep(app: &App, env: &Env, status: &Status) -> Kept {
    let mut watched: Vec<FileTime> = app.read().times().collect();
    watched.push(app.settings_time().clone());
    let files = &app.read().files;
    let settled =
        watched.iter().all(is_settled) && can_be_read(&files.config) && can_be_read(&files.credentials);
    watched.extend(status.watched.iter().cloned());
    let links: Vec<FileTime> = watched.iter().flat_map(|file| folders_of_links(app, file)).collect();
    let settled = settled && links.iter().all(is_settled);
    watched.extend(links);
    let entries = app.store().folder(Shelf::Credentials);
    let dependencies: Option<Vec<Dependency>> = watched
        .into_iter()
        .filter(|file| !file.path.as_os_str().is_empty())
        .map(|file| {
            let path = absolute(app, &file.path);
            let (older, newer) = match file.modified {
                None => (None, None),
                Some(time) if entries.as_ref() == Some(&path) => match app.store().above(&path, time)? {
                    Rising::Beside(newer) => (None, Some(newer)),
                    Rising::Elsewhere(around) => (Some(around.older), Some(around.newer)),
                },
                Some(time) => {
                    let around = app.store().around(time)?;
                    (Some(around.older), Some(around.newer))
                }
            };
            Some(Dependency { path, older, newer })
        })
        .collect();
    let mut state = state(app, env, status);
    if let Some(dependencies) = dependencies
        && settled
        && !depends_on_more(env)
    {
        state.dependencies = dependencies;
        let (key, content) = (key(app, env), state.render());
        if app.store().put_changed(Shelf::States, &key, &content) {
            return Kept { content, file: app.store().path(Shelf::States, &key) };
        }
    }
    // Without stamps a change of a file cannot be seen without a process.
    state.mode = Mode::Each;
    Kept { file: None, content: state.render() }
}

/// The folders whose times change when the path is led to another file. Only of files whose time is of whole seconds:
/// package managers (Nix) and archives give one and the same to every file, so that of two of them none is newer.
fn folders_of_links(app: &App, file: &FileTime) -> Vec<FileTime> {
    let whole_seconds = file.modified.is_some_and(has_whole_seconds);
    if whole_seconds { FileTime::of_links(&absolute(app, &file.path)) } else { Vec::new() }
}

fn has_whole_seconds(time: SystemTime) -> bool {
    time.duration_since(SystemTime::UNIX_EPOCH).is_ok_and(|since| since.subsec_nanos() == 0)
}

/// Whether a later change of the file would give it another time: not where its time is younger than the file system's
/// clock is fine. The next prompt asks again then.
fn is_settled(file: &FileTime) -> bool {
    let Some(modified) = file.modified else { return true };
    let Ok(age) = modified.elapsed() else { return true };
    age > if has_whole_seconds(modified) { Duration::from_secs(2) } else { Duration::from_millis(20) }
}

/// Not where the permission is missing: a file's time stays as it is when that is given.
fn can_be_read(file: &SourceFile) -> bool {
    !matches!(file.content, Content::Unreadable(_))
}

/// Whether what is read depends on something that a hook does not look at: other variables named in a path, or the
/// working directory through a path that hooks do not know to be relative.
fn depends_on_more(env: &Env) -> bool {
    let expanded = ["AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE", "AWS_CREDENTIAL_FILE", "BOTO_CONFIG"];
    let fixed = ["AWS_CREDENTIAL_FILE", "BOTO_CONFIG", "AWS_LOGIN_CACHE_DIRECTORY", "AWSP_CONFIG_FILE"];
    expanded.iter().any(|name| env.get(name).is_some_and(|path| path.contains('$')))
        || fixed.iter().any(|name| env.get_nonempty(name).is_some_and(|path| !path.starts_with(['/', '~'])))
}

fn absolute(app: &App, path: &Path) -> PathBuf {
    match &app.host.cwd {
        Some(cwd) => cwd.join(path),
        None => path.to_path_buf(),
    }
}

/// From when on something ends soon, and from when on it has ended.
pub(super) fn moments(
    app: &App,
    end: Option<(DateTime<Utc>, Ending)>,
) -> (Option<DateTime<Utc>>, Option<DateTime<Utc>>) {
    let ends = end.filter(|(_, ending)| *ending != Ending::Renews);
    (ends.map(|(at, _)| at - app.settings().soon), end.map(|(at, _)| at))
}

/// The state without its dependencies.
fn state(app: &App, env: &Env, status: &Status) -> State {
    let settings = app.settings();
    let end = status.facts.as_ref().and_then(|facts| facts.end);
    let (soon_at, ended_at) = moments(app, end);
    let shown = |phase| match &status.facts {
        Some(facts) => shown(app, env, facts, phase, &settings.format),
        None => Shown::nothing(),
    };
    State {
        mode: if status.refresh_at.is_some() { Mode::Run } else { Mode::Off },
        refresh_at: status.refresh_at,
        soon_at,
        ended_at,
        countdown_to: end.filter(|_| settings.countdown).map(|(at, _)| at),
        phases: [shown(Phase::Now), shown(Phase::Soon), shown(Phase::Ended)],
        dependencies: Vec::new(),
    }
}

/// One phase, with the look that settings and environment ask for.
pub(super) fn shown(app: &App, env: &Env, facts: &Facts, phase: Phase, format: &str) -> Shown {
    let settings = app.settings();
    let look = Look {
        format,
        countdown: settings.countdown,
        unicode: speaks_unicode(env),
        account_names: &settings.account_names,
    };
    let word = word(facts, phase);
    let plain = env.get_nonempty("NO_COLOR").is_some();
    let sgr = settings.colors.get(word).filter(|_| !plain).cloned().unwrap_or_default();
    Shown { word: word.to_owned(), sgr, text: text(facts, phase, &look, app.host.now, &Local) }
}

/// Whether the locale's encoding is UTF-8: the first of these that is set and not empty decides (POSIX).
pub(super) fn speaks_unicode(env: &Env) -> bool {
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"].iter().find_map(|name| env.get_nonempty(name));
    locale.is_some_and(|locale| {
        let locale = locale.to_ascii_lowercase();
        locale.contains("utf-8") || locale.contains("utf8")
    })
}

/// The variables that a hook compares at every prompt: those that can change what the prompt says. Each costs time
/// there, so what other tools left behind is not among them, nor are colours.
pub(super) fn watched_variables() -> Vec<String> {
    let aws =
        VARIABLES.iter().filter(|variable| variable.effect != Effect::Leftover).map(|variable| variable.name);
    let settings = KEYS.iter().filter(|key| !["colors", "completion", "browser"].contains(&key.section));
    aws.chain(OTHERS.iter().copied())
        .filter(|name| !UNSEEN.contains(name) && !WITH_KEYS.contains(name))
        .map(str::to_owned)
        .chain(settings.map(crate::settings::Key::variable))
        .collect()
}

/// What the state's file is named by: the values of all those variables and the colours, of secrets only whether they
/// are there; and the files that are read.
fn key(app: &App, env: &Env) -> Key {
    let secret = |name: &str| VARIABLES.iter().any(|variable| variable.secret && variable.name == name);
    let mut parts: Vec<Option<String>> = Vec::new();
    let colors = KEYS.iter().filter(|key| key.section == "colors").map(crate::settings::Key::variable);
    // awsp's own sessions are named after the user.
    let more = WITH_KEYS.iter().chain(&["LOGNAME", "USER"]).map(|name| (*name).to_owned());
    for name in watched_variables().into_iter().chain(more).chain(colors) {
        let value = env.get(&name).map(std::borrow::Cow::into_owned);
        parts.push(if secret(&name) { value.map(|value| value.is_empty().to_string()) } else { value });
    }
    let (config, settings) = (app.config(), app.settings_time());
    for path in [config.config_path.as_path(), config.credentials_path.as_path(), settings.path.as_path()] {
        // Escaped, so that what is not UTF-8 is told apart.
        parts.push(Some(absolute(app, path).as_os_str().as_bytes().escape_ascii().to_string()));
    }
    Key::of(parts.iter().map(Option::as_deref))
}
