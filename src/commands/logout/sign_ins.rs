//! Which sign-ins are to end.

use std::path::{Path, PathBuf};

use crate::app::App;
use crate::config::network::network;
use crate::config::plan::{Plan, SelectedBy, Selection, Source, own_device, plan, planned, select};
use crate::config::profiles::Profile;
use crate::config::region::region;
use crate::domain::network::without_secrets;
use crate::domain::paste::word;
use crate::domain::region::Region;
use crate::domain::text::printable;
use crate::error::Error;
use crate::sign_in::sign_out::{login_files, sso_files};
use crate::store::credentials::HangsOn;
use crate::store::key::Key;
use crate::store::sign_in::{login_token_file, sso_token_file};
use crate::store::sign_in_file::{self, text};
use crate::stored::{Scope, key};

/// One of them.
#[derive(Debug)]
pub(super) struct SignIn {
    pub(super) kind: Kind,
    /// For a sentence: `sso-session corp`.
    pub(super) shown: String,
    /// What is stored of it under another sign-in's name: roles that ask for a code besides.
    pub(super) keys: Vec<Key>,
}

#[derive(Debug)]
pub(super) enum Kind {
    IdentityCenter {
        /// The session's name, or the start URL; `None` where only the file is known.
        name: Option<String>,
        file: PathBuf,
        start_url: Option<String>,
        region: Option<Region>,
    },
    Login {
        /// The ARN; `None` where only the file is known.
        name: Option<String>,
        file: PathBuf,
    },
    Mfa {
        serial: String,
    },
}

impl SignIn {
    /// Whether this is it that an entry hangs on.
    pub(super) fn is(&self, of: &HangsOn) -> bool {
        let (kind, name) = match &self.kind {
            Kind::IdentityCenter { name, .. } => ("sso", name.as_deref().map(without_secrets)),
            Kind::Login { name, .. } => ("login", name.as_deref().map(Into::into)),
            Kind::Mfa { serial } => ("mfa", Some(serial.into())),
        };
        of.kind == kind && name.is_some_and(|name| name == of.name)
    }

    pub(super) fn file(&self) -> Option<&Path> {
        match &self.kind {
            Kind::IdentityCenter { file, .. } | Kind::Login { file, .. } => Some(file),
            Kind::Mfa { .. } => None,
        }
    }

    pub(super) fn start_url(&self) -> Option<&str> {
        match &self.kind {
            Kind::IdentityCenter { start_url, .. } => start_url.as_deref(),
            _ => None,
        }
    }

    /// Of the session, or of the start URL in the legacy form.
    fn identity_center(
        app: &App,
        session: Option<&str>,
        start_url: Option<&str>,
        region: Option<&str>,
    ) -> Option<Self> {
        let name = session.or(start_url)?;
        let shown = match session {
            Some(session) => format!("sso-session {}", printable(session)),
            None => printable(&without_secrets(name)).into_owned(),
        };
        let kind = Kind::IdentityCenter {
            name: Some(name.to_owned()),
            file: sso_token_file(app.host.home.as_deref()?, name),
            start_url: start_url.map(|url| without_secrets(url).into_owned()),
            region: region.and_then(Region::parse),
        };
        Some(Self { kind, shown, keys: Vec::new() })
    }

    fn login(app: &App, session: &str) -> Option<Self> {
        let file = login_token_file(&app.host.env, app.host.home.as_deref()?, session);
        let kind = Kind::Login { name: Some(session.to_owned()), file };
        Some(Self { kind, shown: format!("the console session of {}", printable(session)), keys: Vec::new() })
    }

    fn mfa(serial: &str) -> Self {
        let shown = format!("the session of MFA device {}", printable(serial));
        Self { kind: Kind::Mfa { serial: serial.to_owned() }, shown, keys: Vec::new() }
    }
}

/// Those that the profile hangs on. Where there is none, that is said.
///
/// # Errors
/// What is wrong with the files, and an unknown profile.
pub(super) fn of_profile(app: &App) -> Result<Vec<SignIn>, Error> {
    let (config, env) = (app.config(), &app.host.env);
    // Keys in the environment have no sign-in; the profile that they shadow may have one.
    let selected = select(env, app.common.profile.as_deref());
    let selection = selected.by_name();
    let profile = config.profiles.get(selection.name_or_default());
    let mut found = match plan(config, env, &selection) {
        Ok(plan) => of_plan(app, &selection, &plan),
        Err(problem) if profile.is_none() => return Err(problem.into()),
        Err(_) => Vec::new(),
    };
    if let (Some(profile), true) = (profile, found.is_empty()) {
        found.extend(as_written(app, profile));
    }
    if found.is_empty() && selected.by == SelectedBy::Default {
        // As `awsp login` signs in to the one that there is.
        let sessions: Vec<&str> = config.sso_sessions().map(|(name, _)| name).collect();
        if let [session] = *sessions.as_slice() {
            return Ok(vec![of_session(app, session)?]);
        }
    }
    if found.is_empty() {
        let name = printable(selection.name_or_default());
        app.output.note(&format!(
            "the profile {name} hangs on no sign-in; to end all there are: awsp logout --all"
        ));
    }
    Ok(found)
}

