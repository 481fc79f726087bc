//! `awsp logout`: the end of a sign-in, here and where it was given, and of all that came of it.

mod sign_ins;

use std::path::Path;

use crate::app::App;
use crate::cli::login::LogoutArgs;
use crate::commands::calls::Calls;
use crate::commands::segment;
use crate::domain::paste::word;
use crate::domain::text::printable;
use crate::error::Error;
use crate::provider::Context;
use crate::sign_in::sign_out::{self, SignedOut};
use crate::store::credentials::HangsOn;
use crate::store::shelf::Shelf;
use crate::stored::forget::{forget, forget_what_hangs_on};
use sign_ins::{Kind, SignIn};

/// What keys that were given out before are good for: nobody can call them back.
const HANDED_OUT: &str = "programs that have keys already can use them until those end";

pub(super) fn run(app: &App, args: &LogoutArgs) -> Result<(), Error> {
    let sign_ins = match &args.sso_session {
        _ if args.all => sign_ins::all(app),
        Some(session) if app.common.profile.is_some() => {
            return Err(Error::usage("a profile and an sso-session are named; one of them is signed out of")
                .hint(format!("awsp logout --sso-session {}", word(session))));
        }
        Some(session) => vec![sign_ins::of_session(app, session)?],
        None => sign_ins::of_profile(app)?,
    };
    let calls = Calls::for_any(app);
    let troubles = calls.within(app, |context| Ok(end(app, args, context, &sign_ins)))?;
    // Every shell asks anew how it stands.
    let _ = app.store().clear(Shelf::States);
    let _ = segment::keep(app, &app.host.env, &segment::status(app, &app.host.env));
    match troubles.into_iter().reduce(also) {
        Some(trouble) => Err(trouble),
        None => Ok(()),
    }
}

/// Ends them; what went wrong.
fn end(app: &App, args: &LogoutArgs, context: &Context<'_>, sign_ins: &[SignIn]) -> Vec<Error> {
    let mut troubles = Vec::new();
    let (mut ended, mut forgotten) = (0, 0);
    for sign_in in sign_ins {
        let out = match &sign_in.kind {
            Kind::IdentityCenter { file, region, .. } => {
                sign_out::of_identity_center(context, file, region.as_ref())
            }
            Kind::Login { file, .. } => sign_out::of_login_session(context, file),
            Kind::Mfa { .. } => SignedOut::default(),
        };
        // After the file: who gets credentials at this moment finds no sign-in any more.
        let mut dropped = forget_what_hangs_on(app.store(), |of| sign_in.is(of));
        dropped += sign_in.keys.iter().filter(|key| forget(app.store(), key)).count();
        forgotten += dropped;
        if out.was_there || dropped > 0 {
            ended += 1;
        }
        tell(app, sign_in, &out, dropped);
        troubles.extend(trouble(sign_in, out));
    }
    if args.all {
        // What came of sign-ins whose files are gone.
        let rest = forget_what_hangs_on(app.store(), |_: &HangsOn| true);
        if rest > 0 {
            app.output.note(&format!("stored credentials of other sign-ins are forgotten: {rest}"));
        }
        forgotten += rest;
    }
    let of_sso =
        args.all || sign_ins.iter().any(|sign_in| matches!(sign_in.kind, Kind::IdentityCenter { .. }));
    if let Some(home) = app.host.home.as_deref().filter(|_| of_sso) {
        let (gone, left) = sign_out::remove_of_sso(home);
        if gone > 0 {
            app.output.note(&format!(
                "removed what the AWS CLI had stored of roles of IAM Identity Center: {gone}"
            ));
        }
        if left > 0 {
            troubles.push(cache_left(home, left));
        }
    }
    if args.all && ended == 0 && forgotten == 0 {
        app.output.note("nobody is signed in");
    } else if ended > 0 || forgotten > 0 {
        app.output.note(HANDED_OUT);
    }
    troubles
}

/// What became of one of them.
fn tell(app: &App, sign_in: &SignIn, out: &SignedOut, dropped: usize) {
    let shown = &sign_in.shown;
    if !out.was_there && dropped == 0 {
        return app.output.note(&format!("nobody is signed in to {shown}"));
    }
    let stored = match dropped {
        0 => String::new(),
        1 => "; what was stored of it is forgotten".to_owned(),
        more => format!("; {more} stored credentials of it are forgotten"),
    };
    if out.not_removed.is_some() || out.not_told.is_some() {
        // The error says the rest.
        return app.output.detail(|| format!("{shown}: not all is well{stored}"));
    }
    let there = match sign_in.kind {
        Kind::IdentityCenter { .. } if out.told => ", here and at IAM Identity Center",
        _ => "",
    };
    app.output.note(&format!("signed out of {shown}{there}{stored}"));
}

/// What is not as it should be afterwards.
fn trouble(sign_in: &SignIn, out: SignedOut) -> Option<Error> {
    let shown = &sign_in.shown;
    let file = sign_in.file().map(|file| file.to_string_lossy()).unwrap_or_default();
    match (out.not_removed, out.not_told) {
        (None, None) => None,
        (Some(why), not_told) => {
            let there = if out.told { "IAM Identity Center has ended it, but " } else { "" };
            let error = Error::failed(format!(
                "still signed in to {shown}: {there}{} cannot be removed: {why}",
                printable(&file)
            ))
            .hint(format!("remove it: rm -f -- {}", word(&file)))
            .code("sign-out-incomplete");
            Some(not_told.into_iter().fold(error, also))
        }
        (None, Some(why)) => {
            let error = Error::failed(format!(
                "signed out of {shown} on this computer, but the sign-in itself may hold until it ends: {}",
                why.message
            ));
            let error = why.hints.into_iter().fold(error, Error::hint);
            let error = match sign_in.start_url() {
                Some(url) => {
                    error.hint(format!("to end it there, sign out in a browser: {}", printable(url)))
                }
                None => error,
            };
            Some(error.code("sign-out-incomplete"))
        }
    }
}

fn cache_left(home: &Path, left: usize) -> Error {
    let folder = home.join(".aws/cli/cache");
    let folder = folder.to_string_lossy();
    Error::failed(format!(
        "{left} stored credentials of the AWS CLI cannot be removed from {}",
        printable(&folder)
    ))
    .hint(format!("who may write there? see: ls -ld {}", word(&folder)))
    .code("sign-out-incomplete")
}

/// Two failures in one.
fn also(one: Error, other: Error) -> Error {
    let message = format!("{}; {}", one.message, other.message);
    let one = Error { message, ..one };
    other
        .hints
        .into_iter()
        .fold(one, |one, hint| if one.hints.contains(&hint) { one } else { one.hint(hint) })
}
