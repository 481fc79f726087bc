//! The two clocks: when credentials end, and when a person must sign in again.

use std::borrow::Cow;

use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use crate::config::plan::{Plan, Source, own_device};
use crate::domain::network::without_secrets;
use crate::domain::time::to_rfc3339;
use crate::host::FileTime;
use crate::prompt::facts::Ending;
use crate::status::View;
use crate::store::sign_in::{self, SignIn};
use crate::stored::{self, Stored};

/// When the identity ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct End {
    /// The moment, where one is known.
    pub at: Option<DateTime<Utc>>,
    /// What happens then.
    pub ending: Ending,
    /// Whether a person must sign in already now.
    pub needs_sign_in: bool,
    /// The sign-in that it hangs on, if any.
    pub sign_in: Option<SignInOf>,
    /// From when on that sign-in is to be renewed, where awsp renews it.
    pub renew_at: Option<DateTime<Utc>>,
}

/// A sign-in that credentials hang on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignInOf {
    /// `sso`, `login` or `mfa`.
    pub kind: &'static str,
    /// The session's name or start URL, the session's ARN, the device's serial number.
    pub name: String,
    /// When it ends, where that is known; of one that renews, what is there of it now.
    pub expires_at: Option<DateTime<Utc>>,
    /// Whether it is renewed without a person.
    pub renews: bool,
}

impl SignInOf {
    /// As documented for `current` and `whoami`.
    #[must_use]
    pub fn to_json(&self) -> Value {
        json!({ "kind": self.kind, "name": self.name, "expires_at": self.expires_at.map(to_rfc3339) })
    }
}

/// The file of the sign-in that `plan` hangs on, if it hangs on one that is kept in a file, as it is now: to be asked
/// for before it is read.
pub(super) fn sign_in_file(view: &View<'_>, plan: &Plan) -> Option<FileTime> {
    match &plan.source {
        Source::Sso { session, start_url, .. } => {
            let name = session.as_ref().unwrap_or(start_url);
            Some(FileTime::of(sign_in::sso_token_file(view.home?, name)))
        }
        Source::Login { session, .. } => {
            Some(FileTime::of(sign_in::login_token_file(view.env, view.home?, session)))
        }
        _ => None,
    }
}

/// The end of what `plan` gives: that of the sign-in or of keys with a fixed end, which all tools share; else that
/// of awsp's own session, which renews by itself.
pub(super) fn end(
    view: &View<'_>,
    plan: &Plan,
    stored: Option<&Stored>,
    sign_in_file: Option<&FileTime>,
) -> Option<End> {
    let base = base(view, plan, sign_in_file);
    if base.as_ref().is_some_and(|end| end.needs_sign_in || end.ending != Ending::Renews) {
        return base;
    }
    let mfa_until = stored.and_then(|stored| stored.mfa_until);
    if let (Some(until), Some(device), true) =
        (mfa_until, own_device(view.config, plan), plan.roles.is_empty())
    {
        // What all tools share are the keys, which do not end: that of the session is no end of theirs.
        let sign_in =
            SignInOf { kind: "mfa", name: device.to_owned(), expires_at: Some(until), renews: false };
        let ending = Ending::SignIn;
        return Some(End { at: None, ending, needs_sign_in: false, sign_in: Some(sign_in), renew_at: None });
    }
    let stored = stored.and_then(|stored| stored.credentials.as_ref());
    let Some(device) = plan.mfa_serial() else {
        return match stored.and_then(|credentials| credentials.expires_at) {
            Some(at) => Some(End {
                at: Some(at),
                ending: Ending::Renews,
                needs_sign_in: false,
                renew_at: base.as_ref().and_then(|end| end.renew_at),
                sign_in: base.and_then(|end| end.sign_in),
            }),
            None => base,
        };
    };
    let expires_at = stored.and_then(|credentials| credentials.expires_at);
    let lasts = mfa_until.or(expires_at);
    Some(End {
        at: lasts.max(expires_at),
        ending: Ending::SignIn,
        needs_sign_in: mfa_until.is_none() && stored.is_none_or(|credentials| credentials.ended(view.now)),
        sign_in: Some(SignInOf { kind: "mfa", name: device.to_owned(), expires_at: lasts, renews: false }),
        renew_at: None,
    })
}

/// The end of the source alone.
fn base(view: &View<'_>, plan: &Plan, sign_in_file: Option<&FileTime>) -> Option<End> {
    match &plan.source {
        Source::Environment { credentials } | Source::StaticKeys { credentials, .. } => {
            let at = credentials.expires_at?;
            let ending = Ending::Stops;
            Some(End { at: Some(at), ending, needs_sign_in: false, sign_in: None, renew_at: None })
        }
        Source::Sso { session, start_url, .. } => {
            let token = stored::sign_in::sso(view.store, sign_in_file?, session.is_none(), view.now);
            let shown = session.as_deref().map_or_else(|| without_secrets(start_url), Cow::Borrowed);
            let end = of_sign_in(view, "sso", &shown, token.map(|token| token.sign_in));
            Some(End { renew_at: token.and_then(|token| token.renew_at), ..end })
        }
        Source::Login { session, .. } => {
            let end = of_sign_in(view, "login", session, sign_in::read_login(&sign_in_file?.path));
            // The file tells the end of the keys, which live for minutes, but not until when they can be renewed.
            let sign_in = end.sign_in.map(|sign_in| SignInOf { expires_at: None, ..sign_in });
            Some(End { sign_in, ..end })
        }
        Source::WebIdentity { .. }
        | Source::Process { .. }
        | Source::Container { .. }
        | Source::InstanceMetadata { .. } => None,
    }
}

fn of_sign_in(view: &View<'_>, kind: &'static str, name: &str, token: Option<SignIn>) -> End {
    let expires_at = token.map(|token| token.expires_at);
    let renews = token.is_some_and(|token| token.renews);
    End {
        at: expires_at,
        ending: if renews { Ending::Renews } else { Ending::SignIn },
        needs_sign_in: token.is_none_or(|token| token.is_over(view.now)),
        sign_in: Some(SignInOf { kind, name: name.to_owned(), expires_at, renews }),
        renew_at: None,
    }
}
