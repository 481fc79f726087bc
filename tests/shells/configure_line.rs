//! The line in which `awsp configure` asks: mistakes, keys, what is pasted, windows of any size, names that would steer
//! the terminal.

use std::fs;

use crate::configure::SECRET;
use crate::home::PROMPT;
use crate::kind::Kind;
use crate::screen::Screen;
use crate::terminal::Terminal;
use crate::typist::write_profiles;
use crate::world::{CONFIG, World};

const QUESTION: &str = "role_arn, the role to assume:";
const LINE: &str = "awsp configure add x --set source_profile=benk";
const ARN: &str = "arn:aws:iam::777788889999:role/Dev";

fn open(terminal: &Terminal, line: &str, question: &str) {
    terminal.run("clear");
    terminal.send_line(&format!("{line}; echo \"status=$?\""));
    terminal.wait_for(question);
}

fn wait_end(terminal: &Terminal, status: &str) -> String {
    terminal.wait_until("the end", |screen| {
        screen.cursor_line().ends_with(PROMPT.trim_end()) && screen.text().lines().any(|line| line == status)
    })
}

fn config(world: &World) -> String {
    fs::read_to_string(world.path().join(".aws/config")).expect("the file")
}

#[test]
fn a_mistake_is_told_below_the_line_which_is_mended() {
    let world = World::new(Kind::Bash);
    let terminal = world.start();
    open(&terminal, LINE, QUESTION);
    terminal.send("arn:aws:iam::777788889999:user/Dev\r");
    terminal.wait_for("not of a role");
    let line = terminal.look(Screen::cursor_line);
    assert!(line.starts_with(QUESTION) && line.ends_with("user/Dev"), "{line}");
    // The word `user` is put right by going back to it.
    terminal.send("\x1b[D\x1b[D\x1b[D\x1b[D\x7f\x7f\x7f\x7frole\r");
    terminal.wait_for("write /");
    let screen = terminal.look(Screen::text);
    assert!(!screen.contains("not of a role"), "what was mended is not told any more: {screen}");
    terminal.send("maybe\r");
    terminal.wait_for("y or n");
    terminal.send("\x15yes\r");
    wait_end(&terminal, "status=0");
    assert!(config(&world).ends_with(&format!("\n[profile x]\nsource_profile = benk\nrole_arn = {ARN}\n")));
}

#[test]
fn a_secret_that_is_wrong_is_asked_again_and_never_shown() {
    let world = World::new(Kind::Bash);
    let terminal = world.start();
    open(
        &terminal,
        "awsp configure set benk aws_access_key_id=AKIAIOSFODNN7EXAMPLE",
        "secret access key (hidden):",
    );
    terminal.send(&SECRET[1..]);
    terminal.wait_for(&"*".repeat(39));
    terminal.send("\r");
    terminal.wait_for("forty characters; this has 39");
    terminal.send(&format!("{SECRET}\r"));
    terminal.wait_for("write /");
    terminal.send("\r");
    wait_end(&terminal, "status=0");
    let credentials = fs::read_to_string(world.path().join(".aws/credentials")).expect("the file");
    assert!(credentials.ends_with(&format!("aws_secret_access_key = {SECRET}\n")), "{credentials}");
    assert!(!String::from_utf8_lossy(&terminal.raw()).contains(&SECRET[1..20]));
}

#[test]
fn what_is_pasted_is_one_answer() {
    let world = World::new(Kind::Bash);
    let terminal = world.start();
    open(&terminal, LINE, QUESTION);
    assert!(
        terminal.look(|screen| screen.cells().bracketed_paste()),
        "it tells the terminal to mark what is pasted"
    );
    // A line break in it answers nothing; control characters do nothing.
    terminal.send("\x1b[200~  arn:aws:iam::777788889999:role/Dev\n\x03\n\x1b[201~");
    terminal.wait_until("the text", |screen| screen.cursor_line().ends_with("role/Dev"));
    terminal.send("\r");
    terminal.wait_for("write /");
    terminal.send("\r");
    wait_end(&terminal, "status=0");
    assert!(config(&world).ends_with(&format!("role_arn = {ARN}\n")));
    // In a list it narrows.
    open(&terminal, "awsp configure remove", "profile (8/8):");
    terminal.send("\x1b[200~broken\n\x1b[201~");
    terminal.wait_for("profile (1/8): broken");
    terminal.send("\x1b");
    wait_end(&terminal, "status=130");
}

