//! Real shells on a pseudo-terminal, in a cleared environment.
//!
//! A shell or a tool that is missing fails the test that needs it; nothing is
//! skipped.

mod each_shell;
mod home;
mod prompt;
mod smoke;
mod switching;
mod world;

use playground::{kind, screen, terminal, tracer};
