//! Real shells on a pseudo-terminal, in a home of their own over a fake AWS.
//!
//! awsp's shell tests run in it, and so does `make try`. What a test cannot go on without, such as a shell that is
//! not installed, panics; what a person may well see happen comes back as an error.
#![expect(
    clippy::expect_used,
    clippy::panic,
    reason = "in a test's surroundings that cannot be made, nothing is left but to fail the test"
)]

pub mod home;
pub mod kind;
pub mod screen;
pub mod terminal;
pub mod tracer;
pub mod world;
