//! The calls to AWS: HTTP, signing, endpoints, retries, the services. Knows no profiles and no files of awsp.

pub mod client;
pub mod clock;
pub mod console;
pub mod container;
pub mod dpop;
pub mod endpoint;
pub mod error;
pub mod federation;
pub mod form;
pub mod http;
pub mod imds;
pub mod oidc;
pub mod pace;
pub mod partition;
pub mod proxy;
pub mod rest;
pub mod retry;
pub mod sign;
pub mod signin;
pub mod sso;
pub mod sts;
pub mod timeouts;
pub mod xml;
