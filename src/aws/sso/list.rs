//! What the portal grants, page by page. Source: IAM Identity Center Portal API reference, `ListAccounts` and
//! `ListAccountRoles`.

use reqwest::Method;
use serde_json::Value;

use crate::aws::error::{AwsError, Fault};
use crate::aws::rest::{Request, call, secret_header};
use crate::aws::sso::{Portal, TOKEN};
use crate::domain::secret::Secret;

/// The most rows that the portal gives on a page.
const MOST: &str = "100";

/// A page of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page<T> {
    /// Its rows, perhaps none.
    pub rows: Vec<T>,
    /// How to ask for the next page; `None` on the last one.
    pub next: Option<String>,
}

/// An account as the portal lists it; nothing of it is checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedAccount {
    /// Twelve digits, if all is well.
    pub id: String,
    /// Any text, perhaps none.
    pub name: String,
}

impl Portal {
    /// One page of `ListAccounts`, asked for once.
    ///
    /// # Errors
    /// Any [`AwsError`]. Status 401 means that the sign-in holds no more.
    pub fn accounts(&self, token: &Secret, next: Option<&str>) -> Result<Page<ListedAccount>, AwsError> {
        self.page(token, "/assignment/accounts", None, next, &|answer| {
            page(answer, "accountList", |row| {
                let text = |name| row.get(name).and_then(Value::as_str).map(str::to_owned);
                Some(ListedAccount { id: text("accountId")?, name: text("accountName").unwrap_or_default() })
            })
        })
    }

    /// One page of `ListAccountRoles`, asked for once: names of roles, of which nothing is checked.
    ///
    /// # Errors
    /// As [`accounts`](Self::accounts).
    pub fn roles(
        &self,
        token: &Secret,
        account_id: &str,
        next: Option<&str>,
    ) -> Result<Page<String>, AwsError> {
        self.page(token, "/assignment/roles", Some(account_id), next, &|answer| {
            page(answer, "roleList", |row| row.get("roleName").and_then(Value::as_str).map(str::to_owned))
        })
    }

    fn page<T>(
        &self,
        token: &Secret,
        path: &str,
        account_id: Option<&str>,
        next: Option<&str>,
        read: &dyn Fn(&Value) -> Result<Page<T>, Fault>,
    ) -> Result<Page<T>, AwsError> {
        let given = [("account_id", account_id), ("max_result", Some(MOST)), ("next_token", next)];
        let query: Vec<(&str, &str)> =
            given.into_iter().filter_map(|(name, value)| Some((name, value?))).collect();
        let request = Request { method: Method::GET, path, query: &query, body: None, secrets: &[token] };
        let headers = || Ok(vec![(TOKEN, secret_header(token)?)]);
        call(&self.client, &request, &headers, read)
    }
}

fn page<T>(answer: &Value, list: &str, row: impl Fn(&Value) -> Option<T>) -> Result<Page<T>, Fault> {
    let malformed = |why: String| Fault::Malformed { why };
    let rows = answer.get(list).and_then(Value::as_array);
    let rows = rows.ok_or_else(|| malformed(format!("the answer holds no {list}")))?;
    let rows: Option<Vec<T>> = rows.iter().map(row).collect();
    let next = answer.get("nextToken").and_then(Value::as_str).filter(|next| !next.is_empty());
    Ok(Page {
        rows: rows.ok_or_else(|| malformed(format!("a row of {list} lacks what it is about")))?,
        next: next.map(str::to_owned),
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_page_is_read_whole_or_not_at_all() {
        let read = |answer: &Value| page(answer, "l", |row| row.as_str().map(str::to_owned));
        let page = |rows: &[&str], next: Option<&str>| {
            Ok(Page {
                rows: rows.iter().map(|row| (*row).to_owned()).collect(),
                next: next.map(str::to_owned),
            })
        };
        assert_eq!(read(&json!({ "l": ["a", "b"], "nextToken": "n" })), page(&["a", "b"], Some("n")));
        assert_eq!(read(&json!({ "l": [], "nextToken": null })), page(&[], None));
        assert_eq!(read(&json!({ "l": ["a"], "nextToken": "" })), page(&["a"], None));
        for bad in [json!({}), json!([]), json!({ "l": null }), json!({ "l": ["a", 5] })] {
            assert!(matches!(read(&bad), Err(Fault::Malformed { .. })), "{bad}");
        }
    }
}
