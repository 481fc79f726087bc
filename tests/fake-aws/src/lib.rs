//! A fake AWS on loopback over plain HTTP: STS, the IAM Identity Center portal, SSO-OIDC, sign-in, instance
//! metadata (IMDS), the container credentials endpoint, and a proxy that refuses and remembers every host.
//!
//! What it hands out is derived from what it is asked, so that a test can say beforehand which key it must
//! see: [`issued_key`] and [`account_of`]. Every request is kept in a log with the verdict on its signature.
//! Settings ([`Handle::configure`]) say how the services behave, faults ([`Handle::fault`]) break single
//! calls on purpose.
//!
//! ```
//! use fake_aws::{FakeAws, client};
//! use serde_json::json;
//!
//! # fn main() -> std::io::Result<()> {
//! let fake = FakeAws::start()?;
//! fake.configure(json!({"ecs": {"token": "Bearer t"}}));
//!
//! let refused = client::send("GET", &format!("{}/ecs/credentials", fake.url()), &[], b"")?;
//!
//! assert_eq!(refused.status, 401);
//! assert_eq!(fake.calls(), ["ecs Credentials"]);
//! # Ok(())
//! # }
//! ```
//!
//! A path may start with `/via/WORD`: that part is taken off and logged as `via`, so that a test can tell
//! which of several endpoint settings a program followed.

mod answer;
mod authorization;
pub mod browser;
mod call;
pub mod client;
mod connection;
mod control;
mod defaults;
mod devices;
mod digest;
mod dpop;
mod ecs;
mod exchange;
mod faults;
mod federation;
mod form;
mod handle;
mod imds;
mod keys;
mod log;
mod oidc;
mod organization;
mod pace;
mod process;
mod request;
mod response;
mod route;
mod script;
mod server;
mod sessions;
mod settings;
mod signin;
mod sigv4;
mod sso;
mod sts;
mod target;
mod time;
mod world;

pub use handle::Handle;
pub use keys::{Key, account_of, issued_key};
pub use process::FakeProcess;
pub use server::FakeAws;
