//! `awsp login` with the AWS console where a person is asked: a code that is carried over, a profile that is made, another
//! session than the profile's.

use std::fs;

use fake_aws::browser::{Mode, visit};
use fake_aws::client::Response;
use serde_json::json;

use crate::kind::Kind;
use crate::screen::Screen;
use crate::terminal::Terminal;
use crate::world::{CONFIG, World};

const SESSION: &str = "arn:aws:iam::222233334444:user/me";

fn world(kind: Kind) -> World {
    let mut world = World::new(kind);
    world.aws.configure(json!({ "signin": { "sub": SESSION, "single_use": true } }));
    world.write(
        ".aws/config",
        format!("{CONFIG}\n# mine\n[profile console]\nlogin_session = {SESSION}\nregion = eu-west-1\n\n[profile empty]\noutput = json\n"),
    );
    // What a person's browser is given.
    let browser = world.write_program(
        "browser",
        "#!/bin/sh\nprintf '%s' \"$1\" >\"$HOME/link.new\"\nmv \"$HOME/link.new\" \"$HOME/link\"\n",
    );
    world.set("BROWSER", browser);
    world
}

/// The link that is on the screen or was opened; each is used once.
fn opened(world: &World) -> String {
    let file = world.path().join("link");
    let deadline = std::time::Instant::now() + std::time::Duration::from_secs(20);
    while !file.exists() {
        assert!(std::time::Instant::now() < deadline, "no browser was opened");
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
    let link = fs::read_to_string(&file).expect("the link");
    fs::remove_file(file).expect("it is there");
    link
}

/// The link that a sign-in by hand shows, put together from the lines of the screen.
fn shown(terminal: &Terminal) -> String {
    terminal.wait_for("the code that the page shows:");
    let raw = String::from_utf8_lossy(&terminal.raw()).into_owned();
    let at = raw.rfind("http://127.0.0.1").expect("a link");
    raw[at..].split_whitespace().next().expect("a link").to_owned()
}

/// What the page at the end shows.
fn code_of(link: &str) -> String {
    let pages = visit(link, Mode::Approve).expect("the page");
    pages.iter().map(Response::text).collect()
}

fn config(world: &World) -> String {
    fs::read_to_string(world.path().join(".aws/config")).expect("the config")
}

fn sessions(world: &World) -> usize {
    fs::read_dir(world.path().join(".aws/login/cache")).map_or(0, Iterator::count)
}

#[test]
fn a_code_is_carried_over_from_the_page_and_nonsense_is_asked_again() {
    let world = world(Kind::Bash);
    let before = config(&world);
    let terminal = world.start();
    terminal.run("awsp use console");
    terminal.run("true");
    assert!(terminal.look(Screen::cursor_line).contains("sign-in needed"));
    terminal.send_line("clear; awsp login --device; echo \"status=$?\"");
    let link = shown(&terminal);
    assert!(link.contains("cross-device") && link.contains("confirmation"), "{link}");
    terminal.send("123456\r");
    terminal.wait_for("copy all of it");
    terminal.send("\u{15}");
    let code = code_of(&link);
    terminal.send(&format!("{code}\r"));
    let screen = terminal.wait_for("status=0");
    assert!(screen.contains("signed in as"), "{screen}");
    assert!(!String::from_utf8_lossy(&terminal.raw()).contains(&code), "the code is not shown");
    let log = world.aws.log();
    let exchanged = &log.last().expect("a call")["params"];
    assert_eq!(exchanged["clientId"], json!("arn:aws:signin:::devtools/cross-device"));
    assert_eq!(exchanged["redirectUri"], json!(format!("{}/v1/sessions/confirmation", world.aws.url())));
    assert_eq!((config(&world), sessions(&world)), (before, 1));
    terminal.run("true");
    let prompt = terminal.look(Screen::cursor_line);
    assert!(prompt.contains("console 222233334444") && !prompt.contains("sign-in needed"), "{prompt}");
}

#[test]
fn the_code_of_another_sign_in_is_not_used_and_who_leaves_leaves_nothing() {
    let world = world(Kind::Bash);
    let before = config(&world);
    let terminal = world.start();
    terminal.send_line("clear; awsp login console --device; echo \"status=$?\"");
    let strange = code_of(&shown(&terminal));
    terminal.send("\u{3}");
    let screen = terminal.wait_for("status=130");
    assert!(screen.contains("cancelled"), "{screen}");
    terminal.send_line("clear; awsp login console --device; echo \"status=$?\"");
    terminal.wait_for("the code that the page shows:");
    terminal.send(&format!("{strange}\r"));
    let screen = terminal.wait_for("status=1");
    assert!(screen.contains("belongs to another sign-in"), "{screen}");
    assert_eq!((config(&world), sessions(&world)), (before, 0));
    assert!(!world.aws.calls().contains(&"signin CreateOAuth2Token".to_owned()));
    assert!(terminal.run("clear; stty -a | grep -o ' icanon'").contains(" icanon"));
}

#[test]
fn a_profile_that_is_not_there_is_made_after_a_question_for_its_region() {
    let world = world(Kind::Zsh);
    let before = config(&world);
    let terminal = world.start();
    terminal.send_line("clear; awsp login 'my console'; echo \"status=$?\"");
    terminal.wait_for("make one that signs in with the AWS console?");
    terminal.send("n\r");
    terminal.wait_for("status=130");
    assert_eq!(config(&world), before);
    terminal.send_line("clear; awsp login 'my console'; echo \"status=$?\"");
    // `console` is near, which may have been meant: Enter alone is no.
    terminal.wait_for("there is no profile my console (there is console); make one that signs in with the AWS console? [y/N]");
    terminal.send("y\r");
    terminal.wait_for("region of profile my console:");
    terminal.send("\u{15}eu west\r");
    terminal.wait_for("such as eu-west-1");
    terminal.send("\u{15}eu-central-1\r");
    visit(&opened(&world), Mode::Approve).expect("the browser");
    let screen = terminal.wait_for("status=0");
    assert!(screen.contains("awsp use 'my console'"), "{screen}");
    let after = config(&world);
    assert!(after.starts_with(&before), "nothing else is changed: {after}");
    let added: Vec<&str> = after[before.len()..].lines().filter(|line| !line.is_empty()).collect();
    let session = format!("login_session = {SESSION}");
    assert_eq!(added, ["[profile 'my console']", session.as_str(), "region = eu-central-1"]);
    let screen = terminal.run("clear; awsp export --profile 'my console' | grep -c SecretAccessKey");
    assert!(screen.contains('1'), "{screen}");

    // One that is there and has nothing becomes one too.
    terminal.send_line("clear; awsp login empty --region eu-west-1; echo \"status=$?\"");
    terminal.wait_for("has no credentials; sign in with the AWS console for it?");
    terminal.send("y\r");
    visit(&opened(&world), Mode::Approve).expect("the browser");
    terminal.wait_for("status=0");
    let text = config(&world);
    assert!(text.contains(&format!("[profile empty]\noutput = json\n{session}\n")), "{text}");
}

#[test]
fn another_session_than_the_profiles_is_asked_about() {
    let world = world(Kind::Bash);
    let before = config(&world);
    world.aws.configure(json!({ "signin": { "sub": "arn:aws:iam::444455556666:root" } }));
    let terminal = world.start();
    for (answer, status, kept) in [("n\r", "status=1", 0), ("\u{3}", "status=130", 0), ("y\r", "status=0", 1)]
    {
        terminal.send_line("clear; awsp login console; echo \"status=$?\"");
        visit(&opened(&world), Mode::Approve).expect("the browser");
        terminal.wait_for("is it to be for that one?");
        terminal.send(answer);
        terminal.wait_for(status);
        assert_eq!(sessions(&world), kept, "{status}");
        if kept == 0 {
            assert_eq!(config(&world), before);
        }
    }
    assert_eq!(config(&world), before.replace(SESSION, "arn:aws:iam::444455556666:root"));
}

#[test]
fn a_profile_that_cannot_be_written_is_told_and_the_session_is_there() {
    let world = world(Kind::Bash);
    world.write(".aws/config", format!("{CONFIG}\n[profile empty]\noutput = json\n"));
    let terminal = world.start();
    terminal.send_line("clear; awsp login empty --region eu-west-1; echo \"status=$?\"");
    terminal.wait_for("sign in with the AWS console for it?");
    terminal.send("y\r");
    let link = opened(&world);
    // Somebody else makes something of the file that nobody can read.
    world.write(".aws/config", "[profile empty\noutput = json\n");
    visit(&link, Mode::Approve).expect("the browser");
    let screen = terminal.wait_for("status=1");
    assert!(screen.contains("could not be written"), "{screen}");
    assert!(screen.contains("awsp configure set empty login_session="), "{screen}");
    assert_eq!(config(&world), "[profile empty\noutput = json\n");
    assert_eq!(sessions(&world), 1);
}
