//! The fake over HTTP, as the programs that are tested with it see it.

#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "helpers of tests fail like tests"
)]

mod support;

mod browser;
mod ecs;
mod faults;
mod federation;
mod imds;
mod oidc;
mod process;
mod program;
mod signatures;
mod signin;
mod sso;
mod sts;
mod wire;
