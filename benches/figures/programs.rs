//! The programs that are measured.

use std::env;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// awsp as `cargo build --release` makes it: `AWSP_ORDINARY`, else below `target`.
pub fn ordinary() -> PathBuf {
    let program = built("AWSP_ORDINARY", &target().join("release/awsp"), "cargo build --release --bin awsp");
    installed(&program, "ordinary/awsp")
}

/// awsp as `make release` makes it, static: `AWSP_STATIC`, else below `target`.
pub fn standalone() -> PathBuf {
    let triple = format!("{}-unknown-linux-musl", env::consts::ARCH);
    let program = built("AWSP_STATIC", &target().join(triple).join("release/awsp"), "make release");
    installed(&program, "static/awsp")
}

/// A Rust program that does nothing, built the ordinary way: what the start of any program costs.
pub fn empty() -> PathBuf {
    let folder = folder();
    fs::create_dir_all(&folder).expect("a folder below target");
    let source = folder.join("empty.rs");
    fs::write(&source, "fn main() {}\n").expect("the empty program is written");
    let program = folder.join("linked");
    // The flags of cargo's release profile; here, for rust-toolchain.toml to count.
    let status = Command::new(env::var_os("RUSTC").unwrap_or_else(|| OsString::from("rustc")))
        .args(["--edition", "2024", "-C", "opt-level=3", "-C", "strip=debuginfo", "-o"])
        .args([&program, &source])
        .current_dir(root())
        .status();
    assert!(status.is_ok_and(|status| status.success()), "rustc does not build the empty program");
    installed(&program, "empty")
}

/// The folder of the package.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// A copy, as an installation makes it: a linker writes its output piece by piece, and as long as the pieces lie about
/// in the kernel's page cache the program takes up to a fifth longer to start.
fn installed(program: &Path, name: &str) -> PathBuf {
    let copy = folder().join(name);
    fs::create_dir_all(copy.parent().expect("a folder")).expect("a folder below target");
    // Not over a file that might run.
    let fresh = copy.with_extension("new");
    fs::copy(program, &fresh).expect("the program can be copied");
    fs::rename(&fresh, &copy).expect("the copy can be moved");
    copy
}

fn folder() -> PathBuf {
    target().join("figures")
}

fn target() -> PathBuf {
    env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), |folder| root().join(folder))
}

fn built(variable: &str, usual: &Path, command: &str) -> PathBuf {
    let program = env::var_os(variable).map_or_else(|| usual.to_owned(), |given| root().join(given));
    assert!(
        program.is_file(),
        "{} is missing: build it with `{command}`, or name another with {variable}",
        program.display()
    );
    program
}
