//! End-to-end and module tests, one binary.

mod provider;
mod provider_errors;
mod provider_lock;
mod provider_tls;
mod provider_world;
mod store;
mod sts;
