//! A browser: whether there is one that a person sees and that comes back to this computer, and how it is opened.

mod open;

use std::path::{Path, PathBuf};

use crate::config::shell_words;
use crate::domain::env::Env;
use crate::settings::opener::parts;

pub use open::{Opening, check, open, start};

/// What is known of where awsp runs. Found out by [`Surroundings::look`], and given by hand in tests.
pub struct Surroundings<'a> {
    /// The variables.
    pub env: &'a Env,
    /// The setting `browser.command`; empty where it is not set.
    pub command: &'a str,
    /// Which system it is.
    pub system: System,
    /// Whether this is a container.
    pub container: bool,
    /// Where the program of this name, or path, is.
    pub found: &'a dyn Fn(&str) -> Option<PathBuf>,
}

/// A system, as far as opening a link differs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum System {
    /// Linux, and whatever else has `xdg-open`.
    Linux,
    /// Linux below Windows, whose browser reaches its listeners.
    Wsl,
    /// macOS.
    Mac,
}

/// A program and its arguments, in which the link has a place, or comes last.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opener {
    /// The program.
    pub program: PathBuf,
    /// Its arguments without the link, or with a mark in the place of it.
    pub arguments: Vec<String>,
    /// What stands for the link.
    pub mark: Mark,
}

/// What stands for the link in a command.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    /// `%s`, as in `BROWSER`.
    Percent,
    /// `{url}`, or `{url_encoded}`, as in the settings.
    Braces,
}

impl Opener {
    /// The arguments with the link, which stays one word whatever is in it.
    #[must_use]
    pub fn arguments(&self, link: &str) -> Vec<String> {
        let mut arguments: Vec<String> =
            self.arguments.iter().map(|argument| self.mark.filled(argument, link)).collect();
        if arguments == self.arguments {
            arguments.push(link.to_owned());
        }
        arguments
    }
}

impl Mark {
    fn filled(self, argument: &str, link: &str) -> String {
        match self {
            Self::Percent => argument.replace("%s", link),
            Self::Braces => match parts(argument) {
                Some(parts) => parts.iter().map(|part| part.filled(|_| link)).collect(),
                None => argument.to_owned(),
            },
        }
    }
}

/// What there is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Browser {
    /// What opens a link, the best first; none where nothing would be seen.
    pub openers: Vec<Opener>,
    /// Why a person's browser does not come back to a listener on this computer; `None` where it does.
    pub apart: Option<&'static str>,
}

/// How a link is opened where awsp runs now; `command` is the setting `browser.command`.
#[must_use]
pub fn here(env: &Env, command: &str) -> Browser {
    let found = |name: &str| on_path(env, name);
    choose(&Surroundings::look(env, command, &found))
}

/// What to do, by what is known. Touches nothing.
///
/// A command that a person has set is taken at its word: in an SSH session of VS Code, `BROWSER` opens the browser of the
/// other computer, and the port is forwarded. In environments that are used through a web page it is not.
#[must_use]
pub fn choose(around: &Surroundings<'_>) -> Browser {
    let env = around.env;
    if !around.command.trim().is_empty() && named(around).is_empty() {
        return Browser {
            openers: Vec::new(),
            apart: Some("the program of the setting browser.command is not there"),
        };
    }
    let has = |name: &str| env.get_nonempty(name).is_some();
    let mut openers = named(around);
    let web = has("CODESPACES") || has("GITPOD_WORKSPACE_ID") || has("CLOUD_SHELL");
    let cloud_shell = env.get("AWS_EXECUTION_ENV").is_some_and(|name| name == "CloudShell");
    if web || cloud_shell {
        return Browser { openers, apart: Some("this computer is used through a web page") };
    }
    if !openers.is_empty() {
        return Browser { openers, apart: None };
    }
    let display = has("DISPLAY") || has("WAYLAND_DISPLAY");
    let ssh = ["SSH_CONNECTION", "SSH_CLIENT", "SSH_TTY"].into_iter().any(has);
    let apart = match around.system {
        _ if ssh && (!display || around.system != System::Linux) => Some("this is an SSH session"),
        _ if around.container && !display => Some("this is a container"),
        System::Linux if !display => Some("there is no display"),
        _ => None,
    };
    if apart.is_some() {
        return Browser { openers, apart };
    }
    let usual: &[&[&str]] = match around.system {
        System::Mac => &[&["open"], &["/usr/bin/open"]],
        System::Wsl => WSL,
        System::Linux => LINUX,
    };
    let usual = usual.iter().chain(if around.system == System::Wsl && display { LINUX } else { &[] });
    openers.extend(usual.filter_map(|words| {
        let (name, arguments) = words.split_first()?;
        let program = (around.found)(name)?;
        let arguments = arguments.iter().map(|&word| word.to_owned()).collect();
        Some(Opener { program, arguments, mark: Mark::Percent })
    }));
    let apart = openers.is_empty().then_some("no program that opens links was found");
    Browser { openers, apart }
}

