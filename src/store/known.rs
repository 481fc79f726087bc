//! What is stored of a plan's result: looked at without network and without a lock.

use chrono::{DateTime, Utc};

use crate::config::merge::Config;
use crate::config::plan::{Plan, Selection};
use crate::domain::credentials::Credentials;
use crate::domain::env::Env;
use crate::domain::identity::Identity;
use crate::host::FileTime;
use crate::prompt::facts::Standing;
use crate::store::Store;

/// See the module.
#[derive(Debug, Clone, Default)]
pub struct Known {
    pub credentials: Option<Credentials>,
    pub identity: Option<Identity>,
    pub failure: Option<Failure>,
    pub watched: Vec<FileTime>,
}

#[derive(Debug, Clone)]
pub struct Failure {
    pub retry_at: DateTime<Utc>,
}
impl Failure {
    pub fn standing(&self) -> Standing {
        Standing::Offline
    }
}

impl Known {
    pub fn of(_store: &Store, _config: &Config, _env: &Env, _selection: &Selection, _plan: &Plan) -> Self {
        Self::default()
    }
}
