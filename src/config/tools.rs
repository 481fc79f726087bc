//! What other tools would make of the same setup: botocore, the AWS SDK for JavaScript v3 and the one for Rust, each
//! as a small model of how it resolves, held against that of AWS CLI v2.
//!
//! Sources: boto/botocore, aws/aws-sdk-js-v3, smithy-lang/smithy-typescript and smithy-lang/smithy-rs, and what the
//! tools did in the setups of `tests/data/observed`: botocore 1.44, JavaScript 3.1169, aws-config 1.13 for Rust.

mod cli;
mod compare;
mod ini;
mod javascript;
mod javascript_settings;
pub mod look;
mod outcome;
mod process;
mod reading;
mod rust;
mod rust_profile;

use std::path::Path;

use chrono::{DateTime, Utc};

pub use compare::disagreements;
use look::Look;

use crate::config::merge::Config;
use crate::config::source::Files;
use crate::domain::env::Env;

/// A tool that may come to something else than AWS CLI v2.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tool {
    /// botocore and boto3, for Python.
    Botocore,
    /// The AWS SDK for JavaScript v3.
    JavaScript,
    /// The AWS SDK for Rust.
    Rust,
}

impl Tool {
    /// The word in JSON.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Botocore => "botocore",
            Self::JavaScript => "javascript",
            Self::Rust => "rust",
        }
    }

    /// Its name in a sentence.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Botocore => "botocore",
            Self::JavaScript => "the JavaScript SDK",
            Self::Rust => "the Rust SDK",
        }
    }
}

/// What comes out different.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum What {
    /// Another key, or credentials where the other has none.
    Key,
    /// Another account, or none where the other learns one.
    Account,
    /// Another region, or none.
    Region,
}

impl What {
    /// The word in JSON.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Key => "key",
            Self::Account => "account",
            Self::Region => "region",
        }
    }
}

/// One tool that comes to something else than AWS CLI v2.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Disagreement {
    /// Which.
    pub tool: Tool,
    /// In what, in the order of [`What`].
    pub what: Vec<What>,
    /// What each would do, and by which rule; no secret.
    pub why: String,
}

/// What the tools find: the same for all of them.
#[derive(Clone, Copy)]
pub struct Setup<'a> {
    /// The AWS files as the AWS CLI reads them.
    pub config: &'a Config,
    /// The files themselves.
    pub files: &'a Files,
    /// The environment.
    pub env: &'a Env,
    /// The home.
    pub home: Option<&'a Path>,
    /// The moment.
    pub now: DateTime<Utc>,
    /// The profile that is named on the command line, or in a program's code; may be empty.
    pub profile: Option<&'a str>,
    /// The same of the region.
    pub region: Option<&'a str>,
    /// Files besides the two.
    pub look: &'a dyn Look,
}
