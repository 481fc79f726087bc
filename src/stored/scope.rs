//! What the results of a plan depend on besides the plan.

use crate::domain::env::Env;
use crate::domain::network::Network;
use crate::domain::region::Region;

/// Where calls go, as the variables and the *active* profile say: also for the profiles that it is chained over.
#[derive(Debug, Clone, Copy)]
pub struct Scope<'a> {
    /// The variables: for the proxies and the user's name.
    pub env: &'a Env,
    /// The region of the calls; STS needs one.
    pub region: Option<&'a Region>,
    /// Endpoint, TLS, retries.
    pub network: &'a Network,
}

impl Scope<'_> {
    /// What the endpoint is known by: a custom URL, else the region and the two flags.
    pub(super) fn endpoint_parts(&self) -> [Option<&str>; 4] {
        let flag = |on: bool, name: &'static str| on.then_some(name);
        [
            self.region.map(Region::as_str),
            self.network.endpoint_url.as_deref(),
            flag(self.network.fips, "fips"),
            flag(self.network.dualstack, "dualstack"),
        ]
    }
}
