//! The kinds of entries.

/// A kind of entry, and the folder of its files.
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

    /// The folder's name.
    #[must_use]
    pub fn folder(self) -> &'static str {
        match self {
            Self::Credentials => "credentials",
            Self::Identities => "identities",
            Self::Failures => "failures",
            Self::States => "states",
            Self::Stamps => "stamps",
        }
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
