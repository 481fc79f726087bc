//! One lossless line reader for the AWS files, and two readings over the same lines.

mod cli;
mod collect;
pub mod lines;
pub(super) mod plain;
mod problems;
pub(super) mod python;
mod scan;
mod sdk;

pub(super) use cli::header;
pub(super) use collect::range_in;

use crate::config::document::{Document, Text};

/// By whose rules the files are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reading {
    /// AWS CLI v2, botocore and boto3: Python's `configparser.RawConfigParser`, then botocore's rules.
    Cli,
    /// The rules that the AWS SDKs share (Rust, Java, …), as their common parser tests state them.
    Sdk,
}

/// Reads a file's text, the quick way where that is possible.
pub(super) fn parse(text: &Text, reading: Reading) -> Document {
    match reading {
        Reading::Cli => plain::read(text).unwrap_or_else(|| cli::read(text)),
        Reading::Sdk => sdk::read(text),
    }
}

/// The same without any short cut: what it tells is what counts.
pub(super) fn parse_whole(text: &Text, reading: Reading) -> Document {
    match reading {
        Reading::Cli => cli::read(text),
        Reading::Sdk => sdk::read(text),
    }
}
