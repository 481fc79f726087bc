//! What is particular to bash, zsh and fish. Pure.

pub mod export;
pub mod init;
pub mod kind;
pub mod quote;
pub mod script;
