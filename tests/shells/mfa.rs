//! A role with MFA: the code is asked on the terminal, and nowhere else.

use serde_json::json;

use crate::kind::Kind;
use crate::screen::Screen;
use crate::world::{CONFIG, World};

const SERIAL: &str = "arn:aws:iam::304876936646:mfa/benk";
const ROLE: &str = "arn:aws:iam::777788889999:role/Guarded";
const OTHER: &str = "arn:aws:iam::777788889999:role/Other";

fn world() -> World {
    let world = World::new(Kind::Bash);
    world
        .aws
        .configure(json!({ "sts": { "mfa_required": { ROLE: SERIAL, OTHER: SERIAL }, "mfa_once": true, "mfa_codes": { SERIAL: "123456" } } }));
    let guarded = |name: &str, role: &str| {
        format!(
            "\n[profile {name}]\nrole_arn = {role}\nsource_profile = benk\nmfa_serial = {SERIAL}\nregion = eu-west-1\n"
        )
    };
    let (one, other) = (guarded("guarded", ROLE), guarded("other", OTHER));
    world.write(".aws/config", format!("{CONFIG}{one}{other}"));
    world
}

#[test]
fn the_code_is_asked_on_the_terminal_even_if_output_is_captured() {
    let world = world();
    let terminal = world.start();
    terminal.run("awsp use guarded");
    terminal.run("true");
    assert!(terminal.look(Screen::cursor_line).contains("guarded 777788889999 sign-in needed"));
    assert_eq!(world.aws.calls(), Vec::<String>::new(), "nothing is asked behind the prompt");

    terminal.send_line("clear; said=$(awsp whoami --json </dev/null); echo \"status=$?\"");
    terminal.wait_for(&format!("MFA code for {SERIAL}:"));
    terminal.send("12x34");
    terminal.wait_for("****");
    terminal.send("56\r");
    terminal.wait_for("status=0");
    assert_eq!(world.aws.calls(), ["sts GetSessionToken", "sts AssumeRole", "sts GetCallerIdentity"]);
    let screen = terminal.run("clear; echo \"$said\" | grep arn; stty -a | grep -o ' echo '");
    assert!(screen.contains("assumed-role/Guarded/awsp-benk") && screen.contains(" echo"), "{screen}");
    assert!(!String::from_utf8_lossy(&terminal.raw()).contains("123456"), "the code is not shown");
    terminal.run("true");
    assert!(terminal.look(Screen::cursor_line).contains("guarded 777788889999 until "));
    terminal.run("awsp whoami >/dev/null");
    assert_eq!(world.aws.calls().len(), 3, "one code serves as long as its session");
    let screen =
        terminal.run("clear; awsp whoami --profile other --json | tr -d '\\n' | grep -o 'sign_in.*'");
    assert!(screen.contains("mfa") && !screen.contains("MFA code"), "{screen}");
    assert_eq!(
        world.aws.calls()[3..],
        ["sts AssumeRole", "sts GetCallerIdentity"],
        "and all roles with its device"
    );
}

#[test]
fn a_wrong_code_and_ctrl_c_are_told_apart() {
    let world = world();
    let terminal = world.start();
    terminal.run("export AWS_PROFILE=guarded");
    terminal.send_line("clear; awsp whoami; echo \"status=$?\"");
    terminal.wait_for(&format!("MFA code for {SERIAL}:"));
    terminal.send("000000\r");
    let screen = terminal.wait_for("status=3");
    assert!(screen.contains("MFA code"), "{screen}");
    terminal.send_line("clear; awsp whoami; echo \"status=$?\"");
    terminal.wait_for(&format!("MFA code for {SERIAL}:"));
    terminal.send("\u{3}");
    terminal.wait_for("status=130");
    let screen = terminal.run("clear; stty -a | grep -o ' icanon'");
    assert!(screen.contains(" icanon"), "{screen}");
}

#[test]
fn a_program_whose_output_is_captured_asks_only_where_it_is_told_to() {
    let world = world();
    let terminal = world.start();
    let run = |options: &str| {
        terminal.send_line(&format!(
            "clear; said=$(awsp credential-process --profile guarded {options} 2>err </dev/null); echo \"status=$?\""
        ));
    };
    run("");
    terminal.wait_for("status=3");
    let screen = terminal.run("clear; grep -c hint: err; echo \"<$said>\"");
    assert!(screen.contains("<>") && !screen.contains("MFA code"), "{screen}");
    assert_eq!(world.aws.calls(), Vec::<String>::new());

    run("--ask");
    terminal.wait_for(&format!("MFA code for {SERIAL}:"));
    terminal.send("123456\r");
    terminal.wait_for("status=0");
    let screen =
        terminal.run("clear; echo \"$said\" | grep -c -e AccessKeyId -e '\"Version\": 1'; wc -c <err");
    assert!(screen.lines().any(|line| line == "2") && screen.lines().any(|line| line == "0"), "{screen}");
    let screen = terminal.run("clear; grep -rl 123456 ~/.cache err; echo none=$?");
    assert!(screen.contains("none=1"), "the code is kept nowhere: {screen}");
    // One code serves all that get theirs through awsp.
    run("");
    terminal.wait_for("status=0");
    let screen =
        terminal.run("clear; awsp exec guarded --server none -- sh -c 'echo \"$AWS_ACCESS_KEY_ID\"'");
    assert!(screen.contains("ASIA") && screen.contains("not renewed"), "{screen}");
    assert_eq!(world.aws.calls(), ["sts GetSessionToken", "sts AssumeRole"]);
}

#[test]
fn exec_asks_for_the_code_and_leaves_the_terminal_to_the_command() {
    let world = world();
    let terminal = world.start();
    terminal.send_line("clear; awsp exec guarded --server none -- sh -c 'stty -a | grep -o \" icanon\"; exit 7'; echo \"status=$?\"");
    terminal.wait_for(&format!("MFA code for {SERIAL}:"));
    terminal.send("123456\r");
    let screen = terminal.wait_for("status=7");
    assert!(screen.contains(" icanon"), "{screen}");
}
