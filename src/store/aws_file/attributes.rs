//! What a file has beside its text: owner, group, mode, extended attributes, and with them its access control list.

use std::fs::{File, Metadata, Permissions};
use std::io;
use std::os::unix::fs::{MetadataExt, PermissionsExt, fchown};
use std::path::Path;

use rustix::fs::{XattrFlags, fgetxattr, fremovexattr, fsetxattr, getxattr, listxattr};

/// The access control list.
const ACCESS: &str = "system.posix_acl_access";
/// What is larger is not kept; Linux has no larger ones.
const LARGEST: usize = 64 * 1024;

/// Gives the file what that other one at `path` has.
///
/// # Errors
/// Where that is not possible: it belongs to somebody else, or has attributes that this process may not set.
pub(super) fn keep(file: &File, path: &Path, before: &Metadata) -> io::Result<()> {
    let own = file.metadata()?;
    if (own.uid(), own.gid()) != (before.uid(), before.gid()) {
        fchown(file, Some(before.uid()), Some(before.gid()))?;
    }
    extended(file, path)?;
    // Last: the owner's change takes bits of it away, and the list's mask is a part of it.
    file.set_permissions(Permissions::from_mode(before.mode() & 0o7777))
}

/// Whether they are the same as far as `stat` tells.
pub(super) fn same(one: &Metadata, other: &Metadata) -> bool {
    let of = |metadata: &Metadata| (metadata.mode(), metadata.uid(), metadata.gid());
    of(one) == of(other)
}

fn extended(file: &File, path: &Path) -> io::Result<()> {
    let mut names = vec![0_u8; LARGEST];
    // A place that knows none has nothing to keep.
    let Ok(length) = listxattr(path, names.as_mut_slice()) else { return Ok(()) };
    let names = names.get(..length).unwrap_or_default();
    // A folder may give one to its new files. Who is in it could read what this file was closed for.
    if !names.split(|byte| *byte == 0).any(|name| name == ACCESS.as_bytes()) {
        if fgetxattr(file, ACCESS, [0_u8; LARGEST].as_mut_slice()).is_ok() {
            fremovexattr(file, ACCESS)?;
        }
    }
    let (mut value, mut own) = (vec![0_u8; LARGEST], vec![0_u8; LARGEST]);
    for name in names.split(|byte| *byte == 0).filter(|name| !name.is_empty()) {
        let Ok(length) = getxattr(path, name, value.as_mut_slice()) else { continue };
        let value = value.get(..length).unwrap_or_default();
        let has = fgetxattr(file, name, own.as_mut_slice());
        // A security label that new files here get by themselves, mostly.
        if has.is_ok_and(|length| own.get(..length) == Some(value)) {
            continue;
        }
        match fsetxattr(file, name, value, XattrFlags::empty()) {
            Ok(()) => {}
            // What the system keeps for itself is not a person's.
            Err(_) if !matches!(name, name if name.starts_with(b"user.") || name.starts_with(b"system.")) => {
            }
            Err(error) => return Err(error.into()),
        }
    }
    Ok(())
}
