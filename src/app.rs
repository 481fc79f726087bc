//! What a command has at hand: the host, the flags, and what is read from files at most once, when first asked for.

use std::cell::OnceCell;

use crate::cli::args::Common;
use crate::config::merge::{Config, load};
use crate::config::parse::Reading;
use crate::config::source;
use crate::error::Error;
use crate::host::{FileTime, Host};
use crate::output::Output;
use crate::settings::{self, Loaded, Settings};
use crate::store::Store;

/// See the module.
pub struct App {
    /// The outside world.
    pub host: Host,
    /// Flags that every command takes.
    pub common: Common,
    /// How to speak.
    pub output: Output,
    settings: OnceCell<(Loaded, FileTime)>,
    config: OnceCell<Read>,
    store: OnceCell<Store>,
}

/// The AWS files as they were read.
#[derive(Debug)]
pub struct Read {
    /// What they say.
    pub config: Config,
    /// Both files with the times that they had before they were read; a later change is then seen as one.
    pub times: [FileTime; 2],
}

impl App {
    /// Nothing is read yet.
    #[must_use]
    pub fn new(host: Host, common: Common, output: Output) -> Self {
        Self {
            host,
            common,
            output,
            settings: OnceCell::new(),
            config: OnceCell::new(),
            store: OnceCell::new(),
        }
    }

    /// The AWS files, by the AWS CLI's rules, which decide.
    pub fn read(&self) -> &Read {
        self.config.get_or_init(|| {
            let (config, credentials) = source::paths(&self.host.env, self.host.home.as_deref());
            let times = [FileTime::of(config), FileTime::of(credentials)];
            let files = source::read(&self.host.env, self.host.home.as_deref());
            let config = load(&files, Reading::Cli);
            self.output.detail(|| {
                format!(
                    "read {} profiles from {} and {}",
                    config.profiles.len(),
                    config.config_path.display(),
                    config.credentials_path.display()
                )
            });
            Read { config, times }
        })
    }

    /// What the AWS files say.
    pub fn config(&self) -> &Config {
        &self.read().config
    }

    /// awsp's own settings. A mistake in them is told once, and the default counts in its place.
    pub fn settings(&self) -> &Settings {
        &self.loaded_settings().settings
    }

    /// Settings with their origins and mistakes.
    pub fn loaded_settings(&self) -> &Loaded {
        &self.timed_settings().0
    }

    /// The settings file and the time that it had before it was read.
    pub fn settings_time(&self) -> &FileTime {
        &self.timed_settings().1
    }

    fn timed_settings(&self) -> &(Loaded, FileTime) {
        self.settings.get_or_init(|| {
            let path = self.host.settings_file.clone().unwrap_or_default();
            let time = FileTime::of(path);
            let text = time.modified.and_then(|_| std::fs::read_to_string(&time.path).ok());
            (settings::load(text.as_deref(), &self.host.env), time)
        })
    }

    /// The settings, or the first mistake in them: for commands that a person runs.
    pub fn checked_settings(&self) -> Result<&Settings, Error> {
        match self.loaded_settings().problems.first() {
            Some(problem) => Err(Error::from(problem.clone())),
            None => Ok(self.settings()),
        }
    }

    /// What awsp has stored.
    pub fn store(&self) -> &Store {
        self.store.get_or_init(|| Store::open(self.host.cache_folder.clone(), self.host.state_folder.clone()))
    }
}
