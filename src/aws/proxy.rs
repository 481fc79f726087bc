//! Which proxy a request goes through.

use std::borrow::Cow;
use std::fmt;

use crate::domain::env::Env;
use crate::domain::network::host_and_port;

/// The proxies that the variables name. The AWS CLI's rules: by the URL's scheme, the lower-case name before the
/// same in any other case, `ALL_PROXY` unused, `HTTP_PROXY` not believed inside a CGI program, a value without a scheme
/// means `http://`. `Debug` tells of a proxy's URL only the host, for it often holds a password.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Proxies {
    http: Option<String>,
    https: Option<String>,
    /// The variables that those two come from.
    variables: [&'static str; 2],
    /// Host suffixes without the leading dot, or `*`; lower case.
    direct: Vec<String>,
    /// Whether any proxy variable is there at all: only without one does the system's own setting count.
    from_env: bool,
}

impl Proxies {
    /// Reads the variables.
    #[must_use]
    pub fn from_env(env: &Env) -> Self {
        let name = |lower: &'static str, upper: &'static str| if env.contains(lower) { lower } else { upper };
        let in_cgi = env.contains("REQUEST_METHOD");
        let list = value(env, "no_proxy").unwrap_or_default();
        // A star stands for all hosts only where it stands alone.
        let direct = if list == ALL_HOSTS {
            vec![list]
        } else {
            list.split(',')
                .map(|host| host.trim().trim_start_matches('.').to_ascii_lowercase())
                .filter(|host| !host.is_empty() && host != ALL_HOSTS)
                .collect()
        };
        let http = if in_cgi { of(env, "http_proxy") } else { value(env, "http_proxy") }.map(with_scheme);
        let https = value(env, "https_proxy").map(with_scheme);
        let http_upper = if in_cgi { "http_proxy" } else { "HTTP_PROXY" };
        let others = ["all_proxy", "ALL_PROXY", "no_proxy", "NO_PROXY"];
        let from_env = http.is_some() || https.is_some() || others.iter().any(|name| env.contains(name));
        let variables = [name("http_proxy", http_upper), name("https_proxy", "HTTPS_PROXY")];
        Self { http, https, variables, direct, from_env }
    }

    /// No proxy for anything, whatever the variables and the operating system say.
    #[must_use]
    pub fn none() -> Self {
        Self { from_env: true, ..Self::default() }
    }

    /// The variable that names the proxy for this scheme.
    #[must_use]
    pub fn variable(&self, scheme: &str) -> &'static str {
        let [http, https] = self.variables;
        if scheme == "https" { https } else { http }
    }

    /// Whether the variables decide, and not the operating system's settings.
    #[must_use]
    pub fn decided_by_env(&self) -> bool {
        self.from_env
    }

    /// The proxy's URL for a request, `None` for a direct connection.
    #[must_use]
    pub fn for_url(&self, scheme: &str, host: &str, port: Option<u16>) -> Option<&str> {
        let proxy = if scheme == "https" { &self.https } else { &self.http }.as_deref()?;
        let host = host.to_ascii_lowercase();
        let with_port = port.map(|port| format!("{host}:{port}"));
        let direct = self.direct.iter().any(|suffix| {
            suffix == ALL_HOSTS
                || is_host_in(&host, suffix)
                || with_port.as_deref().is_some_and(|host| is_host_in(host, suffix))
        });
        (!direct).then_some(proxy)
    }
}

impl fmt::Debug for Proxies {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { http, https, variables: _, direct, from_env } = self;
        f.debug_struct("Proxies")
            .field("http", &http.as_deref().map(host_and_port))
            .field("https", &https.as_deref().map(host_and_port))
            .field("direct", direct)
            .field("from_env", from_env)
            .finish()
    }
}

/// In the place of a list of hosts.
const ALL_HOSTS: &str = "*";

/// The variable's value, unless it is empty.
fn of(env: &Env, name: &str) -> Option<String> {
    env.get_nonempty(name).map(Cow::into_owned)
}

/// The value of the lower-case name if that is there, even if empty; else of one that differs from it in case.
fn value(env: &Env, lower: &str) -> Option<String> {
    if env.contains(lower) {
        return of(env, lower);
    }
    env.names().filter(|name| name.eq_ignore_ascii_case(lower)).find_map(|name| of(env, name))
}

