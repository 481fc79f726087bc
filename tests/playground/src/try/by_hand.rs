//! The shell on the person's own terminal.

use std::ffi::OsString;
use std::io::{self, Write};
use std::path::Path;
use std::process::{Child, Stdio};

use playground::kind::Kind;

use crate::interrupt::Interrupt;
use crate::leash::Leash;
use crate::stage;
use crate::terminal_modes::TerminalModes;
use crate::told;

const NOTE: &str = "\
This is awsp in a home of its own over a fake AWS on this machine; nothing of yours is read or changed.
Try: awsp list · awsp use MyRole · awsp whoami · awsp use gr<TAB> · awsp use (a picker) · awsp use - · source keys.env · awsp off
Sign in (the browser here says yes by itself): awsp login --sso-session corp · awsp sso sync --region eu-west-1 · awsp use dev.ReadOnly · awsp console · awsp logout · awsp configure
`exit` ends it and removes everything.
";

/// Opens the shell and waits for its end. Whatever status it ends with is the person's affair.
pub fn run(kind: Kind, remark: Option<&str>, binary: &Path, interrupt: &Interrupt) -> Result<(), String> {
    let mut world = stage::world(kind, binary);
    stage::suit_the_terminal(&mut world, binary);
    let leash = Leash::new(world.path()).map_err(told)?;
    let modes = TerminalModes::save();
    let remark = remark.map(|remark| format!("{remark}\n")).unwrap_or_default();
    io::stdout().write_all(format!("{NOTE}{remark}\n").as_bytes()).map_err(told)?;

    let words = leash.on(world.interactive());
    let mut shell = spawn(&world, &words)?;
    let named = interrupt.ends(shell.id());
    let ended = shell.wait();
    drop(named);
    if interrupt.signal().is_some() {
        modes.restore();
    }
    // First the fake, so that what still waits for an answer gets none.
    let playground::world::World { aws, home } = world;
    drop(aws);
    leash.wait();
    drop(home);
    ended.map(drop).map_err(told)
}

fn spawn(world: &playground::world::World, words: &[OsString]) -> Result<Child, String> {
    let (program, arguments) = words.split_first().ok_or("no shell to start")?;
    let mut command = world.command(program);
    command.args(arguments).stdin(Stdio::inherit());
    command.spawn().map_err(|error| format!("{}: {error}", program.to_string_lossy()))
}
