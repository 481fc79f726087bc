//! The outside world, read once: variables, home, working directory, terminal, clock.

pub mod ending;
mod machine;
mod private;
mod stdin;

use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use chrono::{DateTime, Utc};
use directories::ProjectDirs;

use crate::domain::env::Env;
pub use machine::machine_name;
pub use private::keep_private;
pub use stdin::{Input, secret_from_stdin};

/// What a command may know of where it runs.
#[derive(Debug, Clone)]
pub struct Host {
    /// The exported variables.
    pub env: Env,
    /// `HOME`, or the password database's answer where that is unset.
    pub home: Option<PathBuf>,
    /// How the program was called: `awsp`, or a path where it was called by one.
    pub called_as: String,
    /// awsp's own settings: `AWSP_CONFIG_FILE`, else `settings.ini` in the user's config directory.
    pub settings_file: Option<PathBuf>,
    /// Where awsp keeps what it may lose: `AWSP_CACHE_DIR`, else the user's cache directory.
    pub cache_folder: Option<PathBuf>,
    /// `AWSP_STATE_DIR`: where the prompt's files are, if not there.
    pub state_folder: Option<PathBuf>,
    /// The working directory, which relative paths in variables are relative to.
    pub cwd: Option<PathBuf>,
    /// The clock, read once at the start.
    pub now: DateTime<Utc>,
    /// Whether standard output is a terminal.
    pub stdout_is_terminal: bool,
    /// How many columns it has then.
    pub stdout_width: Option<usize>,
    /// Whether standard error is a terminal.
    pub stderr_is_terminal: bool,
}

impl Host {
    /// Reads it all.
    #[must_use]
    pub fn read() -> Self {
        let env: Env = std::env::vars_os()
            .filter_map(|(name, value)| name.into_string().ok().map(|name| (name, value)))
            .collect();
        let stdout_is_terminal = std::io::stdout().is_terminal();
        Self {
            settings_file: named(&env, "AWSP_CONFIG_FILE").or_else(|| {
                let usual = |folders: &ProjectDirs| folders.config_dir().to_path_buf();
                Some(own_folder(&env, "XDG_CONFIG_HOME", usual)?.join("settings.ini"))
            }),
            cache_folder: named(&env, "AWSP_CACHE_DIR")
                .or_else(|| own_folder(&env, "XDG_CACHE_HOME", |folders| folders.cache_dir().to_path_buf())),
            state_folder: named(&env, "AWSP_STATE_DIR"),
            called_as: called_as(),
            env,
            home: std::env::home_dir().filter(|home| !home.as_os_str().is_empty()),
            cwd: std::env::current_dir().ok(),
            now: now(),
            stdout_is_terminal,
            stdout_width: stdout_is_terminal
                .then(|| crossterm::terminal::size().ok().map(|(columns, _)| usize::from(columns)))
                .flatten()
                .filter(|columns| *columns > 0),
            stderr_is_terminal: std::io::stderr().is_terminal(),
        }
    }
}

/// The clock. Unlike chrono's own way to ask, this is no defect where the clock stands before 1970.
#[must_use]
pub fn now() -> DateTime<Utc> {
    DateTime::from(SystemTime::now())
}

/// A path with a slash is made absolute, so that it holds wherever the shell goes; a bare name is left to `PATH`.
fn called_as() -> String {
    let name = std::env::args_os().next().unwrap_or_default();
    if name.as_encoded_bytes().contains(&b'/') {
        let path = std::path::absolute(&name).unwrap_or_else(|_| PathBuf::from(&name));
        path.to_string_lossy().into_owned()
    } else {
        "awsp".to_owned()
    }
}

/// A path from a variable that is not empty, made absolute: what is told to the shell has to hold wherever it goes.
fn named(env: &Env, variable: &str) -> Option<PathBuf> {
    let path = env.raw(variable).filter(|path| !path.is_empty())?;
    Some(std::path::absolute(path).unwrap_or_else(|_| PathBuf::from(path)))
}

/// awsp's folder in the place that an XDG variable names, else in the system's usual one. `directories` follows these
/// variables on Linux only; whoever sets them on macOS means them too.
fn own_folder(env: &Env, variable: &str, usual: impl Fn(&ProjectDirs) -> PathBuf) -> Option<PathBuf> {
    match env.raw(variable).map(Path::new).filter(|folder| folder.is_absolute()) {
        Some(folder) => Some(folder.join("awsp")),
        // A relative HOME would put one wherever one is.
        None => ProjectDirs::from("", "", "awsp").as_ref().map(usual).filter(|folder| folder.is_absolute()),
    }
}

/// A file with the time of its last change, as it was when looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileTime {
    /// The file.
    pub path: PathBuf,
    /// `None` where there is no such file.
    pub modified: Option<SystemTime>,
}

impl FileTime {
    /// Looks at the file.
    #[must_use]
    pub fn of(path: PathBuf) -> Self {
        let modified = std::fs::metadata(&path).and_then(|metadata| metadata.modified()).ok();
        Self { path, modified }
    }

    /// The folders that hold the links on the way to the file, first to last: each changes when its link is replaced.
    #[must_use]
    pub fn of_links(path: &Path) -> Vec<Self> {
        let (mut folders, mut path) = (Vec::new(), path.to_path_buf());
        // The system gives up after so many.
        while folders.len() < MOST_LINKS
            && let Some((link, target)) = first_link(&path)
            && let (Some(folder), Ok(rest)) = (link.parent(), path.strip_prefix(&link))
        {
            let folder = folder.to_path_buf();
            // (An empty rest would add a slash.)
            let onward = folder.join(target);
            path = if rest.as_os_str().is_empty() { onward } else { onward.join(rest) };
            folders.push(folder);
        }
        folders.dedup();
        folders.into_iter().map(Self::of).collect()
    }
}

/// As many as a state file can name beside the other files.
const MOST_LINKS: usize = 16;

/// The first part of the path that is a link, and what it leads to.
fn first_link(path: &Path) -> Option<(PathBuf, PathBuf)> {
    let mut way: Vec<&Path> = path.ancestors().collect();
    way.reverse();
    way.into_iter().find_map(|part| Some((part.to_path_buf(), std::fs::read_link(part).ok()?)))
}
