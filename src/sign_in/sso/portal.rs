//! Where a start URL leads. An organization may give its portal an address of its own, which sends a browser on to that of
//! AWS; the token service knows only the latter. Source: AWS CLI v2, `customizations/sso/resolve.py`.

use reqwest::{Method, Url};

use crate::aws::http::{Answer, Http};
use crate::domain::region::Region;

/// What the hosts of AWS's portals end in.
const SUFFIXES: &[&str] = &[
    "app.aws",
    "portal.amazonaws.com",
    "portal.amazonaws.com.cn",
    "app.amazonwebservices.com.cn",
    "portal.amazonaws.eu",
    "api.amazonwebservices.eu",
    "awsapps.com",
    "awsapps.cn",
];
/// Those whose hosts have no name of their own in front.
const WHOLE: &[&str] = &[
    "identitycenter.amazonaws.com",
    "identitycenter.amazonaws.com.cn",
    "identitycenter.amazonaws.eu",
    "identitycenter.us-gov.amazonaws.com",
];
/// What stands after the region in such a host.
const AFTER_REGION: &[&str] = &[
    "app.aws",
    "portal.amazonaws.com",
    "portal.amazonaws.com.cn",
    "app.amazonwebservices.com.cn",
    "portal.amazonaws.eu",
    "api.amazonwebservices.eu",
];

/// A portal of AWS.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Portal {
    /// Its start URL.
    pub start_url: String,
    /// Where it is, if its host tells.
    pub region: Option<Region>,
}

/// The portal that `start_url` leads to, asked for at its host; `None` where it is one of AWS's by itself, which is not
/// asked.
///
/// # Errors
/// Why that is not known: nobody is there, or leads on to a place that is not AWS's.
pub fn portal(http: &Http, start_url: &str) -> Result<Option<Portal>, String> {
    let mut url = Url::parse(start_url).map_err(|error| error.to_string())?;
    if is_of_aws(&url) {
        return Ok(None);
    }
    // Whatever is in front of the host is no business of the host's here.
    let _ = url.set_username("").and_then(|()| url.set_password(None));
    let ask = |method: Method| http.send(method, &url, Vec::new(), None).map_err(|fault| fault.to_string());
    let mut answer = ask(Method::HEAD)?;
    if matches!(answer.status, 405 | 501) {
        answer = ask(Method::GET)?;
    }
    led(&url, &answer).map(Some)
}

fn led(from: &Url, answer: &Answer) -> Result<Portal, String> {
    if !matches!(answer.status, 301 | 302 | 303 | 307 | 308) {
        return Err(format!("it leads nowhere else (HTTP status {})", answer.status));
    }
    let to = answer.location.as_ref().and_then(|location| from.join(location).ok());
    let Some(mut to) = to.filter(|to| to.scheme() == "https" && is_of_aws(to)) else {
        return Err("it does not lead to a portal of AWS".to_owned());
    };
    let region = to.host_str().and_then(region);
    to.set_query(None);
    to.set_fragment(None);
    let start_url = to.as_str().trim_end_matches('/').to_owned();
    Ok(Portal { start_url, region })
}

fn is_of_aws(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default().trim_end_matches('.');
    WHOLE.contains(&host) || SUFFIXES.iter().any(|suffix| before_name(host, suffix).is_some())
}

/// What stands before the dot and the name that the host ends in, if it does.
fn before_name<'a>(host: &'a str, name: &str) -> Option<&'a str> {
    host.strip_suffix(name)?.strip_suffix('.').filter(|before| !before.is_empty())
}

/// `ID.portal.REGION.app.aws`, `ID.REGION.portal.amazonaws.com` and the like.
fn region(host: &str) -> Option<Region> {
    let host = host.trim_end_matches('.');
    let before = AFTER_REGION.iter().find_map(|suffix| before_name(host, suffix))?;
    let mut labels = before.rsplit('.');
    let region = labels.next()?;
    labels.next()?;
    Region::parse(region)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn led_to(location: Option<&str>, status: u16) -> Result<Portal, String> {
        let from = Url::parse("https://aws.corp.example/start").unwrap();
        let location = location.map(str::to_owned);
        led(
            &from,
            &Answer { status, date: None, html: true, error_type: None, location, body: String::new() },
        )
    }

    #[test]
    fn only_portals_of_aws_are_taken_for_them() {
        for (host, ours) in [
            ("d-1.awsapps.com", true),
            ("start.us-gov-home.awsapps.com", true),
            ("ssoins-1.portal.eu-west-1.app.aws", true),
            ("identitycenter.amazonaws.com", true),
            ("d-1.awsapps.com.", true),
            ("evilawsapps.com", false),
            ("awsapps.com.evil.example", false),
            ("aws.corp.example", false),
            ("app.aws", false),
            ("evil.identitycenter.amazonaws.com", false),
            ("amazonaws.com", false),
        ] {
            assert_eq!(is_of_aws(&Url::parse(&format!("https://{host}/start")).unwrap()), ours, "{host}");
        }
    }

    #[test]
    fn a_redirect_tells_the_portal_and_its_region() {
        let portal = |location: &str| led_to(Some(location), 302).unwrap();
        let there = portal("https://ssoins-1.portal.eu-west-1.app.aws/?x=1#y");
        assert_eq!(there.start_url, "https://ssoins-1.portal.eu-west-1.app.aws");
        assert_eq!(there.region.unwrap().as_str(), "eu-west-1");
        let there = portal("https://ssoins-1.eu-west-2.portal.amazonaws.com/start/");
        assert_eq!(
            (there.start_url.as_str(), there.region.unwrap().as_str()),
            ("https://ssoins-1.eu-west-2.portal.amazonaws.com/start", "eu-west-2")
        );
        assert_eq!(portal("https://d-1.awsapps.com/start").region, None);
    }

    #[test]
    fn nothing_else_is_followed() {
        for location in [
            None,
            Some("/elsewhere"),
            Some("http://d-1.awsapps.com/start"),
            Some("https://evil.example/"),
            Some("javascript:x"),
            Some("//evil.example/.awsapps.com"),
        ] {
            assert!(led_to(location, 302).is_err(), "{location:?}");
        }
        assert!(led_to(Some("https://d-1.awsapps.com/start"), 200).is_err());
    }
}
