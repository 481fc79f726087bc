//! Accounts by the thousand, by rule.

use serde_json::{Value, json};

/// The id of the first one.
const FIRST: u64 = 500_000_000_000;

/// The accounts of `{"accounts": N}`; none of null.
pub fn accounts(generated: &Value) -> Vec<Value> {
    (0..number(generated, "accounts"))
        .map(|at| {
            let (id, name) = (FIRST + at, format!("account-{at:04}"));
            json!({"accountId": id.to_string(), "accountName": name, "emailAddress": format!("{name}@example.com")})
        })
        .collect()
}

/// The roles of one of them: `Role1` and up, `{"roles": N}` of them. `None` where the account is none of these.
pub fn roles(generated: &Value, account: &str) -> Option<Vec<Value>> {
    let at = account.parse::<u64>().ok()?.checked_sub(FIRST)?;
    (at < number(generated, "accounts")).then(|| {
        (1..=number(generated, "roles")).map(|number| Value::from(format!("Role{number}"))).collect()
    })
}

fn number(generated: &Value, name: &str) -> u64 {
    generated.get(name).and_then(Value::as_u64).unwrap_or_default()
}
