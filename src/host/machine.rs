//! Which machine this is.

/// The name of this machine or container: what tells those apart that share a home.
#[must_use]
pub fn machine_name() -> String {
    rustix::system::uname().nodename().to_string_lossy().into_owned()
}
