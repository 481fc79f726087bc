//! `application/x-www-form-urlencoded`, in queries and in bodies.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

/// What RFC 3986 leaves as it is (section 2.3). SigV4's canonical request uses the same set.
const UNRESERVED: AsciiSet = NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');

/// The pairs of a query or body in their order; names without `=` have an empty value.
pub fn pairs(text: &str) -> Vec<(String, String)> {
    text.split('&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            (decode(name), decode(value))
        })
        .collect()
}

/// Pairs as a query, spaces as `+`.
pub fn query(pairs: &[(&str, &str)]) -> String {
    let encoded: Vec<String> = pairs
        .iter()
        .map(|(name, value)| format!("{}={}", encode(name), encode(value)).replace("%20", "+"))
        .collect();
    encoded.join("&")
}

/// Percent-encodes all but the unreserved characters.
pub fn encode(text: &str) -> String {
    utf8_percent_encode(text, &UNRESERVED).to_string()
}

/// Percent-encodes all but the unreserved characters and `/`.
pub fn encode_path(path: &str) -> String {
    const SLASH_TOO: AsciiSet = UNRESERVED.remove(b'/');
    utf8_percent_encode(path, &SLASH_TOO).to_string()
}

fn decode(text: &str) -> String {
    percent_decode_str(&text.replace('+', " ")).decode_utf8_lossy().into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_keep_blank_values_and_decode_once() {
        let expected = [("a", "1 2"), ("b", ""), ("c", ""), ("d", "%20=+")];
        let found = pairs("a=1+2&b=&c&&d=%2520=%2B");
        assert_eq!(found, expected.map(|(name, value)| (name.to_owned(), value.to_owned())));
    }

    #[test]
    fn queries_come_back_as_they_were() {
        let text = query(&[("code", "a b+c"), ("state", "é/&=")]);
        assert_eq!(text, "code=a+b%2Bc&state=%C3%A9%2F%26%3D");
        let back = pairs(&text);
        assert_eq!(back[1], ("state".to_owned(), "é/&=".to_owned()));
    }

    #[test]
    fn a_path_keeps_its_slashes_only() {
        assert_eq!(encode_path("/a b/%20~"), "/a%20b/%2520~");
    }
}
