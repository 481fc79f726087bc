//! The two clocks: when credentials end, and when a person must sign in again.

use std::borrow::Cow;

use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use crate::config::plan::{Plan, Source};
use crate::domain::network::without_secrets;
use crate::domain::time::to_rfc3339;
use crate::host::FileTime;
use crate::prompt::facts::Ending;
use crate::status::View;
use crate::store::sign_in::{self, SignIn};
use crate::stored::Stored;

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
}

/// A sign-in that credentials hang on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignInOf {
    /// `sso`, `login` or `mfa`.
    pub kind: &'static str,
    /// The session's name or start URL, the session's ARN, the device's serial number.
    pub name: String,
    /// When it ends, where that is known.
    pub expires_at: Option<DateTime<Utc>>,
}

impl SignInOf {
    /// As documented for `current` and `whoami`.
    #[must_use]
    pub fn to_json(&self) -> Value {
        json!({ "kind": self.kind, "name": self.name, "expires_at": self.expires_at.map(to_rfc3339) })
    }
}

/// The end of what `plan` gives: that of the sign-in or of keys with a fixed end, which all tools share; else that
/// of awsp's own session, which renews by itself.
pub(super) fn end(
    view: &View<'_>,
    plan: &Plan,
    stored: Option<&Stored>,
    watched: &mut Vec<FileTime>,
) -> Option<End> {
    let base = base(view, plan, watched);
    if base.as_ref().is_some_and(|end| end.needs_sign_in || end.ending != Ending::Renews) {
        return base;
    }
    let mfa_until = stored.and_then(|stored| stored.mfa_until);
    let stored = stored.and_then(|stored| stored.credentials.as_ref());
    let Some(device) = plan.mfa_serial() else {
        return match stored.and_then(|credentials| credentials.expires_at) {
            Some(at) => Some(End {
                at: Some(at),
                ending: Ending::Renews,
                needs_sign_in: false,
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
        sign_in: Some(SignInOf { kind: "mfa", name: device.to_owned(), expires_at: lasts }),
    })
}

/// The end of the source alone.
fn base(view: &View<'_>, plan: &Plan, watched: &mut Vec<FileTime>) -> Option<End> {
    match &plan.source {
        Source::Environment { credentials } | Source::StaticKeys { credentials, .. } => {
            let at = credentials.expires_at?;
            Some(End { at: Some(at), ending: Ending::Stops, needs_sign_in: false, sign_in: None })
        }
        Source::Sso { session, start_url, .. } => {
            let name = session.as_ref().unwrap_or(start_url);
            let file = FileTime::of(sign_in::sso_token_file(view.home?, name));
            let token = sign_in::read_sso(&file.path, session.is_none(), view.now);
            watched.push(file);
            let shown = session.as_deref().map_or_else(|| without_secrets(start_url), Cow::Borrowed);
            Some(of_sign_in(view, "sso", &shown, token))
        }
        Source::Login { session } => {
            let file = FileTime::of(sign_in::login_token_file(view.env, view.home?, session));
            let token = sign_in::read_login(&file.path);
            watched.push(file);
            Some(of_sign_in(view, "login", session, token))
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
        sign_in: Some(SignInOf { kind, name: name.to_owned(), expires_at }),
    }
}
