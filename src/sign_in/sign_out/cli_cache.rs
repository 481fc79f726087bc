//! What the AWS CLI has stored of roles of Identity Center. awsp uses nothing of that, but `aws sso logout` throws it away,
//! and who signs out here has left as well: it would be good for hours yet.

use std::fs;
use std::path::Path;

use crate::store::shared_file;
use crate::store::sign_in_file::{self, text};

/// Where, below the home directory.
const FOLDER: &str = ".aws/cli/cache";
/// The member that names the kind of an entry, and its word for Identity Center.
const KIND: &str = "ProviderType";
const OF_SSO: &str = "sso";

/// Removes the entries of Identity Center, and no others; how many, and how many could not be removed.
#[must_use]
pub fn remove_of_sso(home: &Path) -> (usize, usize) {
    let Ok(entries) = fs::read_dir(home.join(FOLDER)) else { return (0, 0) };
    let (mut gone, mut left) = (0, 0);
    for path in entries.filter_map(|entry| Some(entry.ok()?.path())) {
        let ends_well = path.extension().is_some_and(|ending| ending == "json");
        let of_sso = || sign_in_file::read(&path).is_ok_and(|entry| text(&entry, KIND) == Some(OF_SSO));
        if ends_well && of_sso() {
            match shared_file::remove(&path) {
                Ok(_) => gone += 1,
                Err(_) => left += 1,
            }
        }
    }
    (gone, left)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_of_other_kinds_stay() {
        let home = tempfile::tempdir().unwrap();
        let folder = home.path().join(FOLDER);
        fs::create_dir_all(&folder).unwrap();
        assert_eq!(remove_of_sso(home.path()), (0, 0));
        for (name, content) in [
            ("a.json", r#"{"ProviderType": "sso", "Credentials": {}}"#),
            ("b.json", r#"{"Credentials": {}}"#),
            ("c.json", r#"{"ProviderType": "assume-role", "Credentials": {}}"#),
            ("d.json", r#"{"ProviderType": "sso"#),
            ("session.db", r#"{"ProviderType": "sso"}"#),
        ] {
            fs::write(folder.join(name), content).unwrap();
        }
        assert_eq!(remove_of_sso(home.path()), (1, 0));
        assert!(!folder.join("a.json").exists());
        assert_eq!(fs::read_dir(&folder).unwrap().count(), 4);
    }
}
