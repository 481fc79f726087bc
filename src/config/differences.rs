//! Where the AWS CLI and the AWS SDKs read the same profile differently.

use std::collections::BTreeMap;

use crate::config::hint;
use crate::config::merge::Config;
use crate::config::section::Property;
use crate::domain::origin::Origin;
use crate::domain::problem::Problem;
use crate::domain::text::printable;

/// How the profile of this name differs in `sdk`, the same files in [`crate::config::parse::Reading::Sdk`], from
/// `cli`: as warnings that name keys and lines, never values.
#[must_use]
pub fn reading_differences(cli: &Config, sdk: &Config, name: &str) -> Vec<Problem> {
    if let (None, Some(refused)) = (&cli.refused, &sdk.refused) {
        let message = format!("the AWS SDKs refuse the file: {}", refused.message);
        return vec![warning(
            "sdks-refuse-file",
            message,
            refused.origin.as_ref(),
            "write it so that both read it",
        )];
    }
    let shown = printable(name);
    match (cli.profiles.get(name), sdk.profiles.get(name)) {
        (None, None) => Vec::new(),
        (Some(there), None) => {
            let message = format!("the AWS SDKs do not see the profile {shown}");
            let origin = there.origins().into_iter().next();
            vec![warning(
                "missing-for-sdks",
                message,
                origin.as_ref(),
                "keep to letters, digits and - / . % @ _ : +",
            )]
        }
        (None, Some(there)) => {
            let message = format!("the AWS CLI does not see the profile {shown}, which the SDKs do");
            let origin = there.origins().into_iter().next();
            vec![warning("missing-for-cli", message, origin.as_ref(), "write [profile NAME]")]
        }
        (Some(for_cli), Some(for_sdk)) => {
            let mut pairs: BTreeMap<&str, (Option<Property<'_>>, Option<Property<'_>>)> = BTreeMap::new();
            for property in for_cli.properties() {
                pairs.entry(property.key).or_default().0 = Some(property);
            }
            for property in for_sdk.properties() {
                pairs.entry(property.key).or_default().1 = Some(property);
            }
            pairs
                .into_iter()
                .filter_map(|(key, (cli, sdk))| {
                    difference(&format!("{} of {shown}", printable(key)), cli, sdk)
                })
                .collect()
        }
    }
}

fn difference(what: &str, cli: Option<Property<'_>>, sdk: Option<Property<'_>>) -> Option<Problem> {
    let message = match (cli, sdk) {
        (Some(cli), Some(sdk)) if cli.value == sdk.value => return None,
        (None, None) => return None,
        (Some(_), Some(_)) => format!("{what} has another value for the AWS SDKs than for the AWS CLI"),
        (Some(_), None) => format!("the AWS SDKs do not see {what}"),
        (None, Some(_)) => format!("the AWS CLI does not see {what}, which the SDKs do"),
    };
    let origin = cli.or(sdk).map(|property| property.origin());
    Some(warning("reads-differently", message, origin.as_ref(), "write it so that both read it the same"))
}

fn warning(code: &'static str, message: String, origin: Option<&Origin>, way_out: &str) -> Problem {
    let problem = Problem::warning(code, message);
    match origin {
        Some(origin) => problem.at(origin).hint(format!("{way_out}: {}", hint::edit(origin))),
        None => problem.hint(way_out),
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::config::merge::load;
    use crate::config::parse::Reading;
    use crate::config::source::Files;

    fn codes(config: &str, credentials: &str, name: &str) -> Vec<(&'static str, Option<usize>)> {
        let files = Files::of_bytes(Some(config.into()), Some(credentials.into()), Path::new("/h"));
        let (cli, sdk) = (load(&files, Reading::Cli), load(&files, Reading::Sdk));
        let found = reading_differences(&cli, &sdk, name);
        found
            .iter()
            .map(|problem| (problem.code, problem.origin.as_ref().map(|origin| origin.line)))
            .collect()
    }

    #[test]
    fn only_what_differs_is_told() {
        type Found<'a> = &'a [(&'a str, Option<usize>)];
        let table: &[(&str, &str, &str, Found<'_>)] = &[
            ("[profile a]\nregion = eu-west-1\ns3 =\n  a = b\n", "[a]\nx = y\n", "a", &[]),
            ("[profile a]\nregion = eu-west-1 # home\n", "", "a", &[("reads-differently", Some(2))]),
            ("[profile a]\nregion: eu-west-1\n", "", "a", &[("sdks-refuse-file", Some(2))]),
            ("[profile 'a b']\nx = y\n", "", "a b", &[("missing-for-sdks", Some(1))]),
            ("[profilex a]\nx = y\n", "", "a", &[("missing-for-sdks", Some(1))]),
            ("[ profile a]\nx = y\n", "", "a", &[("missing-for-cli", Some(1))]),
            ("[DEFAULT]\nx = y\n[profile a]\n", "", "a", &[("reads-differently", Some(2))]),
            ("[profile a]\n  x = 1\n", "", "a", &[("sdks-refuse-file", Some(2))]),
            ("[default]\nx = 1\n[profile default]\ny = 2\n", "", "default", &[]),
            (
                "[profile default]\ny = 2\n[default]\nx = 1\n",
                "",
                "default",
                &[("reads-differently", Some(4)), ("reads-differently", Some(2))],
            ),
            ("", "[profile a]\nx = y\n", "profile a", &[("missing-for-sdks", Some(1))]),
            ("[profile a]\nin valid = y\n", "", "a", &[("reads-differently", Some(2))]),
        ];
        for (config, credentials, name, expected) in table {
            assert_eq!(codes(config, credentials, name), *expected, "{config}{credentials}");
        }
    }

    #[test]
    fn values_are_not_told() {
        let secret = "wJalrXUtnFEMI";
        let config = format!("[profile a]\naws_secret_access_key = {secret} # old\n");
        let files = Files::of_bytes(Some(config.into()), None, Path::new("/h"));
        let (cli, sdk) = (load(&files, Reading::Cli), load(&files, Reading::Sdk));
        let found = reading_differences(&cli, &sdk, "a");
        assert_eq!(found.len(), 1);
        assert!(!format!("{found:?}{cli:?}{sdk:?}").contains(secret));
    }
}
