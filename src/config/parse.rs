//! One lossless line reader for the AWS files, and two readings over the same lines.

mod cli;
mod collect;
pub mod lines;
mod problems;
pub(super) mod python;
mod sdk;

use std::sync::Arc;

use crate::config::section::{Section, Text};
use crate::domain::problem::Problem;

/// By whose rules the files are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reading {
    /// AWS CLI v2, botocore and boto3: Python's `configparser.RawConfigParser`, then botocore's rules.
    Cli,
    /// The rules that the AWS SDKs share (Rust, Java, …), as their common parser tests state them.
    Sdk,
}

/// What one file says: its sections in order of first appearance, and what makes the reading fail as a whole.
///
/// After such a fault the reading goes on, so that profiles can still be listed: what cannot be understood is
/// left out, and of two properties with one name the later counts.
pub(crate) struct Parsed {
    pub(crate) sections: Vec<Section>,
    pub(crate) faults: Vec<Problem>,
}

/// Reads a file's text.
pub(crate) fn parse(text: &Arc<Text>, reading: Reading) -> Parsed {
    match reading {
        Reading::Cli => cli::read(text),
        Reading::Sdk => sdk::read(text),
    }
}
