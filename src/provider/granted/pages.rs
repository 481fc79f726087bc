//! A list that comes in pages, to its end, if it has one.

use std::collections::HashSet;

use crate::aws::error::{AwsError, Fault};
use crate::aws::sso::Page;

/// So many pages are read of one list at most; at a hundred rows a page no organization has as many.
const MOST: usize = 1000;

/// All rows. `page` gets the page after the given token; `host` is named where the list has no end.
///
/// # Errors
/// The first page's that fails; [`Fault::Malformed`] where a token comes again, for then nobody knows what is missing.
pub(super) fn all<T>(
    host: &str,
    mut page: impl FnMut(Option<&str>) -> Result<Page<T>, AwsError>,
) -> Result<Vec<T>, AwsError> {
    let (mut rows, mut seen) = (Vec::new(), HashSet::new());
    let mut next: Option<String> = None;
    loop {
        let page = page(next.as_deref())?;
        rows.extend(page.rows);
        let Some(token) = page.next else { return Ok(rows) };
        if seen.len() >= MOST || !seen.insert(token.clone()) {
            let why = "the portal gives a list that has no end".to_owned();
            let fault = Fault::Malformed { why };
            return Err(AwsError { fault, host: host.to_owned(), proxy: None, attempts: 1, skew: None });
        }
        next = Some(token);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(pages: &[(&[u8], &str)]) -> Option<Vec<u8>> {
        let mut asked = Vec::new();
        let outcome = all("h", |next| {
            asked.push(next.map(str::to_owned));
            let (rows, next) = pages[(asked.len() - 1).min(pages.len() - 1)];
            Ok(Page { rows: rows.to_vec(), next: (!next.is_empty()).then(|| next.to_owned()) })
        });
        assert!(asked.len() <= MOST + 1);
        outcome.ok()
    }

    #[test]
    fn a_list_is_read_to_its_end() {
        assert_eq!(read(&[(&[1, 2], "a"), (&[], "b"), (&[], "c"), (&[3], "")]), Some(vec![1, 2, 3]));
        assert_eq!(read(&[(&[], "")]), Some(vec![]));
    }

    #[test]
    fn a_list_without_an_end_is_none() {
        assert_eq!(read(&[(&[1], "a")]), None);
        assert_eq!(read(&[(&[1], "a"), (&[1], "b"), (&[1], "a")]), None);
    }

    #[test]
    fn ever_new_tokens_end_as_well() {
        let mut count = 0;
        let endless = all("h", |_| {
            count += 1;
            Ok(Page { rows: vec![0_u8], next: Some(count.to_string()) })
        });
        assert!(endless.is_err_and(|error| error.host == "h") && count == MOST + 1);
    }
}
