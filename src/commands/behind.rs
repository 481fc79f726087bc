//! Renewals that nobody waits for: a command gives what is stored and still good, and leaves a process behind that
//! renews it.

use std::process::{Command, Stdio};

use crate::app::App;
use crate::commands::identity::{Active, Manner};
use crate::config::plan::{Plan, Selection, Source};
use crate::domain::account::AccountId;
use crate::domain::region::Region;
use crate::error::Error;
use crate::settings::{Background, no_refresh};

/// Whether that may be done for this plan: not where a person forbade it, not for a profile marked as dangerous, and no
/// program of others is run unseen, and no machine asked. (Codes are not asked for behind in any case.)
pub(super) fn is_allowed(app: &App, selection: &Selection, plan: &Plan) -> bool {
    let settings = app.settings();
    let account = plan.account();
    let name = selection.name.as_deref().unwrap_or("default");
    settings.background != Background::Off
        && !no_refresh(&app.host.env)
        && !matches!(plan.source, Source::Process { .. })
        && !plan.source.is_of_machine()
        && !settings.is_dangerous(Some(name), account.as_ref().map(AccountId::as_str))
}

/// Starts it, and does not wait for it. What starts here only starts another and ends: the one that stays belongs to
/// nobody, so that whatever this process becomes (`exec`) has no child it does not know of. Where nothing can be
/// started, the next who needs the credentials renews them.
pub(super) fn start(app: &App) {
    let child = renewal(app).and_then(|mut command| command.spawn().ok());
    if let Some(mut child) = child {
        let _ = child.wait();
    }
}

/// The step between: out of the terminal's session, so that neither Ctrl-C nor its end reaches what it starts.
pub(super) fn detach(app: &App) {
    // It leads no group, so it can become a session's leader.
    let _ = rustix::process::setsid();
    if let Some(mut command) = renewal(app) {
        let _ = command.arg("--detached").spawn();
    }
}

/// Renews what is due. A failure is kept for the prompt; there is nobody here to tell.
pub(super) fn renew(app: &App) -> Result<(), Error> {
    let active = Active::of(app)?;
    if !is_allowed(app, &active.selection, &active.plan) {
        return Ok(());
    }
    active.renew(app, Manner::Behind)
}

fn renewal(app: &App) -> Option<Command> {
    let mut command = Command::new(std::env::current_exe().ok()?);
    command.args(["refresh", "--due"]).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    if let Some(profile) = &app.common.profile {
        // In one word: a name may begin with a hyphen.
        command.arg(format!("--profile={profile}"));
    }
    if let Some(region) = app.common.region.as_ref().map(Region::as_str) {
        command.arg(format!("--region={region}"));
    }
    Some(command)
}
