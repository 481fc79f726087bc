//! The world that the main job is tried in, with the program under test.

use std::ops::{Deref, DerefMut};

pub use playground::world::CONFIG;

use crate::home::binary;
use crate::kind::Kind;

/// See [`playground::world::World`].
pub struct World(playground::world::World);

impl World {
    /// The rc file does only what the documentation says.
    pub fn new(kind: Kind) -> Self {
        Self(playground::world::World::new(kind, binary()))
    }

    /// The same without awsp in the rc file.
    pub fn without_awsp(kind: Kind) -> Self {
        Self(playground::world::World::without_awsp(kind, binary()))
    }
}

impl Deref for World {
    type Target = playground::world::World;

    fn deref(&self) -> &Self::Target {
        &self.0
    }
}

impl DerefMut for World {
    fn deref_mut(&mut self) -> &mut Self::Target {
        &mut self.0
    }
}
