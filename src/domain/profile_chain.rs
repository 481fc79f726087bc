//! Who is getting credentials for whom: the profiles that are being resolved by the programs above this one, as the AWS
//! CLI hands them down, so that a `credential_process` that leads back to itself ends.
//!
//! Source: AWS CLI v2, `awscli/customizations/configure/exportcreds.py`. The list is looked at, and grows, where
//! credentials are handed to another program; what a person runs for a look (`whoami`) does not begin one.

use crate::domain::env::Env;
use crate::domain::paste::word;
use crate::domain::problem::Problem;
use crate::domain::text::printable;

/// The variable that holds the list: names as one line of CSV.
pub const VARIABLE: &str = "_AWS_CLI_PROFILE_CHAIN";

/// As many profiles may be in it as the AWS CLI allows.
const MOST: usize = 4;

/// The profiles above, the outermost first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ProfileChain(Vec<String>);

impl ProfileChain {
    /// The list that this process was given.
    #[must_use]
    pub fn of(env: &Env) -> Self {
        Self::parse(&env.get(VARIABLE).unwrap_or_default())
    }

    /// One line of CSV, as leniently as Python's `csv` reads it: what follows a closing quote belongs to the name, and
    /// a quote that is not closed ends with the text.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        if text.is_empty() {
            return Self::default();
        }
        let (mut names, mut name, mut quoted, mut begun) = (Vec::new(), String::new(), false, false);
        let mut chars = text.chars().peekable();
        while let Some(c) = chars.next() {
            match c {
                '"' if quoted && chars.next_if_eq(&'"').is_some() => name.push('"'),
                '"' if quoted => quoted = false,
                '"' if !begun => quoted = true,
                ',' if !quoted => {
                    names.push(std::mem::take(&mut name));
                    begun = false;
                    continue;
                }
                c => name.push(c),
            }
            begun = true;
        }
        names.push(name);
        Self(names)
    }

    /// Whether `profile` (`None`: the default one) may be resolved below these.
    ///
    /// # Errors
    /// `profile-chain-loop` where it is among them, `profile-chain-too-long` where there are four already.
    pub fn check(&self, profile: Option<&str>) -> Result<(), Problem> {
        let name = profile.unwrap_or(DEFAULT);
        let option = profile.map(|name| format!(" --profile {}", word(name))).unwrap_or_default();
        let way_out = format!("see the line of its credential_process: awsp explain{option}");
        if self.0.len() >= MOST {
            let message = format!(
                "{MOST} profiles are waiting for one another's credential_process already: {}",
                self.shown()
            );
            return Err(Problem::error("profile-chain-too-long", message).hint(way_out));
        }
        if self.0.iter().any(|known| known == name) {
            let message = format!(
                "the credential_process of {} leads back to it: {} -> {}",
                printable(name),
                self.shown(),
                printable(name)
            );
            return Err(Problem::error("profile-chain-loop", message).hint(way_out));
        }
        Ok(())
    }

    /// The value for programs that `profile` runs: these, then it.
    #[must_use]
    pub fn extended(&self, profile: Option<&str>) -> String {
        let names: Vec<String> =
            self.0.iter().map(String::as_str).chain([profile.unwrap_or(DEFAULT)]).map(field).collect();
        names.join(",")
    }

    fn shown(&self) -> String {
        self.0.iter().map(|name| printable(name)).collect::<Vec<_>>().join(" -> ")
    }
}

/// What the AWS CLI calls the profile where none is selected.
const DEFAULT: &str = "default";

fn field(name: &str) -> String {
    if name.is_empty() || name.contains([',', '"', '\r', '\n']) || name.trim() != name {
        format!("\"{}\"", name.replace('"', "\"\""))
    } else {
        name.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(text: &str) -> Vec<String> {
        ProfileChain::parse(text).0
    }

    #[test]
    fn it_is_read_as_python_reads_csv() {
        for (text, expected) in [
            ("", &[][..]),
            ("a", &["a"]),
            ("a,b c", &["a", "b c"]),
            ("a,", &["a", ""]),
            (",", &["", ""]),
            (r#""""#, &[""]),
            (r#""a,b",c"#, &["a,b", "c"]),
            (r#""say ""hi""",x"#, &[r#"say "hi""#, "x"]),
            (r#"a"b,c"#, &[r#"a"b"#, "c"]),
            (r#""a"b,c"#, &["ab", "c"]),
            (r#"x,"open,y"#, &["x", "open,y"]),
        ] {
            assert_eq!(names(text), expected, "{text}");
        }
    }

    #[test]
    fn a_loop_and_the_fourth_are_errors() {
        let code =
            |text: &str, profile| ProfileChain::parse(text).check(profile).err().map(|problem| problem.code);
        assert_eq!(code("", Some("a")), None);
        assert_eq!(code("a,b,c", Some("d")), None);
        assert_eq!(code("a,b", Some("b")), Some("profile-chain-loop"));
        assert_eq!(code("default", None), Some("profile-chain-loop"));
        assert_eq!(code("a,b,c,d", Some("e")), Some("profile-chain-too-long"));
    }

    #[test]
    fn the_error_tells_the_way_round() {
        let problem = ProfileChain::parse("one,two").check(Some("one")).unwrap_err();
        assert!(problem.message.ends_with("one -> two -> one"), "{}", problem.message);
        let hint = |text: &str, profile| ProfileChain::parse(text).check(profile).unwrap_err().hint.unwrap();
        assert!(hint("a b", Some("a b")).ends_with(": awsp explain --profile 'a b'"));
        assert!(hint("default", None).ends_with(": awsp explain"));
    }

    #[test]
    fn the_value_grows_by_the_profile() {
        assert_eq!(ProfileChain::default().extended(Some("a")), "a");
        assert_eq!(ProfileChain::default().extended(None), "default");
        assert_eq!(ProfileChain::parse("a").extended(Some("b,c")), r#"a,"b,c""#);
        let env: Env = [(VARIABLE, "a,b")].into_iter().collect();
        assert_eq!(ProfileChain::of(&env).extended(Some("c")), "a,b,c");
    }

    proptest::proptest! {
        #[test]
        fn what_is_written_is_read_back(written in proptest::collection::vec("[a-c ,\"\n']{0,4}", 1..5)) {
            let chain = ProfileChain(written.clone());
            let mut expected = written;
            expected.push("last".to_owned());
            proptest::prop_assert_eq!(ProfileChain::parse(&chain.extended(Some("last"))).0, expected);
        }
    }
}