#[test]
fn a_long_answer_and_a_narrow_window_are_no_trouble() {
    let world = World::new(Kind::Bash);
    let terminal = world.start();
    terminal.resize(12, 40);
    let program = format!("/bin/日本 {}", "--option value ".repeat(300));
    open(&terminal, "awsp configure add p", "kind of profile");
    terminal.send("process\r");
    // The question has a line of its own, and the answer scrolls in the next.
    terminal.wait_until("the answer's line", |screen| screen.cursor_line() == ">");
    terminal.send(&format!("{program}!"));
    terminal.wait_until("the end of it", |screen| screen.cursor_line().ends_with("value !"));
    let line = terminal.look(Screen::cursor_line);
    assert!(line.starts_with("> <") && line.chars().count() < 40, "{line}");
    terminal.send("\x01");
    terminal.wait_until("the beginning of it", |screen| screen.cursor_line().contains("/bin/日本"));
    terminal.resize(12, 25);
    terminal.wait_until("a shorter line", |screen| {
        screen.cursor_line().starts_with("> /bin/日本") && screen.cursor_line().chars().count() < 25
    });
    terminal.resize(30, 100);
    terminal.send("\x05\x7f\r");
    terminal.wait_for("region, the region");
    terminal.send("\x15\r");
    terminal.wait_for("write /");
    terminal.send("\r");
    wait_end(&terminal, "status=0");
    assert_eq!(config(&world), format!("{CONFIG}\n[profile p]\ncredential_process = {}\n", program.trim()));
}

#[test]
fn what_was_typed_before_the_question_answers_it() {
    let world = World::new(Kind::Bash);
    let terminal = world.start();
    terminal.send(&format!("awsp configure add x --set source_profile=benk\r{ARN}\r\r"));
    terminal.wait_until("the end", |screen| {
        screen.text().contains("awsp use x") && screen.cursor_line().ends_with(PROMPT.trim_end())
    });
    assert!(config(&world).ends_with(&format!("role_arn = {ARN}\n")));
}

#[test]
fn hostile_names_do_nothing_to_the_terminal() {
    let world = World::new(Kind::Bash);
    let hostile = "evil\u{1b}]2;title\u{7}\u{1b}[2J\u{1b}[5;5H\u{9b}31m$(touch pwned)\u{202e}";
    write_profiles(&world, &["one", hostile]);
    let terminal = world.start();
    open(&terminal, "awsp configure rename", "profile (2/2):");
    terminal.send("evil\r");
    terminal.wait_for("the new name:");
    terminal.send("\x15tame\r");
    terminal.wait_for("write /");
    terminal.send("\r");
    wait_end(&terminal, "status=0");
    let credentials = fs::read_to_string(world.path().join(".aws/credentials")).expect("the file");
    assert!(credentials.contains("[tame]\n") && !credentials.contains("evil"), "{credentials}");
    open(&terminal, "awsp configure copy tame \"$(printf 'a\\033[2Jb')\"", "no character to be seen");
    wait_end(&terminal, "status=1");
    let raw = String::from_utf8_lossy(&terminal.raw()).into_owned();
    for bad in ["\u{1b}]2;title", "\u{1b}[5;5H", "\u{9b}", "\u{202e}"] {
        assert!(!raw.contains(bad), "{bad:?}");
    }
    assert!(!world.path().join("pwned").exists());
}
