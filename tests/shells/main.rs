//! Real shells on a pseudo-terminal, in a cleared environment.
//!
//! A shell or a tool that is missing fails the test that needs it; nothing is
//! skipped.

mod completion;
mod each_shell;
mod fish_function;
mod fish_hook;
mod home;
mod kind;
mod prompt;
mod screen;
mod smoke;
mod stub;
mod switching;
mod terminal;
mod tracer;
mod typist;
mod world;
