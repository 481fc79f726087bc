//! Names, regions, roles, accounts and state files of the worst kind, by the ten thousand, through the program and the
//! real shells: what is set is what arrives, nothing of it is run, and nothing but awsp's own colours reaches a
//! terminal.
//!
//! Every property is tried with a fixed seed: `AWSP_TEST_SEED=7 cargo test --test shells hostile` tries other values, and
//! `AWSP_TEST_VALUES=500` fewer of them.
#![expect(clippy::panic, clippy::indexing_slicing, reason = "what a test cannot go on without fails it")]

mod completion;
mod harmless;
mod pieces;
mod place;
mod property;
mod screen;
mod spoken;
mod states;
mod switching;
