//! The code as a person carries it over from the page: base64 of `code=…&state=…`.

use base64::Engine as _;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use reqwest::Url;

use crate::domain::secret::Secret;

/// The padding may have got lost on the way.
const LENIENT: GeneralPurposeConfig = GeneralPurposeConfig::new()
    .with_decode_padding_mode(DecodePaddingMode::Indifferent)
    .with_decode_allow_trailing_bits(true);
/// Both alphabets: a person sees no difference.
const STANDARD: GeneralPurpose = GeneralPurpose::new(&alphabet::STANDARD, LENIENT);
const OF_URLS: GeneralPurpose = GeneralPurpose::new(&alphabet::URL_SAFE, LENIENT);
/// A longer text is none.
const LONGEST: usize = 16 << 10;

/// Code and state in what was pasted, in which blanks and line ends do not count; `None` where it is no such text.
pub(super) fn pasted(text: &str) -> Option<(Secret, String)> {
    if text.len() > LONGEST {
        return None;
    }
    let text: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    let bytes = STANDARD.decode(&text).or_else(|_| OF_URLS.decode(&text)).ok()?;
    let query = String::from_utf8(bytes).ok()?;
    let mut url = Url::parse("http://localhost/").ok()?;
    url.set_query(Some(&query));
    let value = |name: &str| {
        let mut values =
            url.query_pairs().filter(|(own, _)| own == name).map(|(_, value)| value.into_owned());
        values.next().filter(|value| values.next().is_none() && !value.is_empty())
    };
    let code = value("code").filter(|code| code.bytes().all(|byte| byte.is_ascii_graphic()))?;
    Some((Secret::new(code), value("state")?))
}

#[cfg(test)]
mod tests {
    use base64::engine::general_purpose;

    use super::*;

    #[test]
    fn what_the_page_shows_is_understood_however_it_was_copied() {
        let query = "state=0123-4567&code=a%2Bb-c_d~?>";
        let whole = general_purpose::STANDARD.encode(query);
        let cut = general_purpose::STANDARD_NO_PAD.encode(query);
        let of_urls = general_purpose::URL_SAFE.encode(query);
        for text in [whole.clone(), format!("  {whole}\r\n"), cut, of_urls, whole.replacen('b', "b\n", 1)] {
            let (code, state) = pasted(&text).expect(&text);
            assert_eq!((code.reveal(), state.as_str()), ("a+b-c_d~?>", "0123-4567"));
        }
    }

    #[test]
    fn nonsense_is_none() {
        let encode = |text: &str| general_purpose::STANDARD.encode(text);
        for text in [
            String::new(),
            "123456".to_owned(),
            "https://signin.example/?code=a&state=b".to_owned(),
            encode("code=a"),
            encode("state=a"),
            encode("code=&state=a"),
            encode("code=a&code=b&state=a"),
            encode("code=a%0Ab&state=a"),
            general_purpose::STANDARD.encode([0xff, 0xfe]),
            "A".repeat(1 << 20),
        ] {
            assert!(pasted(&text).is_none(), "{text}");
        }
    }
}
