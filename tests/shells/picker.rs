//! `awsp use` alone: a list to choose from, on the terminal, and the terminal as it was afterwards.

use std::fs;
use std::process::Command;
use std::time::{Duration, Instant};

use crate::each_shell::each_shell;
use crate::home::PROMPT;
use crate::kind::{Kind, find_program};
use crate::screen::Screen;
use crate::terminal::Terminal;
use crate::typist::write_profiles;
use crate::world::World;

/// Types `awsp use` and waits for the list of `count` profiles.
fn open(terminal: &Terminal, count: usize) {
    terminal.send_line("clear");
    terminal.wait_until("an empty screen", |screen| screen.text().lines().count() == 1);
    terminal.send_line("awsp use");
    terminal.wait_for(&format!("profile ({count}/{count}):"));
}

/// Waits for the prompt after the picker.
fn wait_prompt(terminal: &Terminal) {
    terminal.wait_until("the prompt", |screen| {
        screen.cursor_line().ends_with(PROMPT.trim_end()) && !screen.text().contains("profile (")
    });
}

/// The terminal's modes as a program sees them.
fn modes(terminal: &Terminal) -> String {
    let screen = terminal.run("clear; stty -g");
    screen.lines().find(|line| line.matches(':').count() > 5).expect("stty's answer").to_owned()
}

fn has_line(screen: &str, wanted: &str) -> bool {
    screen.lines().any(|line| line == wanted)
}

/// The processes of `program` that belong to this home.
fn processes(world: &World, program: &str) -> Vec<u32> {
    let home = format!("HOME={}\0", world.path().display());
    let all = fs::read_dir("/proc").expect("the processes").filter_map(Result::ok);
    all.filter_map(|entry| entry.file_name().to_str()?.parse().ok())
        .filter(|pid: &u32| {
            let read = |name: &str| fs::read(format!("/proc/{pid}/{name}")).unwrap_or_default();
            let environment = String::from_utf8_lossy(&read("environ")).into_owned() + "\0";
            environment.contains(&home) && String::from_utf8_lossy(&read("comm")).trim_end() == program
        })
        .collect()
}