const LINUX: &[&[&str]] = &[
    &["xdg-open"],
    &["gio", "open"],
    &["sensible-browser"],
    &["x-www-browser"],
    &["firefox"],
    &["chromium"],
    &["google-chrome"],
];
/// `rundll32` takes the link as it is, where `cmd` and PowerShell would read it as code.
const WSL: &[&[&str]] = &[
    &["wslview"],
    &["rundll32.exe", "url.dll,FileProtocolHandler"],
    &["/mnt/c/Windows/System32/rundll32.exe", "url.dll,FileProtocolHandler"],
];

/// The setting, a command in which `{url}` stands for the link, else `BROWSER`: commands with a colon between them, each a
/// program's path or words in which `%s` does.
fn named(around: &Surroundings<'_>) -> Vec<Opener> {
    let opener = |command: &str, mark: Mark| {
        let command = command.trim();
        let whole = (around.found)(command).map(|program| Opener { program, arguments: Vec::new(), mark });
        whole.or_else(|| {
            let words = shell_words(command)?;
            let (name, arguments) = words.split_first()?;
            Some(Opener { program: (around.found)(name)?, arguments: arguments.to_vec(), mark })
        })
    };
    if !around.command.trim().is_empty() {
        return opener(around.command, Mark::Braces).into_iter().collect();
    }
    let variable = around.env.get_nonempty("BROWSER").unwrap_or_default();
    match opener(&variable, Mark::Percent).filter(|opener| opener.arguments.is_empty()) {
        Some(whole) => vec![whole],
        None => variable.split(':').filter_map(|command| opener(command, Mark::Percent)).collect(),
    }
}

impl<'a> Surroundings<'a> {
    /// Those of this process; `found` is usually [`on_path`].
    #[must_use]
    pub fn look(env: &'a Env, command: &'a str, found: &'a dyn Fn(&str) -> Option<PathBuf>) -> Self {
        let release = || std::fs::read_to_string("/proc/sys/kernel/osrelease").unwrap_or_default();
        let wsl = || {
            env.contains("WSL_DISTRO_NAME")
                || env.contains("WSL_INTEROP")
                || release().to_ascii_lowercase().contains("microsoft")
        };
        let system = if cfg!(target_os = "macos") {
            System::Mac
        } else if wsl() {
            System::Wsl
        } else {
            System::Linux
        };
        let container = ["/.dockerenv", "/run/.containerenv"].iter().any(|file| Path::new(file).exists())
            || ["container", "KUBERNETES_SERVICE_HOST", "REMOTE_CONTAINERS"]
                .iter()
                .any(|name| env.get_nonempty(name).is_some());
        Self { env, command, system, container, found }
    }
}

/// The program of this name on the `PATH` of `env`, or of this path, if it is a file that somebody may run.
#[must_use]
pub fn on_path(env: &Env, name: &str) -> Option<PathBuf> {
    use std::os::unix::fs::PermissionsExt;
    let can_run = |file: &Path| {
        file.metadata().is_ok_and(|metadata| metadata.is_file() && metadata.permissions().mode() & 0o111 != 0)
    };
    if name.is_empty() {
        return None;
    }
    if name.contains('/') {
        return Some(PathBuf::from(name)).filter(|file| can_run(file));
    }
    // A relative folder there would be that of whatever is lying about where one is.
    let folders =
        std::env::split_paths(env.raw("PATH").unwrap_or_default()).filter(|folder| folder.is_absolute());
    folders.map(|folder| folder.join(name)).find(|file| can_run(file))
}

#[cfg(test)]
mod tests;
