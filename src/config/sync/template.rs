//! How profiles are named after accounts and roles.

use crate::domain::account::AccountId;

/// Names as aws-sso-util gives them, so that whoever comes from there finds the same.
pub const DEFAULT: &str = "{account_name}.{role_name}";

/// So many characters of an account's or a role's name go into a profile's.
const LONGEST: usize = 64;

/// A name with places for what it is about: `{account_name}`, `{account_id}`, `{account_number}` (the same), `{role_name}`,
/// `{region}` and `{short_region}`, each also as `{…|lower}` and `{…|upper}`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Template(Vec<Piece>);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Piece {
    Text(String),
    Field(Field, Case),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Field {
    AccountName,
    AccountId,
    RoleName,
    Region,
    ShortRegion,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Case {
    Kept,
    Lower,
    Upper,
}

/// What a name is about.
#[derive(Debug, Clone, Copy)]
pub(super) struct Subject<'a> {
    pub(super) account_id: &'a AccountId,
    pub(super) account_name: &'a str,
    pub(super) role_name: &'a str,
    pub(super) region: &'a str,
}

impl Template {
    /// Reads a template.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn parse(text: &str) -> Result<Self, String> {
        let mut pieces = Vec::new();
        let mut rest = text;
        while let Some((before, after)) = rest.split_once('{') {
            let (field, after) = after.split_once('}').ok_or("a { is not closed")?;
            let (name, case) = match field.split_once('|') {
                None => (field, Case::Kept),
                Some((name, "lower")) => (name, Case::Lower),
                Some((name, "upper")) => (name, Case::Upper),
                Some((_, other)) => return Err(format!("there is no filter {other}, only lower and upper")),
            };
            let field = match name {
                "account_name" => Field::AccountName,
                "account_id" | "account_number" => Field::AccountId,
                "role_name" => Field::RoleName,
                "region" => Field::Region,
                "short_region" => Field::ShortRegion,
                other => {
                    return Err(format!(
                        "there is no {{{other}}}, only {{account_name}}, {{account_id}}, {{role_name}}, {{region}} and \
                         {{short_region}}"
                    ));
                }
            };
            pieces.extend((!before.is_empty()).then(|| Piece::Text(before.to_owned())));
            pieces.push(Piece::Field(field, case));
            rest = after;
        }
        if rest.contains('}') {
            return Err("a } closes nothing".to_owned());
        }
        pieces.extend((!rest.is_empty()).then(|| Piece::Text(rest.to_owned())));
        if !pieces.iter().any(|piece| matches!(piece, Piece::Field(..))) {
            return Err(
                "all profiles would have the same name; write {account_name} or {role_name}".to_owned()
            );
        }
        let text: String = pieces.iter().filter_map(Piece::text).collect();
        match text.chars().find(|c| !is_good(*c) && *c != '/') {
            Some(c) => Err(format!("not every tool reads {c:?} in a profile's name")),
            None => Ok(Self(pieces)),
        }
    }

    /// The name: of letters, digits and `- _ . % @ : + /` alone, of bounded length, not empty, and beginning with none
    /// of `- . /`.
    pub(super) fn name(&self, subject: Subject<'_>) -> String {
        let name: String = self.0.iter().map(|piece| piece.rendered(subject)).collect();
        let name = name.trim_start_matches(['-', '.', '/']).trim_end_matches('/');
        if name.is_empty() { subject.account_id.as_str().to_owned() } else { name.to_owned() }
    }
}

impl Piece {
    fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            Self::Field(..) => None,
        }
    }

    fn rendered(&self, subject: Subject<'_>) -> String {
        let (field, case) = match self {
            Self::Text(text) => return text.clone(),
            Self::Field(field, case) => (field, case),
        };
        let text = match field {
            Field::AccountName => account(subject.account_id, subject.account_name),
            Field::AccountId => subject.account_id.as_str().to_owned(),
            Field::RoleName => clean(subject.role_name),
            Field::Region => clean(subject.region),
            Field::ShortRegion => clean(&short(subject.region)),
        };
        match case {
            Case::Kept => text,
            Case::Lower => text.to_ascii_lowercase(),
            Case::Upper => text.to_ascii_uppercase(),
        }
    }
}