/// Whether `host` is `suffix` or a name below it.
fn is_host_in(host: &str, suffix: &str) -> bool {
    host.strip_suffix(suffix).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
}

fn with_scheme(value: String) -> String {
    if value.contains("://") { value } else { format!("http://{value}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn proxies(pairs: &[(&str, &str)]) -> Proxies {
        Proxies::from_env(&pairs.iter().copied().collect())
    }

    #[test]
    fn the_scheme_chooses_and_lower_case_wins() {
        let p = proxies(&[
            ("HTTPS_PROXY", "http://upper:1"),
            ("https_proxy", "lower:2"),
            ("HTTP_PROXY", "http://h:3"),
        ]);
        assert_eq!(p.for_url("https", "sts.amazonaws.com", None), Some("http://lower:2"));
        assert_eq!(p.for_url("http", "sts.amazonaws.com", None), Some("http://h:3"));
        assert_eq!((p.variable("https"), p.variable("http")), ("https_proxy", "HTTP_PROXY"));
    }

    #[test]
    fn an_empty_lower_case_name_switches_the_proxy_off() {
        let p = proxies(&[("https_proxy", ""), ("HTTPS_PROXY", "http://upper:1")]);
        assert_eq!(p.for_url("https", "x.example", None), None);
    }

    #[test]
    fn any_case_counts_where_the_lower_case_name_is_not_there() {
        let p = proxies(&[("Https_Proxy", "mixed:1"), ("HTTP_proxy", ""), ("HTTP_PROXY", "upper:2")]);
        assert_eq!(p.for_url("https", "x", None), Some("http://mixed:1"));
        assert_eq!(p.for_url("http", "x", None), Some("http://upper:2"));
        let p = proxies(&[("http_proxy", ""), ("Http_Proxy", "mixed:1"), ("REQUEST_METHOD", "GET")]);
        assert_eq!(p.for_url("http", "x", None), None);
    }

    #[test]
    fn all_proxy_is_unused_but_counts_as_a_decision() {
        let p = proxies(&[("ALL_PROXY", "http://all:1")]);
        assert_eq!(p.for_url("https", "x.example", None), None);
        assert!(p.decided_by_env());
        assert!(!proxies(&[]).decided_by_env());
    }

    #[test]
    fn no_proxy_is_a_list_of_host_suffixes() {
        let p =
            proxies(&[("http_proxy", "p:1"), ("NO_PROXY", "localhost, .Internal.example ,10.0.0.1:8080")]);
        for (host, port, direct) in [
            ("localhost", Some(80), true),
            ("LOCALHOST", None, true),
            ("notlocalhost", None, false),
            ("internal.example", None, true),
            ("a.internal.example", None, true),
            ("10.0.0.1", Some(8080), true),
            ("10.0.0.1", Some(80), false),
        ] {
            assert_eq!(p.for_url("http", host, port).is_none(), direct, "{host}");
        }
        for (list, direct) in [("*", true), ("a.example,*", false), (" *", false), ("", false)] {
            let p = proxies(&[("http_proxy", "p:1"), ("no_proxy", list)]);
            assert_eq!(p.for_url("http", "x", None).is_none(), direct, "{list}");
        }
        let p = proxies(&[("http_proxy", "p:1"), ("no_proxy", "y"), ("NO_PROXY", "x")]);
        assert_eq!(p.for_url("http", "x", None), Some("http://p:1"), "the lower-case list alone counts");
    }

    #[test]
    fn debug_tells_no_user_and_no_password() {
        let p =
            proxies(&[("http_proxy", "user:sesame@h:1"), ("https_proxy", "https://user:sesame@s:2/sesame")]);
        let shown = format!("{p:?}");
        assert!(
            shown.contains("\"h:1\"")
                && shown.contains("\"s:2\"")
                && !shown.contains("sesame")
                && !shown.contains("user"),
            "{shown}"
        );
    }

    #[test]
    fn a_cgi_program_does_not_believe_the_upper_case_name() {
        let p = proxies(&[("HTTP_PROXY", "http://evil:1"), ("REQUEST_METHOD", "GET")]);
        assert_eq!(p.for_url("http", "x", None), None);
    }
}
