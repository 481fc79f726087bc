//! `awsp sso accounts` and `awsp sso roles`.

use std::cmp::Ordering;

use serde_json::{Value, json};

use crate::app::App;
use crate::cli::sso::{SsoAccountsArgs, SsoRolesArgs};
use crate::commands::sso::{Roles, granted, session, unread};
use crate::config::sync::{Filter, profiles_of};
use crate::domain::granted::{GrantedAccount, GrantedRoles};
use crate::error::Error;

pub(super) fn accounts(app: &App, args: &SsoAccountsArgs) -> Result<(), Error> {
    let session = session::chosen(app, "accounts", args.sso_session.as_deref())?;
    let filter = Filter::new(&args.account, &[]);
    let mut granted = granted(app, &session, &filter, Roles::No)?;
    granted.accounts.retain(|account| filter.takes_account(&account.id, &account.name));
    granted.accounts.sort_by(by_name);
    if app.common.json {
        let all = granted.accounts.iter();
        let all =
            all.map(|account| json!({ "account_id": account.id.as_str(), "account_name": account.name }));
        return app.output.json(&all.collect());
    }
    let rows = granted.accounts.iter().map(|account| vec![account.id.to_string(), account.name.clone()]);
    table(app, &["ACCOUNT", "NAME"], rows.collect())
}

pub(super) fn roles(app: &App, args: &SsoRolesArgs) -> Result<(), Error> {
    let session = session::chosen(app, "roles", args.sso_session.as_deref())?;
    let filter = Filter::new(&args.account, &args.role);
    let mut granted = granted(app, &session, &filter, Roles::OfFilter)?;
    granted.accounts.sort_by(by_name);
    let profiles = profiles_of(&app.config().profiles, &session.name, &session.start_url);
    let (mut rows, mut all) = (Vec::new(), Vec::new());
    for account in &granted.accounts {
        let GrantedRoles::Read(roles) = &account.roles else { continue };
        for role in roles.iter().filter(|role| filter.takes_role(role)) {
            let names = profiles.get(&(account.id.as_str(), role.as_str())).map_or(&[][..], Vec::as_slice);
            all.push(json!({
                "account_id": account.id.as_str(),
                "account_name": account.name,
                "role_name": role,
                "profiles": names,
            }));
            rows.push(vec![account.id.to_string(), account.name.clone(), role.clone(), names.join(", ")]);
        }
    }
    if app.common.json {
        app.output.json(&Value::Array(all))?;
    } else {
        table(app, &["ACCOUNT", "NAME", "ROLE", "PROFILE"], rows)?;
    }
    unread(app, &granted)
}

/// By name as people sort it, then by id.
fn by_name(one: &GrantedAccount, other: &GrantedAccount) -> Ordering {
    let key = |account: &GrantedAccount| (account.name.to_lowercase(), account.id.clone());
    key(one).cmp(&key(other))
}

fn table(app: &App, heading: &[&str], rows: Vec<Vec<String>>) -> Result<(), Error> {
    if rows.is_empty() {
        app.output.note("IAM Identity Center grants nothing like that to who has signed in");
        return Ok(());
    }
    let heading = heading.iter().map(|text| (*text).to_owned()).collect();
    app.output.table(&std::iter::once(heading).chain(rows).collect::<Vec<_>>())
}
