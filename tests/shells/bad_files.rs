//! What stands in the place of the files that a prompt hangs on: it says so, waits for nothing, and is right again.

use std::fs::{self, File};
use std::path::Path;
use std::process::Command;

use serde_json::json;

use crate::each_shell::each_shell;
use crate::kind::Kind;
use crate::terminal::Terminal;
use crate::world::{CONFIG, World};

/// Waits until the prompt after one more command shows `text`; for bash, which draws it anew only then, after a few.
fn shows(terminal: &Terminal, text: &str) {
    terminal.run("true");
    terminal.press_until("\r", &format!("a prompt to show {text:?}"), |screen| {
        screen.cursor_line().contains(text)
    });
}

fn pipe(path: &Path) {
    assert!(Command::new("mkfifo").arg(path).status().is_ok_and(|status| status.success()));
}

each_shell! {
    fn a_config_that_is_none_is_shown_and_nobody_waits(kind: Kind) {
        let world = World::new(kind);
        let config = world.write(".aws/config", CONFIG);
        let terminal = world.start();
        terminal.run("awsp use MyRole");
        shows(&terminal, "MyRole 777788889999 until ");
        fs::remove_file(&config).expect("removed");
        pipe(&config);
        shows(&terminal, "MyRole unknown profile");
        let screen = terminal.run("clear; awsp use MyRole");
        assert!(screen.replace('\n', "").contains("is a named pipe, not a file"), "{screen}");
        terminal.run("awsp use benk");
        fs::remove_file(&config).expect("removed");
        fs::create_dir(&config).expect("made");
        terminal.run("awsp use MyRole");
        shows(&terminal, "benk");
        fs::remove_dir(&config).expect("removed");
        File::create(&config).and_then(|file| file.set_len(100 << 20)).expect("made");
        shows(&terminal, "benk broken");
        world.write(".aws/config", CONFIG);
        terminal.run("awsp use MyRole");
        shows(&terminal, "MyRole 777788889999 until ");
    }

    fn what_is_no_answer_of_aws_is_shown_as_offline(kind: Kind) {
        let world = World::new(kind);
        let page = json!({ "service": "sts", "kind": "status", "status": 200, "body": "<html>", "content_type": "text/html", "times": -1 });
        world.aws.fault(page);
        let terminal = world.start();
        terminal.run("awsp use MyRole");
        shows(&terminal, "MyRole 777788889999 offline");
        world.aws.reset();
        terminal.run("awsp refresh");
        shows(&terminal, "MyRole 777788889999 until ");
    }

    fn a_cache_that_is_none_leaves_the_prompt_right(kind: Kind) {
        let mut world = World::new(kind);
        // Not `.cache`, where fish itself keeps something.
        let file = world.write("cache", "precious");
        world.set("AWSP_CACHE_DIR", file.display().to_string());
        let terminal = world.start();
        terminal.run("awsp use MyRole");
        shows(&terminal, "MyRole 777788889999 planned");
        terminal.run("awsp use benk");
        shows(&terminal, "benk");
        terminal.run("awsp off");
        assert_eq!(fs::read(file).expect("readable"), b"precious");
    }
}
