//! Why the AWS files could not be changed, in words and with a way out.

use std::io::{self, ErrorKind};
use std::path::Path;

use crate::config::edit::{Refusal, Target};
use crate::config::source::{FileKind, SourceFile};
use crate::domain::paste::word;
use crate::domain::text::printable;
use crate::error::Error;
use crate::store::aws_file::Fault;

/// An edit that the file does not allow.
pub(super) fn of_refusal(refusal: Refusal, file: &SourceFile) -> Error {
    let path = pasted(&file.path);
    match refusal {
        Refusal::Unreadable(problem) => Error::from(*problem),
        Refusal::Unwritable(target, why) => {
            Error::failed(format!("{} cannot be written: {}", named(&target), printable(&why)))
                .hint("choose another name or value, in one line and without blanks around it")
                .code("not-writable")
        }
        Refusal::Missing(target) => Error::failed(format!("there is no {} in {path}", named(&target)))
            .hint("see which profiles there are: awsp list")
            .code("section-missing"),
        Refusal::Taken(target) => Error::failed(format!("{} is there already, in {path}", named(&target)))
            .hint("choose another name, or see what is there: awsp list")
            .code("section-exists"),
        Refusal::Twice(target) => Error::failed(format!("{} is there twice in {path}", named(&target)))
            .hint(format!("put the two sections together first: vi {path}"))
            .code("replaced-section"),
        Refusal::WouldChangeMore(header) => {
            let place =
                if header.is_empty() { String::new() } else { format!(" near [{}]", printable(&header)) };
            Error::failed(format!(
                "this edit would change more in {path} than it should{place}, so nothing was changed"
            ))
            .hint(format!("the lines there are indented in an unusual way; see to that first: vi {path}"))
            .code("unsafe-edit")
        }
    }
}

fn named(target: &Target) -> String {
    let name = printable(target.name());
    match target {
        Target::Profile(_) => format!("the profile {name}"),
        Target::SsoSession(_) => format!("the sso-session {name}"),
        Target::Services(_) => format!("the services section {name}"),
    }
}

/// A file that could not be looked at.
pub(super) fn of_look(fault: &Fault, kind: FileKind) -> Error {
    let variable = match kind {
        FileKind::Config => "AWS_CONFIG_FILE",
        FileKind::Credentials => "AWS_SHARED_CREDENTIALS_FILE",
    };
    match fault {
        Fault::NoPath => Error::failed(format!("{variable} is empty, so there is no file to write"))
            .hint(format!("take the variable away: unset {variable}"))
            .code("not-a-file"),
        _ => of_fault(fault),
    }
}

/// A file that could not be changed.
pub(super) fn of_fault(fault: &Fault) -> Error {
    match fault {
        Fault::NoPath => Error::failed("there is no file to write").code("not-a-file"),
        Fault::Loop(path) => {
            Error::failed(format!("the links on the way to {} go in a circle", path.display()))
                .hint(format!("see where they lead: ls -l {}", pasted(path)))
                .code("not-a-file")
        }
        Fault::NotAFile(path, what) => Error::failed(format!("{} is {what}, not a file", path.display()))
            .hint(format!("see what is there: ls -ld {}", pasted(path)))
            .code("not-a-file"),
        Fault::TooLarge(path) => {
            Error::failed(format!("{} is, or would be, larger than awsp reads", path.display()))
                .hint(format!("see what fills it: head -c 2000 {}", pasted(path)))
                .code("file-too-large")
        }
        Fault::Unreadable(path, error) => {
            Error::failed(format!("{} cannot be read: {}", path.display(), said(error)))
                .hint(format!("let yourself read it: chmod u+r {}", pasted(path)))
                .code("unreadable-file")
        }
        Fault::ReadOnly(path) if path.starts_with("/nix/store") => {
            Error::failed(format!("{} is made by Nix and cannot be changed", path.display()))
                .hint("change it in the configuration that Nix makes it from, such as that of home-manager")
                .code("unwritable-file")
        }
        Fault::ReadOnly(path) => Error::failed(format!("{} is marked as read-only", path.display()))
            .hint(format!("if it is to be changed: chmod u+w {}", pasted(path)))
            .code("unwritable-file"),
        Fault::Unwritable(path, error) | Fault::Folder(path, error) => unwritable(path, error),
        Fault::Changed(path) => Error::failed(format!(
            "another program has changed {} meanwhile, so nothing was changed",
            path.display()
        ))
        .hint("run it again")
        .code("file-changed"),
        Fault::Torn { path, backup, error } => Error::failed(format!(
            "{} could not be written ({}), and could not be put back; what it was is in {}",
            path.display(),
            said(error),
            backup.display()
        ))
        .hint(format!("put it back: cp {} {}", pasted(backup), pasted(path)))
        .code("unwritable-file"),
    }
}

fn unwritable(path: &Path, error: &io::Error) -> Error {
    let told = Error::failed(format!("{} cannot be written: {}", path.display(), said(error)));
    let pasted = pasted(path);
    let hint = match error.kind() {
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded | ErrorKind::FileTooLarge => {
            format!("nothing was changed; make room first: df -h {pasted}")
        }
        ErrorKind::ReadOnlyFilesystem => format!("see how it is mounted: findmnt -T {pasted}"),
        // What is immutable (`chattr +i`) gives this, not that permission is denied.
        _ if number(error) == Some(rustix::io::Errno::PERM.raw_os_error()) => {
            format!("see whether it is immutable: lsattr -d {pasted}")
        }
        _ => format!("see who may write it: ls -ld {pasted}"),
    };
    told.hint(hint).code("unwritable-file")
}

/// The system's number, also where the name of a file was put around it.
fn number(error: &io::Error) -> Option<i32> {
    let inner = || error.get_ref()?.source()?.downcast_ref::<io::Error>()?.raw_os_error();
    error.raw_os_error().or_else(inner)
}

/// The system's words without the number behind them.
fn said(error: &io::Error) -> String {
    let text = error.to_string();
    text.split(" (os error").next().unwrap_or_default().to_lowercase()
}

fn pasted(path: &Path) -> String {
    word(&path.to_string_lossy()).into_owned()
}
