//! What is signed in to.

use crate::config::merge::Config;
use crate::config::plan::Source;
use crate::config::section::Section;
use crate::domain::network::without_secrets;
use crate::domain::paste::word;
use crate::domain::region::Region;
use crate::domain::text::printable;
use crate::error::Error;
use crate::sign_in::sso::portal::Portal;

/// An `sso-session`, or the start URL of the legacy form, with what is needed to sign in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// The section's name; `None` in the legacy form.
    pub name: Option<String>,
    /// `sso_start_url`: https.
    pub start_url: String,
    /// Where that leads: the address by which the token service knows the portal. Usually the same.
    pub portal: String,
    /// `sso_region`.
    pub region: Region,
    /// `sso_registration_scopes`; `None` where it is not there, which is something else to the registration's file.
    pub scopes: Option<Vec<String>>,
}

impl Session {
    /// The `sso-session` section of this name, for `command`, which hints give other names to.
    ///
    /// # Errors
    /// `sso-session-missing`, `sso-incomplete`, and what is wrong with its start URL and region.
    pub fn named(config: &Config, name: &str, command: &str) -> Result<Self, Error> {
        let section = config.sso_session(name).ok_or_else(|| unknown(config, name, command))?;
        let text = |key| {
            section.get(key).and_then(|property| property.text()).ok_or_else(|| {
                Error::failed(format!("[sso-session {}] lacks {key} ({})", printable(name), section.origin()))
                    .hint(format!(
                        "complete it, with a profile of that session: awsp configure set PROFILE {key}=VALUE"
                    ))
                    .code("sso-incomplete")
            })
        };
        Self::new(Some(name), text("sso_start_url")?, text("sso_region")?, scopes(section))
    }

    /// What the plan's source hangs on; `None` where that is not Identity Center.
    ///
    /// # Errors
    /// As [`Session::named`].
    pub fn of_source(config: &Config, source: &Source) -> Option<Result<Self, Error>> {
        let Source::Sso { session, start_url, region, .. } = source else { return None };
        let section = session.as_ref().and_then(|name| config.sso_session(name));
        Some(Self::new(session.as_deref(), start_url, region, section.and_then(scopes)))
    }

    /// The legacy form.
    ///
    /// # Errors
    /// What is wrong with start URL and region.
    pub fn legacy(start_url: &str, region: &str) -> Result<Self, Error> {
        Self::new(None, start_url, region, None)
    }

    fn new(
        name: Option<&str>,
        start_url: &str,
        region: &str,
        scopes: Option<Vec<String>>,
    ) -> Result<Self, Error> {
        let secure =
            reqwest::Url::parse(start_url).is_ok_and(|url| url.scheme() == "https" && url.has_host());
        if !secure {
            let shown = without_secrets(start_url);
            return Err(Error::failed(format!(
                "sso_start_url '{}' is not an https address",
                printable(&shown)
            ))
            .hint(
                "it is the address of your AWS access portal, such as https://d-1234567890.awsapps.com/start",
            )
            .code("bad-start-url"));
        }
        let region = Region::parse(region).ok_or_else(|| {
            Error::failed(format!("sso_region '{}' is not the name of a region", printable(region)))
                .hint("name the one that Identity Center is in, such as eu-west-1: awsp current -v")
                .code("bad-region")
        })?;
        let (start_url, portal) = (start_url.to_owned(), start_url.to_owned());
        Ok(Self { name: name.map(str::to_owned), start_url, portal, region, scopes })
    }

    /// The same with the portal that its start URL leads to. Its files keep their names.
    ///
    /// # Errors
    /// `sso-region-differs` where the portal is in another region: every call with `sso_region` would fail.
    pub fn leading_to(self, portal: Portal) -> Result<Self, Error> {
        match portal.region {
            Some(region) if region != self.region => {
                let (own, start_url) = (&self.region, printable(&portal.start_url).into_owned());
                let message =
                    format!("sso_region is {own}, but {} leads to {start_url}, in {region}", self.shown());
                Err(Error::failed(message)
                    .hint(format!("write in the config file, beside sso_start_url: sso_region = {region}"))
                    .code("sso-region-differs"))
            }
            _ => Ok(Self { portal: portal.start_url, ..self }),
        }
    }

    /// For a sentence: `sso-session corp`, or the start URL.
    #[must_use]
    pub fn shown(&self) -> String {
        match &self.name {
            Some(name) => format!("sso-session {}", printable(name)),
            None => printable(&without_secrets(&self.start_url)).into_owned(),
        }
    }

    /// Whether the source hangs on this sign-in: on its token's file.
    #[must_use]
    pub fn gives(&self, source: &Source) -> bool {
        match source {
            Source::Sso { session: Some(session), .. } => self.name.as_ref() == Some(session),
            Source::Sso { session: None, start_url, .. } => {
                self.name.is_none() && self.start_url == *start_url
            }
            _ => false,
        }
    }
}

/// With commas between them.
fn scopes(section: Section<'_>) -> Option<Vec<String>> {
    let text = section.get("sso_registration_scopes")?.text()?;
    Some(text.split(',').map(str::trim).filter(|scope| !scope.is_empty()).map(str::to_owned).collect())
}

/// The nearest names in the hints.
fn unknown(config: &Config, name: &str, command: &str) -> Error {
    let message =
        format!("there is no [sso-session {}] in {}", printable(name), config.config_path.display());
    let error = Error::failed(message).code("sso-session-missing");
    let mut near: Vec<(usize, &str)> =
        config.sso_sessions().map(|(own, _)| (distance(own, name), own)).collect();
    near.sort_unstable();
    if near.is_empty() {
        return error.hint("there is none at all; make one: awsp configure");
    }
    let near = near.into_iter().take(3);
    near.fold(error, |error, (_, own)| error.hint(format!("{command} --sso-session {}", word(own))))
}

fn distance(one: &str, other: &str) -> usize {
    let short = |text: &str| text.chars().take(80).collect::<String>().to_lowercase();
    strsim::osa_distance(&short(one), &short(other))
}
