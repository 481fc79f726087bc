//! A home of its own for each test, with the program under test.

use std::ops::{Deref, DerefMut};
use std::path::Path;

pub use playground::home::PROMPT;

use crate::kind::Kind;

/// The program under test.
pub fn binary() -> &'static Path {
    Path::new(env!("CARGO_BIN_EXE_awsp"))
}

/// See [`playground::home::Home`].
pub struct Home(playground::home::Home);

impl Home {
    /// A home where the shell has a plain prompt and says nothing at start.
    pub fn new(kind: Kind) -> Self {
        Self(playground::home::Home::new(kind, binary()))
    }
}

impl Deref for Home {
    type Target = playground::home::Home;

    fn deref(&self) -> &Self::Target {
        &self.0
    }
}

impl DerefMut for Home {
    fn deref_mut(&mut self) -> &mut Self::Target {
        &mut self.0
    }
}
