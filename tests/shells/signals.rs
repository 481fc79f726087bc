//! Signals from outside while awsp has the terminal: it gives it back as it was.

use std::fs;
use std::process::Command;

use serde_json::json;

use crate::kind::Kind;
use crate::screen::Screen;
use crate::terminal::Terminal;
use crate::world::{CONFIG, World};

const SERIAL: &str = "arn:aws:iam::304876936646:mfa/benk";
const ROLE: &str = "arn:aws:iam::777788889999:role/Guarded";

fn world() -> World {
    let world = World::without_awsp(Kind::Bash);
    let guarded = format!(
        "\n[profile guarded]\nrole_arn = {ROLE}\nsource_profile = benk\nmfa_serial = {SERIAL}\nregion = eu-west-1\n"
    );
    world.write(".aws/config", format!("{CONFIG}{guarded}"));
    world
}

/// Runs awsp on a terminal, then tells its status and the terminal's modes, and stays: what a program writes last may
/// be lost when it ends. Not in an interactive shell, which would
/// mend the modes itself.
fn start(world: &World, command: &str) -> Terminal {
    let script = format!(
        "#!/bin/sh\nsh -c 'echo $$ >pid; exec awsp {command}' >out\necho \"status=$?\"\n\
         stty -a | tr ' ;' '\\n\\n' | grep -x -e '-*icanon' -e '-*echo' | tr '\\n' ' '\necho end\nread -r _\n"
    );
    let program = world.write_program("run", &script);
    Terminal::start(world.home.on_terminal(vec![program.into()]))
}

fn signal(world: &World, name: &str) {
    let pid = fs::read_to_string(world.path().join("pid")).expect("the process has told its id");
    let status = Command::new("kill").args([name, pid.trim()]).status().expect("kill runs");
    assert!(status.success(), "{name} could not be sent");
}

#[test]
fn a_signal_ends_the_question_and_the_terminal_is_as_before() {
    for (command, question) in
        [("use --shell bash", "acme-prod"), ("whoami --profile guarded", "MFA code for")]
    {
        for name in ["-INT", "-QUIT", "-TERM", "-HUP"] {
            let world = world();
            let terminal = start(&world, command);
            terminal.wait_for(question);
            assert!(
                terminal.look(|screen| screen.cells().bracketed_paste()),
                "{command}: nothing is asked yet"
            );
            signal(&world, name);
            let screen = terminal.wait_for("end");
            assert!(screen.contains("status=130"), "{command} {name}: {screen}");
            assert!(
                screen.contains("icanon echo end") && !screen.contains("-icanon"),
                "{command} {name}: {screen}"
            );
            let modes = |screen: &Screen| (screen.cells().hide_cursor(), screen.cells().bracketed_paste());
            assert_eq!(terminal.look(modes), (false, false), "{command} {name}: the cursor, and pasting");
            assert_eq!(
                fs::read_to_string(world.path().join("out")).expect("the output"),
                "",
                "{command} {name}"
            );
        }
    }
}

#[test]
fn after_the_question_a_signal_ends_the_process() {
    let world = world();
    world
        .aws
        .configure(json!({ "sts": { "mfa_required": { ROLE: SERIAL }, "mfa_codes": { SERIAL: "123456" } } }));
    world.aws.fault(json!({ "service": "sts", "op": "AssumeRole", "kind": "hang" }));
    let terminal = start(&world, "whoami --profile guarded");
    terminal.wait_for("MFA code for");
    terminal.send("123456\r");
    while world.aws.calls().is_empty() {
        std::thread::yield_now();
    }
    signal(&world, "-INT");
    let screen = terminal.wait_until("the end", |screen| screen.text().contains("icanon echo end"));
    assert!(screen.contains("status=130"), "{screen}");
    assert!(!terminal.look(|screen: &Screen| screen.cells().hide_cursor()), "the cursor is hidden");
}
