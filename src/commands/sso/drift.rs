//! What `awsp sso sync` has found: for people as notes, for programs as JSON.

use serde_json::{Value, json};

use crate::app::App;
use crate::commands::edits::Done;
use crate::commands::sso::{counted, grouped};
use crate::config::plan::select;
use crate::config::sync::{Filter, Gone, Named, Renamed, Report, Stays, There, Writer};
use crate::domain::granted::{Granted, GrantedAccount, GrantedRoles};
use crate::domain::paste::word;
use crate::domain::text::printable;

/// So many lines of a kind are told.
const MOST: usize = 20;

/// What is granted, in numbers, and what differs from it, by name. What is new or changed is seen in the diff.
pub(super) fn tell(app: &App, session: &str, granted: &Granted, filter: &Filter, report: &Report) {
    let taken = |account: &&GrantedAccount| filter.takes_account(&account.id, &account.name);
    let accounts = granted.accounts.iter().filter(taken).count();
    let roles: usize = granted.accounts.iter().map(|account| roles(account, filter)).sum();
    let mut parts = vec![format!("{} new", grouped(report.new.len()))];
    for (count, what) in [
        (report.renamed.len(), "renamed"),
        (report.changed.len(), "changed"),
        (report.gone.len(), "gone"),
        (report.migrated.len(), "migrated"),
        (report.there.len(), "there already, not by awsp"),
        (report.unchanged, "unchanged"),
    ] {
        parts.extend((count > 0).then(|| format!("{} {what}", grouped(count))));
    }
    app.output.note(&format!(
        "{} grants {} in {}; profiles: {}",
        printable(session),
        counted(roles, "role"),
        counted(accounts, "account"),
        parts.join(", ")
    ));
    lines(
        app,
        report.renamed.iter().map(|renamed| {
            let follow = match &*renamed.followed_by {
                [] => String::new(),
                all => format!(", and so in the source_profile of {}", all.join(", ")),
            };
            format!("renamed: {} becomes {}{follow}", renamed.from, renamed.to.profile)
        }),
    );
    lines(app, report.gone.iter().map(gone));
    lines(
        app,
        report
            .kept
            .iter()
            .map(|kept| format!("{} of {} was changed by hand, and stays so", kept.key, kept.profile)),
    );
    lines(
        app,
        report.left_out.iter().map(|left_out| {
            let name: String = printable(&left_out.role_name).chars().take(80).collect();
            format!(
                "no file can hold the name of the role '{name}' in account {}; left out",
                left_out.account_id
            )
        }),
    );
    if report.gone.iter().any(|gone| gone.stays == Some(Stays::Unasked)) {
        app.output.note("what is gone is removed with --prune");
    }
    let legacy = report.there.iter().filter(|there| there.legacy).count();
    if legacy > 0 && report.migrated.is_empty() {
        let each = counted(legacy, "profile");
        let has = if legacy == 1 { "has a start URL of its own" } else { "have start URLs of their own" };
        app.output.note(&format!("{each} {has}, without the session; with --migrate that changes"));
    }
    if granted.accounts.is_empty() {
        app.output.note(
            "IAM Identity Center grants nothing at all to who has signed in; no profile is taken for gone",
        );
    }
}

fn roles(account: &GrantedAccount, filter: &Filter) -> usize {
    match &account.roles {
        GrantedRoles::Read(roles) => roles.iter().filter(|role| filter.takes_role(role)).count(),
        _ => 0,
    }
}

fn gone(gone: &Gone) -> String {
    let what = format!("gone: {} (role {} in account {})", gone.profile, gone.role_name, gone.account_id);
    match &gone.stays {
        None => format!("{what}: is to go"),
        Some(Stays::Unasked) => what,
        Some(Stays::Renamed) => format!("{what}: stays, for its name is not awsp's"),
        Some(Stays::SourceOf(other)) => format!("{what}: stays, for it is the source_profile of {other}"),
        Some(Stays::Twice) => format!("{what}: stays, for another section has its name, too"),
        Some(Stays::Holds(key)) => format!("{what}: stays, for it has {key}, which awsp did not write"),
        Some(Stays::Doubtful) => {
            format!("{what}: stays, for the portal lists an account without a role, or without an id")
        }
        Some(Stays::InCredentials) => format!("{what}: stays, for it is in the credentials file, too"),
    }
}

fn lines(app: &App, all: impl ExactSizeIterator<Item = String>) {
    let more = all.len().saturating_sub(MOST);
    for line in all.take(MOST) {
        app.output.note(&line);
    }
    if more > 0 {
        app.output.note(&format!("and {} more like that; --json tells all", grouped(more)));
    }
}

/// The shell's own profile may have another name now, or none.
pub(super) fn active(app: &App, report: &Report, done: Done) {
    let Some(active) = select(&app.host.env, None).name.filter(|_| done == Done::Written) else { return };
    if let Some(renamed) = report.renamed.iter().find(|renamed| renamed.from == active) {
        let to = word(&renamed.to.profile);
        app.output.note(&format!("this shell's profile has another name now: awsp use {to}"));
    } else if report.gone.iter().any(|gone| gone.profile == active && gone.stays.is_none()) {
        app.output.note("this shell's profile is gone: awsp use PROFILE, or awsp off");
    }
}

/// The report, as the help of the command describes it.
pub(super) fn json(session: &str, granted: &Granted, report: &Report, written: bool) -> Value {
    let unread = granted.accounts.iter().filter_map(|account| match &account.roles {
        GrantedRoles::Unread(why) => Some(
            json!({ "account_id": account.id.as_str(), "account_name": account.name, "error": printable(why) }),
        ),
        _ => None,
    });
    json!({
        "sso_session": session,
        "written": written,
        "new": report.new.iter().map(named).collect::<Vec<_>>(),
        "renamed": report.renamed.iter().map(renamed).collect::<Vec<_>>(),
        "changed": report.changed.iter().map(named).collect::<Vec<_>>(),
        "gone": report.gone.iter().map(|gone| json!({
            "profile": gone.profile,
            "account_id": gone.account_id,
            "role_name": gone.role_name,
            "removed": gone.stays.is_none(),
        })).collect::<Vec<_>>(),
        "there": report.there.iter().map(there).collect::<Vec<_>>(),
        "kept": report.kept.iter().map(|kept| json!({ "profile": kept.profile, "key": kept.key })).collect::<Vec<_>>(),
        "migrated": report.migrated,
        "unchanged": report.unchanged,
        "left_out": report.left_out.iter().map(|left_out| {
            json!({ "account_id": left_out.account_id.as_str(), "role_name": left_out.role_name })
        }).collect::<Vec<_>>(),
        "unread": unread.collect::<Vec<_>>(),
    })
}

fn named(named: &Named) -> Value {
    json!({
        "profile": named.profile,
        "account_id": named.account_id.as_str(),
        "account_name": named.account_name,
        "role_name": named.role_name,
    })
}

fn renamed(renamed: &Renamed) -> Value {
    json!({
        "from": renamed.from,
        "profile": renamed.to.profile,
        "account_id": renamed.to.account_id.as_str(),
        "account_name": renamed.to.account_name,
        "role_name": renamed.to.role_name,
        "followed_by": renamed.followed_by,
    })
}

fn there(there: &There) -> Value {
    json!({
        "profile": there.profile,
        "account_id": there.account_id.as_str(),
        "role_name": there.role_name,
        "by": match there.writer {
            Writer::Person => Value::Null,
            Writer::AwsSsoUtil => "aws-sso-util".into(),
            Writer::Granted => "granted".into(),
        },
        "legacy": there.legacy,
    })
}