/// What is written in a profile that cannot be used, or that something else comes before.
fn as_written(app: &App, profile: Profile<'_>) -> Option<SignIn> {
    if let Some(session) = profile.text("login_session") {
        return SignIn::login(app, session);
    }
    let (start_url, region) = (profile.text("sso_start_url"), profile.text("sso_region"));
    SignIn::identity_center(app, profile.text("sso_session"), start_url, region)
}

fn of_plan(app: &App, selection: &Selection, plan: &Plan) -> Vec<SignIn> {
    let mut found = Vec::new();
    match &plan.source {
        Source::Sso { session, start_url, region, .. } => {
            found.extend(SignIn::identity_center(app, session.as_deref(), Some(start_url), Some(region)));
        }
        Source::Login { session, .. } => found.extend(SignIn::login(app, session)),
        _ => {}
    }
    if let Some(sign_in) = found.first_mut() {
        sign_in.keys = keys(app, selection, plan);
    }
    let devices = plan.roles.iter().filter_map(|step| step.mfa_serial.as_deref());
    let devices = devices.chain(own_device(app.config(), plan));
    found.extend(devices.map(SignIn::mfa));
    found
}

/// What is stored of the plan, hop by hop.
fn keys(app: &App, selection: &Selection, plan: &Plan) -> Vec<Key> {
    let (config, env) = (app.config(), &app.host.env);
    let option = app.common.region.as_ref().map(Region::as_str);
    let region = region(config, env, selection, option).ok().flatten().map(|(region, _)| region);
    let Ok(network) = network(config, env, selection, "sts") else { return Vec::new() };
    let scope = Scope { env, region: region.as_ref(), network: &network };
    (0..=plan.roles.len()).map(|hops| key::of(plan, hops, scope)).collect()
}

/// That of a session by name. Its section may be gone already.
///
/// # Errors
/// `sso-session-missing` where there is neither a section nor a sign-in.
pub(super) fn of_session(app: &App, name: &str) -> Result<SignIn, Error> {
    let section = app.config().sso_session(name);
    let told = |key| section.and_then(|section| section.get(key)?.text());
    let sign_in = SignIn::identity_center(app, Some(name), told("sso_start_url"), told("sso_region"))
        .ok_or_else(|| Error::failed("there is no home directory, where the AWS CLI keeps its sign-ins"))?;
    if section.is_none() && sign_in.file().is_none_or(|file| !file.exists()) {
        let shown = printable(name);
        let error =
            Error::failed(format!("there is no [sso-session {shown}], and nobody is signed in to one"));
        let known: Vec<String> =
            app.config().sso_sessions().map(|(name, _)| word(name).into_owned()).collect();
        return Err(match known.first() {
            Some(first) => error.hint(format!("there is: awsp logout --sso-session {first}")),
            None => error.hint("to end all sign-ins there are: awsp logout --all"),
        }
        .code("sso-session-missing"));
    }
    Ok(SignIn { keys: of_all_profiles(app, name), ..sign_in })
}

/// What is stored of roles over the session that hangs on a code besides.
fn of_all_profiles(app: &App, name: &str) -> Vec<Key> {
    let names: Vec<&str> = app.config().profiles.iter().map(|profile| profile.name).collect();
    let of = |profile: &&str| {
        let selection = Selection::option(*profile);
        let plan = planned(app.config(), &app.host.env, &selection)?;
        let over = matches!(&plan.source, Source::Sso { session: Some(session), .. } if session == name);
        (over && plan.mfa_serial().is_some()).then(|| keys(app, &selection, &plan))
    };
    names.iter().filter_map(of).flatten().collect()
}

/// All there are.
pub(super) fn all(app: &App) -> Vec<SignIn> {
    let Some(home) = app.host.home.as_deref() else { return Vec::new() };
    let config = app.config();
    let sso = sso_files(home).into_iter().map(|file| {
        let session = config.sso_sessions().find(|(name, _)| sso_token_file(home, name) == file);
        let fields = sign_in_file::read(&file).unwrap_or_default();
        let start_url = text(&fields, "startUrl").map(|url| without_secrets(url).into_owned());
        let shown = match (session, &start_url) {
            (Some((name, _)), _) => format!("sso-session {}", printable(name)),
            (None, Some(url)) => printable(url).into_owned(),
            (None, None) => format!("what {} is of", printable(&file.to_string_lossy())),
        };
        let name = session.map(|(name, _)| name.to_owned());
        let region =
            session.and_then(|(_, section)| section.get("sso_region")?.text()).and_then(Region::parse);
        SignIn { kind: Kind::IdentityCenter { name, file, start_url, region }, shown, keys: Vec::new() }
    });
    let login = login_files(&app.host.env, home).into_iter().map(|file| {
        let mut sessions = config.profiles.iter().filter_map(|profile| profile.text("login_session"));
        let name = sessions.find(|session| login_token_file(&app.host.env, home, session) == file);
        let shown = match name {
            Some(name) => format!("the console session of {}", printable(name)),
            None => "a console session that no profile names".to_owned(),
        };
        SignIn { kind: Kind::Login { name: name.map(str::to_owned), file }, shown, keys: Vec::new() }
    });
    sso.chain(login).collect()
}