each_shell! {
    fn typing_narrows_and_enter_switches(kind: Kind) {
        let world = World::new(kind);
        let terminal = world.start();
        let before = modes(&terminal);
        open(&terminal, 7);
        assert!(terminal.look(|screen| screen.cells().hide_cursor()));
        let screen = terminal.look(Screen::text);
        assert!(screen.contains("> default") && screen.contains("assume-role 777788889999"), "{screen}");
        terminal.send("myr");
        let screen = terminal.wait_for("profile (1/7): myr");
        assert!(screen.contains("> MyRole") && !screen.contains("benk"), "{screen}");
        terminal.send("\r");
        wait_prompt(&terminal);
        assert!(!terminal.look(|screen| screen.cells().hide_cursor()));
        let screen = terminal.run(&kind.line("echo status={S}; env | grep AWS_PROFILE="));
        assert!(has_line(&screen, "AWS_PROFILE=MyRole"), "{screen}");
        assert_eq!(modes(&terminal), before);
        // It opens on the active profile, and other keys work.
        terminal.send_line("awsp use");
        terminal.wait_for("> MyRole");
        terminal.send("\x1b[B");
        terminal.wait_for("> chain");
        terminal.send("\x1b[A\x1b[A");
        terminal.wait_for("> benk");
        terminal.send("xyz");
        terminal.wait_for("(0/7): xyz");
        terminal.send("\r\x7f\x7f\x7fbenk");
        terminal.wait_for("(1/7): benk");
        terminal.send("\r");
        wait_prompt(&terminal);
        assert!(has_line(&terminal.run("clear; env | grep AWS_PROFILE="), "AWS_PROFILE=benk"));
    }

    fn leaving_it_changes_nothing(kind: Kind) {
        let world = World::new(kind);
        let terminal = world.start();
        terminal.run("awsp use benk");
        let before = modes(&terminal);
        let variables = |terminal: &Terminal| terminal.run("clear; env | grep '^AWS' | grep -v AWSP_TEXT | sort");
        let env = variables(&terminal);
        for key in ["\x1b", "\x03", "my\x03", "\x04", "\x07"] {
            terminal.run("clear");
            terminal.send_line(&kind.line("awsp use; echo status={S}"));
            terminal.wait_for("profile (7/7):");
            terminal.send(key);
            let screen = terminal.wait_until("the status", |screen| has_line(&screen.text(), "status=130"));
            assert!(!screen.contains("profile ("), "the list is gone: {screen}");
            terminal.wait_until("the prompt", |screen| screen.cursor_line().ends_with(PROMPT.trim_end()));
            assert!(!terminal.look(|screen| screen.cells().hide_cursor()));
            assert_eq!(modes(&terminal), before, "{key:?}");
            let number = |screen: &str| screen.lines().filter(|line| line.starts_with("AWS")).map(str::to_owned).collect::<Vec<_>>();
            assert_eq!(number(&variables(&terminal)), number(&env), "{key:?}");
        }
    }

    fn what_was_typed_before_it_opened_counts(kind: Kind) {
        let world = World::new(kind);
        let terminal = world.start();
        terminal.send("awsp use\rmyr\r");
        terminal.wait_until("the switch", |screen| {
            screen.cursor_line().contains("MyRole") && screen.cursor_line().ends_with(PROMPT.trim_end())
        });
        assert!(has_line(&terminal.run("clear; env | grep AWS_PROFILE="), "AWS_PROFILE=MyRole"));
    }

    fn without_a_terminal_it_is_a_usage_error(kind: Kind) {
        let world = World::new(kind);
        let rc = world.path().join(kind.rc_file());
        let script = kind.line(&format!("source {}; awsp use; echo status={{S}}", rc.display()));
        let mut command = world.command(find_program("setsid"));
        command.arg("-w").arg(kind.program());
        let output = world.run_script(command, &script);
        assert_eq!(String::from_utf8_lossy(&output.stdout), "status=2\n");
        let stderr = String::from_utf8_lossy(&output.stderr);
        assert!(stderr.starts_with("awsp: ") && stderr.contains("hint: awsp list"), "{stderr}");
    }

    fn with_its_input_from_elsewhere_it_still_asks_the_person(kind: Kind) {
        let world = World::new(kind);
        let terminal = world.start();
        terminal.send_line("awsp use </dev/null");
        terminal.wait_for("profile (7/7):");
        terminal.send("benk\r");
        wait_prompt(&terminal);
        assert!(has_line(&terminal.run("clear; env | grep AWS_PROFILE="), "AWS_PROFILE=benk"));
    }

    fn a_closed_window_leaves_no_process(kind: Kind) {
        let world = World::new(kind);
        let mut terminal = world.start();
        open(&terminal, 7);
        assert_eq!(processes(&world, "awsp").len(), 1);
        terminal.hang_up();
        let deadline = Instant::now() + Duration::from_secs(20);
        loop {
            let left = [processes(&world, "awsp"), processes(&world, kind.name())].concat();
            if left.is_empty() {
                break;
            }
            assert!(Instant::now() < deadline, "processes are left: {left:?}");
            std::thread::yield_now();
        }
    }

    fn a_signal_gives_the_terminal_back(kind: Kind) {
        let world = World::new(kind);
        let terminal = world.start();
        let before = modes(&terminal);
        for signal in ["-TERM", "-INT", "-HUP"] {
            open(&terminal, 7);
            for pid in processes(&world, "awsp") {
                let killed = Command::new(find_program("kill")).args([signal, &pid.to_string()]).status();
                assert!(killed.is_ok_and(|status| status.success()));
            }
            wait_prompt(&terminal);
            assert_eq!(modes(&terminal), before, "{signal}");
            assert!(!terminal.look(|screen| screen.cells().hide_cursor()));
        }
    }

    fn another_size_draws_it_anew(kind: Kind) {
        let world = World::new(kind);
        let terminal = world.start();
        open(&terminal, 7);
        terminal.resize(6, 40);
        // Draws as many as there is room for, and nothing wider than the window.
        terminal.wait_until("a smaller list", |screen| {
            let text = screen.text();
            text.contains("profile (7/7):") && text.contains("> default") && text.lines().count() <= 6
        });
        terminal.send("acme");
        terminal.wait_for("(1/7): acme");
        terminal.resize(30, 120);
        terminal.wait_for("999988887777");
        terminal.send("\r");
        wait_prompt(&terminal);
        assert!(has_line(&terminal.run("clear; env | grep AWS_PROFILE="), "AWS_PROFILE=acme-prod"));
    }

    fn five_thousand_profiles_are_no_trouble(kind: Kind) {
        let world = World::new(kind);
        let names: Vec<String> = (0..5000).map(|number| format!("team-{number:04}-admin")).collect();
        write_profiles(&world, &names);
        let terminal = world.start();
        open(&terminal, 5000);
        terminal.send("\x1b[A");
        terminal.wait_for("> team-4999-admin");
        terminal.send("4321");
        terminal.wait_for("(1/5000): 4321");
        terminal.send("\r");
        wait_prompt(&terminal);
        assert!(has_line(&terminal.run("clear; env | grep AWS_PROFILE="), "AWS_PROFILE=team-4321-admin"));
    }

    fn a_hostile_name_does_nothing_to_the_terminal(kind: Kind) {
        let world = World::new(kind);
        let hostile = "evil\u{1b}]2;title\u{7}\u{1b}[2J\u{1b}[5;5H\u{9b}31m$(touch pwned)`touch pwned`\u{202e}";
        write_profiles(&world, &["one", hostile, "two"]);
        let terminal = world.start();
        open(&terminal, 3);
        let screen = terminal.look(Screen::text);
        assert!(screen.lines().any(|line| line.contains("]2;title") && line.contains("static")), "{screen}");
        terminal.send("evil\r");
        wait_prompt(&terminal);
        let screen = terminal.run("clear; printenv AWS_PROFILE | od -An -c -w200 | tr -d ' '");
        assert!(screen.contains("evil033]2;title\\a033[2J033[5;5H"), "{screen}");
        terminal.run("awsp off");
        let raw = String::from_utf8_lossy(&terminal.raw()).into_owned();
        for bad in ["\u{1b}]2;title", "\u{1b}[5;5H", "\u{9b}", "\u{202e}"] {
            assert!(!raw.contains(bad), "{bad:?}");
        }
        assert!(!world.path().join("pwned").exists());
    }
}
