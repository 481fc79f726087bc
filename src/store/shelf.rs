//! The kinds of entries.

/// A kind of entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Shelf {
    /// Temporary credentials: secret.
    Credentials,
    /// Verified identities.
    Identities,
    /// What went wrong when credentials were last asked for, and when to try again.
    Failures,
    /// What the prompt hook reads.
    States,
    /// Empty files whose times say which version of another file a state was made from.
    Stamps,
}

impl Shelf {
    /// All of them.
    pub const ALL: [Self; 5] =
        [Self::Credentials, Self::Identities, Self::Failures, Self::States, Self::Stamps];

    /// The folder's name. What is shown follows from entries of three kinds, which share one, so that a hook sees by
    /// the time of that folder alone that any of them has changed.
    #[must_use]
    pub fn folder(self) -> &'static str {
        match self {
            Self::Credentials | Self::Identities | Self::Failures => "entries",
            Self::States => "states",
            Self::Stamps => "stamps",
        }
    }

    /// What comes after the key in the name of an entry's file.
    #[must_use]
    pub fn suffix(self) -> &'static str {
        match self {
            Self::Credentials => ".credentials",
            Self::Identities => ".identity",
            Self::Failures => ".failure",
            Self::States | Self::Stamps => "",
        }
    }

    /// Whether it is an entry that what is shown follows from.
    #[must_use]
    pub fn is_entry(self) -> bool {
        matches!(self, Self::Credentials | Self::Identities | Self::Failures)
    }

    /// Whether it belongs to the prompt, and so to `AWSP_STATE_DIR`.
    #[must_use]
    pub fn is_state(self) -> bool {
        matches!(self, Self::States | Self::Stamps)
    }

    /// Whether a file is forced to the disk before it gets its name: not what is remade in a moment, for the prompt
    /// waits for it.
    #[must_use]
    pub fn is_synced(self) -> bool {
        matches!(self, Self::Credentials | Self::Identities)
    }
}
