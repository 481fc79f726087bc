//! A fake AWS, an empty store, and plans over one long-term key.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use awsp::aws::timeouts::Timeouts;
use awsp::config::plan::{Plan, RoleStep, Source};
use awsp::domain::credentials::Credentials;
use awsp::domain::env::Env;
use awsp::domain::network::Network;
use awsp::domain::origin::Origin;
use awsp::domain::region::Region;
use awsp::domain::secret::Secret;
use awsp::provider::Context;
use awsp::store::Store;
use awsp::stored::Scope;
use fake_aws::FakeAws;
use serde_json::json;
use tempfile::TempDir;

pub(crate) const KEY: &str = "AKIABENKXXXXEXAMPLE";
pub(crate) const SECRET: &str = "benk-secret-benk-secret-benk-secret-benk";
pub(crate) const BENK: &str = "arn:aws:iam::111122223333:user/benk";
pub(crate) const MY_ROLE: &str = "arn:aws:iam::777788889999:role/MyRole";
pub(crate) const SECOND_ROLE: &str = "arn:aws:iam::777788889999:role/SecondRole";

/// What a test needs around it.
pub(crate) struct World {
    pub fake: FakeAws,
    pub env: Env,
    pub network: Network,
    region: Region,
    folder: TempDir,
}

impl World {
    /// A fake that knows the key's secret and refuses wrong signatures.
    pub(crate) fn new() -> Self {
        let fake = FakeAws::start().unwrap();
        fake.configure(json!({
            "secrets": {KEY: SECRET},
            "users": {KEY: {"account": "111122223333", "arn": BENK}},
            "enforce_signature": true,
        }));
        let network = Network { endpoint_url: Some(fake.url().to_owned()), ..Network::default() };
        Self {
            fake,
            env: [("USER", "benk")].into_iter().collect(),
            network,
            region: Region::parse("eu-west-1").unwrap(),
            folder: tempfile::tempdir().unwrap(),
        }
    }

    pub(crate) fn scope(&self) -> Scope<'_> {
        Scope { env: &self.env, region: Some(&self.region), network: &self.network }
    }

    pub(crate) fn cache(&self) -> PathBuf {
        self.folder.path().join("cache")
    }

    pub(crate) fn store(&self) -> Store {
        Store::open(Some(self.cache()), None)
    }

    /// A context that does not pause between attempts.
    pub(crate) fn context<'a>(&'a self, store: &'a Store) -> Context<'a> {
        let mut context = Context::new(Some("MyRole"), self.scope(), store);
        context.sleep = |_| ();
        context.timeouts = Timeouts { connect: Duration::from_secs(30), total: Duration::from_secs(30) };
        context
    }

    /// How often the operation was called.
    pub(crate) fn count(&self, operation: &str) -> usize {
        self.fake.calls().iter().filter(|call| *call == operation).count()
    }
}

pub(crate) fn step(role_arn: &str) -> RoleStep {
    RoleStep {
        profile: role_arn.rsplit('/').next().unwrap_or_default().to_owned(),
        role_arn: role_arn.to_owned(),
        session_name: None,
        external_id: None,
        duration_seconds: None,
        mfa_serial: None,
        source_identity: None,
        origin: Origin { file: Arc::new(PathBuf::from("/home/benk/.aws/config")), line: 7 },
    }
}

pub(crate) fn keys() -> Credentials {
    Credentials {
        access_key_id: KEY.to_owned(),
        secret_access_key: Secret::new(SECRET),
        session_token: None,
        expires_at: None,
        account_id: None,
    }
}

pub(crate) fn plan(roles: Vec<RoleStep>) -> Plan {
    let origin = Origin { file: Arc::new(PathBuf::from("/home/benk/.aws/credentials")), line: 2 };
    Plan { source: Source::StaticKeys { profile: "benk".into(), credentials: keys(), origin }, roles }
}
