//! What a command has at hand: the host, the flags, and what is read from files at most once, when first asked for.

use std::cell::OnceCell;
use std::io::ErrorKind;

use crate::cli::args::Common;
use crate::config::merge::{Config, load};
use crate::config::parse::Reading;
use crate::config::source::{self, Files, SourceFile};
use crate::domain::env::Env;
use crate::domain::region::Region;
use crate::error::Error;
use crate::host::{self, FileTime, Host};
use crate::output::Output;
use crate::regular_file::{self, Unread};
use crate::settings::{self, Loaded, Settings};
use crate::status::View;
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
    /// The files themselves.
    pub files: Files,
    /// What they say, by the AWS CLI's rules.
    pub config: Config,
}

impl Read {
    /// The config and the credentials file with the times that they had before they were read; a later change is
    /// then seen as one.
    pub fn times(&self) -> impl Iterator<Item = FileTime> {
        [&self.files.config, &self.files.credentials].into_iter().map(time_of)
    }
}

fn time_of(file: &SourceFile) -> FileTime {
    FileTime { path: file.path.to_path_buf(), modified: file.modified }
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
            let files = source::read(&self.host.env, self.host.home.as_deref());
            let config = load(&files, Reading::Cli);
            self.output.detail(|| {
                let (one, other) = (config.config_path.display(), config.credentials_path.display());
                format!("read {} profiles from {one} and {other}", config.profiles.len())
            });
            Read { files, config }
        })
    }

    /// What the AWS files say.
    pub fn config(&self) -> &Config {
        &self.read().config
    }

    /// What there is to know at once, under `env` and for the profile and region that the flags name.
    pub fn view<'a>(&'a self, env: &'a Env) -> View<'a> {
        View {
            profile: self.common.profile.as_deref(),
            region: self.common.region.as_ref().map(Region::as_str),
            ..self.shell_view(env)
        }
    }

    /// The same for the shell itself, whatever flags this command was given.
    pub fn shell_view<'a>(&'a self, env: &'a Env) -> View<'a> {
        View {
            env,
            home: self.host.home.as_deref(),
            now: host::now(),
            config: self.config(),
            files: &self.read().files,
            settings: self.settings(),
            store: self.store(),
            profile: None,
            region: None,
        }
    }

    /// awsp's own settings. In the place of a mistake the default counts.
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
            let text = settings_text(&time);
            let read = text.as_ref().ok().and_then(Option::as_deref);
            let file = read.map(|text| settings::File { path: &time.path, text });
            let mut loaded = settings::load(file, &self.host.env);
            if let Err(why) = text {
                loaded.problems.insert(0, settings::unreadable(&time.path, &why));
            }
            (loaded, time)
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

/// The settings file's text; `None` where there is no such file.
fn settings_text(file: &FileTime) -> Result<Option<String>, String> {
    const LARGEST: u64 = 1 << 20;
    match regular_file::read(&file.path, LARGEST) {
        Ok(bytes) => String::from_utf8(bytes).map(Some).map_err(|_| "it is no UTF-8 text".to_owned()),
        Err(Unread::Failed(error))
            if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory)
                || file.path.as_os_str().is_empty() =>
        {
            Ok(None)
        }
        Err(Unread::Failed(error)) => Err(error.to_string()),
        Err(Unread::NotAFile(_)) => Err("it is no regular file".to_owned()),
        Err(Unread::TooLarge) => Err("it is larger than a megabyte".to_owned()),
    }
}