/// An account's name as far as it can be a part of a profile's; its id where nothing is left of it.
pub(super) fn account(id: &AccountId, name: &str) -> String {
    let name = clean(name);
    if name.chars().any(|c| c.is_ascii_alphanumeric()) { name } else { id.as_str().to_owned() }
}

/// The characters that all SDKs read in a section's name; but no slash, for some programs make file names of it.
fn is_good(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | '%' | '@' | ':' | '+')
}

/// Each run of other characters becomes one hyphen, as blanks do with aws-sso-util.
pub(super) fn clean(text: &str) -> String {
    let mut cleaned = String::new();
    let mut gap = false;
    for c in text.trim().chars().take(4 * LONGEST) {
        if is_good(c) {
            cleaned.push(c);
        } else if !gap {
            cleaned.push('-');
        }
        gap = !is_good(c);
    }
    // All of it is ASCII.
    cleaned.truncate(LONGEST);
    cleaned
}

/// `use1` for a region: as aws-sso-util shortens it, `usea1` for `us-east-1`.
fn short(region: &str) -> String {
    let parts: Vec<&str> = region.split('-').collect();
    let (Some(number), Some(direction)) =
        (parts.last(), parts.len().checked_sub(2).and_then(|at| parts.get(at)))
    else {
        return region.to_owned();
    };
    let direction = match *direction {
        "north" => "no",
        "northeast" => "ne",
        "east" => "ea",
        "southeast" => "se",
        "south" => "so",
        "southwest" => "sw",
        "west" => "we",
        "northwest" => "nw",
        "central" => "ce",
        other => other,
    };
    let area: String = parts.iter().take(parts.len() - 2).copied().collect();
    format!("{area}{direction}{number}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(template: &str, account_name: &str, role_name: &str) -> String {
        let account_id = AccountId::parse("111122223333").unwrap();
        let subject = Subject { account_id: &account_id, account_name, role_name, region: "ap-northeast-1" };
        Template::parse(template).unwrap().name(subject)
    }

    #[test]
    fn ordinary_names_are_those_of_aws_sso_util() {
        for (account, role, expected) in [
            ("dev", "AdministratorAccess", "dev.AdministratorAccess"),
            ("Sand Box 2", "ReadOnly", "Sand-Box-2.ReadOnly"),
            ("Acme_Prod-1", "Ops.Team", "Acme_Prod-1.Ops.Team"),
            ("dev@example.com", "Admin", "dev@example.com.Admin"),
            ("", "Admin", "111122223333.Admin"),
        ] {
            assert_eq!(name(DEFAULT, account, role), expected);
        }
        let with_region = "{account_name|lower}/{role_name|upper}.{region}.{short_region}.{account_number}";
        assert_eq!(name(with_region, "Dev", "Adm"), "dev/ADM.ap-northeast-1.apne1.111122223333");
        assert_eq!(["us-east-1", "us-gov-west-1", "odd"].map(short), ["usea1", "usgovwe1", "odd"]);
    }

    #[test]
    fn hostile_names_become_harmless() {
        for (account, expected) in [
            ("../../x", "x.R"),
            ("a]\n[profile evil]\nb = c", "a-profile-evil-b-c.R"),
            ("\u{1b}[31mred\u{1b}[0m", "31mred-0m.R"),
            ("a\u{202e}b", "a-b.R"),
            ("'quoted' \"#;name", "quoted-name.R"),
            ("-rf", "rf.R"),
            ("käse & 日本", "k-se-.R"),
            ("日本", "111122223333.R"),
            ("...", "111122223333.R"),
            (" \t ", "111122223333.R"),
            ("/", "111122223333.R"),
        ] {
            assert_eq!(name(DEFAULT, account, "R"), expected);
        }
        assert_eq!(name(DEFAULT, &"n".repeat(10_000), &"r".repeat(10_000)).len(), 2 * LONGEST + 1);
    }

    #[test]
    fn a_template_is_right_or_told_to_be_wrong() {
        for (bad, why) in [
            ("", "same name"),
            ("dev", "same name"),
            ("{role_name", "not closed"),
            ("role_name}", "closes nothing"),
            ("{role}", "no {role}"),
            ("{role_name|title}", "no filter title"),
            ("{account_name} {role_name}", "' '"),
            ("{role_name}]", "']'"),
            ("{role_name}\n", "'\\n'"),
        ] {
            let told = Template::parse(bad).unwrap_err();
            assert!(told.contains(why), "{bad}: {told}");
        }
    }
}
