//! `awsp sso`: what Identity Center grants, and profiles for it.

mod drift;
mod list;
mod progress;
mod session;
mod sync;

use crate::app::App;
use crate::cli::sso::{SsoArgs, SsoWhat};
use crate::commands::calls::Calls;
use crate::commands::sso::progress::Progress;
use crate::config::sync::Filter;
use crate::domain::granted::{Granted, GrantedRoles};
use crate::domain::text::printable;
use crate::error::Error;
use crate::provider::{self, Question, SsoSession};

pub(super) fn run(app: &App, args: &SsoArgs) -> Result<(), Error> {
    app.checked_settings()?;
    match &args.what {
        SsoWhat::Accounts(args) => list::accounts(app, args),
        SsoWhat::Roles(args) => list::roles(app, args),
        SsoWhat::Sync(args) => sync::run(app, args),
    }
}

/// Which roles are asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Roles {
    /// None.
    No,
    /// Those of the accounts that the filter takes.
    OfFilter,
}

/// What the session grants.
fn granted(app: &App, session: &SsoSession, filter: &Filter, roles: Roles) -> Result<Granted, Error> {
    let progress = Progress::new(app);
    let question = Question {
        roles_of: &|id, name| roles == Roles::OfFilter && filter.takes_account(id, name),
        progress: &|known, total| progress.tell(known, total),
    };
    let granted = Calls::elsewhere(app).within(app, |context| provider::granted(context, session, &question));
    progress.end();
    let granted = granted?;
    for id in &granted.no_accounts {
        let shown: String = printable(id).chars().take(40).collect();
        app.output.note(&format!("the portal lists an account whose id is none: '{shown}'; left out"));
    }
    Ok(granted)
}

/// Tells of the accounts whose roles could not be read, and makes an error of them.
fn unread(app: &App, granted: &Granted) -> Result<(), Error> {
    const MOST: usize = 10;
    let unread = granted.accounts.iter().filter_map(|account| match &account.roles {
        GrantedRoles::Unread(why) => Some((account, why)),
        _ => None,
    });
    let count = unread.clone().count();
    for (account, why) in unread.take(MOST) {
        let name = printable(&account.name);
        app.output.note(&format!("the roles of account {} ({name}) are not known: {why}", account.id));
    }
    if count == 0 {
        return Ok(());
    }
    let more = if count > MOST { ", the first of them above" } else { "" };
    Err(Error::failed(format!("the roles of {} could not be read{more}", counted(count, "account")))
        .hint("nothing of them was taken for gone; try again in a while")
        .code("sso-partly-read"))
}

/// `1,240 accounts`.
fn counted(count: usize, of: &str) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{} {of}{plural}", grouped(count))
}

/// The digits in threes.
fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn large_numbers_can_be_read() {
        let shown = [0, 7, 999, 1000, 1240, 10_000, 1_000_000].map(grouped);
        assert_eq!(shown, ["0", "7", "999", "1,000", "1,240", "10,000", "1,000,000"]);
        assert_eq!(counted(1, "account"), "1 account");
    }
}
