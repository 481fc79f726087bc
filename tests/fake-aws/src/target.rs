//! The request target: a path of our own, or an absolute URL from a program that takes us for its proxy.

/// Where a request wants to go.
#[derive(Debug, PartialEq, Eq)]
pub enum Target {
    /// To us.
    Here {
        /// Not decoded.
        path: String,
        /// Not decoded, without `?`.
        query: String,
    },
    /// Through us to somewhere else.
    Elsewhere {
        /// Host, with the port where the URL has one.
        host: String,
    },
}

impl Target {
    /// Reads a target. An absolute `http` URL is for us if it names one of our own `ports`, or the host that
    /// the client says is ours in the header `x-fake-self`.
    pub fn read(target: &str, ports: &[u16], own_name: Option<&str>) -> Self {
        let Some(url) = target.strip_prefix("http://") else {
            let (path, query) = target.split_once('?').unwrap_or((target, ""));
            // Endpoint settings that end in a slash give two at the start.
            let path = if path.starts_with("//") {
                format!("/{}", path.trim_start_matches('/'))
            } else {
                path.to_owned()
            };
            return Self::Here { path, query: query.to_owned() };
        };
        let url = url.split('#').next().unwrap_or_default();
        let (host, rest) = url.split_at(url.find(['/', '?']).unwrap_or(url.len()));
        let port = host.rsplit_once(':').and_then(|(_, port)| port.parse().ok());
        if own_name != Some(host) && !port.is_some_and(|port| ports.contains(&port)) {
            return Self::Elsewhere { host: host.to_owned() };
        }
        let (path, query) = rest.split_once('?').unwrap_or((rest, ""));
        let path = if path.is_empty() { "/" } else { path };
        Self::Here { path: path.to_owned(), query: query.to_owned() }
    }
}

/// Whether a URL names a host that is surely this machine, as a redirect to a native program must
/// (RFC 8252, section 7.3).
pub fn is_loopback(url: &str) -> bool {
    let Some((_, rest)) = url.split_once("://") else { return false };
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let host = authority.rsplit('@').next().unwrap_or_default();
    let name = match host.strip_prefix('[') {
        Some(bracketed) => bracketed.split(']').next().unwrap_or_default(),
        None => host.split(':').next().unwrap_or_default(),
    };
    ["127.0.0.1", "localhost", "::1"].iter().any(|own| name.eq_ignore_ascii_case(own))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn here(path: &str, query: &str) -> Target {
        Target::Here { path: path.to_owned(), query: query.to_owned() }
    }

    #[test]
    fn paths_are_ours() {
        assert_eq!(Target::read("/a?b=/c?d", &[], None), here("/a", "b=/c?d"));
        assert_eq!(Target::read("//a//b", &[], None), here("/a//b", ""));
    }

    #[test]
    fn absolute_urls_are_ours_only_by_port_or_name() {
        assert_eq!(Target::read("http://127.0.0.1:80/a?b#c", &[80], None), here("/a", "b"));
        assert_eq!(Target::read("http://me", &[80], Some("me")), here("/", ""));
        for url in ["http://127.0.0.1:81/a", "http://127.0.0.1/", "http://h:80x/", "http://h?x=:80"] {
            assert!(matches!(Target::read(url, &[80], None), Target::Elsewhere { .. }), "{url}");
        }
    }

    #[test]
    fn loopback_hosts() {
        for url in ["http://127.0.0.1:8/cb", "http://LOCALHOST?x", "http://[::1]:8/", "http://u@localhost/"] {
            assert!(is_loopback(url), "{url}");
        }
        for url in ["http://example.com/", "http://127.0.0.1.example.com/", "localhost", "http://[::2]/", ""]
        {
            assert!(!is_loopback(url), "{url}");
        }
    }
}
