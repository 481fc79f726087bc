//! What TAB offers: commands, options and names with a description each; and what it never does.

use crate::each_shell::each_shell;
use crate::home::{Home, PROMPT};
use crate::kind::Kind;
use crate::screen::Screen;
use crate::terminal::Terminal;
use crate::typist::{Typist, record, write_profiles};
use crate::world::World;

/// A shell over [`crate::world::CONFIG`]; in zsh with the completion system that shows descriptions.
fn world(kind: Kind) -> World {
    let world = World::new(kind);
    if kind == Kind::Zsh {
        world.rc("autoload -Uz compinit; compinit -u -D");
    }
    world
}

/// Types `keys` and TAB, once more where the shell lists only then.
fn list(kind: Kind, terminal: &Terminal, keys: &str) {
    terminal.send(keys);
    let twice = kind == Kind::Bash || (kind == Kind::Fish && kind.version() < (3, 6, 0));
    terminal.send(if twice { "\t\t" } else { "\t" });
}

/// Waits until a line shows `value` with `description` behind it.
fn wait_described(terminal: &Terminal, value: &str, description: &str) {
    terminal.wait_until(&format!("{value} with its description"), |screen| {
        screen.text().lines().any(|line| line.contains(value) && line.contains(description))
    });
}

/// Empties the line that was being typed, and the screen.
fn start_over(terminal: &Terminal) {
    // Twice: the first closes fish's list.
    terminal.send("\x03\x03");
    terminal.run("clear");
}

each_shell! {
    fn commands_and_options_are_completed(kind: Kind) {
        let mut home = Home::new(kind);
        record(&mut home);
        write_profiles(&home, &["only"]);
        home.rc(kind.init_line());
        let mut typist = Typist::new(&home, home.start());
        for (keys, words) in [
            ("awsp curr\t--prof\ton\t", &["current", "--profile", "only"][..]),
            ("awsp cur\t--profile=o\t", &["current", "--profile=only"]),
            ("awsp use --reg\teu-west-1 o\t", &["--shell", kind.name(), "use", "--region", "eu-west-1", "only"]),
            ("awsp us\t\t--kee\t", &["--shell", kind.name(), "use", "only", "--keep-keys"]),
            ("awsp current --col\tne\t", &["current", "--color", "never"]),
            ("AWS_REGION=x awsp current --profile o\t", &["current", "--profile", "only"]),
            ("true; awsp current --profile o\t", &["current", "--profile", "only"]),
            ("true && awsp current --profile 'on'\\ly --profile o\t", &["current", "--profile", "only", "--profile", "only"]),
        ] {
            assert_eq!(typist.arguments(keys).as_deref(), Ok(&words.iter().map(ToString::to_string).collect::<Vec<_>>()[..]), "{keys:?}");
        }
    }

    fn a_function_of_another_name_is_completed(kind: Kind) {
        let mut home = Home::new(kind);
        record(&mut home);
        write_profiles(&home, &["only one"]);
        home.rc(&kind.init_line().replace(kind.name(), &format!("{} --cmd my-aws", kind.name())));
        let mut typist = Typist::new(&home, home.start());
        let got = typist.arguments("my-aws use on\t");
        assert_eq!(got, Ok(["--shell", kind.name(), "use", "only one"].map(str::to_owned).to_vec()));
    }

    fn the_middle_of_a_line_is_completed_up_to_the_cursor(kind: Kind) {
        let mut home = Home::new(kind);
        record(&mut home);
        write_profiles(&home, &["a:b c", "other"]);
        home.rc(kind.init_line());
        let mut typist = Typist::new(&home, home.start());
        // Back over ` --quiet`.
        let keys = format!("awsp current --profile a --quiet{}\t", "\x02".repeat(8));
        let got = typist.arguments(&keys);
        assert_eq!(got, Ok(["current", "--profile", "a:b c", "--quiet"].map(str::to_owned).to_vec()));
    }

    fn the_list_tells_what_everything_is(kind: Kind) {
        let world = world(kind);
        let terminal = world.start();
        list(kind, &terminal, "awsp use ");
        wait_described(&terminal, "MyRole", "777788889999/MyRole");
        wait_described(&terminal, "grinntec.aws.admin:sandbox:PowerUserAccess", "sso 444455556666/PowerUserAccess");
        assert!(!terminal.look(|screen| screen.text().contains("--region")), "no options before one is begun");
        start_over(&terminal);
        list(kind, &terminal, "awsp ");
        wait_described(&terminal, "whoami", "Show the verified identity");
        start_over(&terminal);
        list(kind, &terminal, "awsp use --");
        wait_described(&terminal, "--region", "The region to act in");
        start_over(&terminal);
        list(kind, &terminal, "awsp init --cmd x ");
        wait_described(&terminal, "zsh", "5.1 and newer");
        start_over(&terminal);
        assert_eq!(terminal.look(Screen::cursor_line), PROMPT.trim_end());
    }

    fn the_common_beginning_of_hostile_names_arrives_and_nothing_runs(kind: Kind) {
        let mut home = Home::new(kind);
        record(&mut home);
        home.write_program("bin/pwn", "#!/bin/sh\n: >\"$HOME/pwned\"\n");
        home.rc(kind.init_line());
        for name in ["$(touch pwned)", "$(pwn)", "`pwn`", ";pwn;", "`touch pwned`", ";touch pwned;", "'$(touch pwned)'", "\"`touch pwned`\"", "|touch pwned&", "(touch pwned)", "{touch,pwned}"] {
            write_profiles(&home, &[format!("k{name}1"), format!("k{name}2"), "other".to_owned()]);
            let mut typist = Typist::new(&home, home.start());
            let got = typist.arguments("awsp current --profile k\tx");
            assert_eq!(got, Ok(["current".to_owned(), "--profile".to_owned(), format!("k{name}x")].to_vec()));
            // The list is shown, and the half of a name is run.
            typist.terminal().send("awsp use k\t\t\t\x03\x03");
            typist.terminal().run("true");
            assert!(!home.path().join("pwned").exists(), "{name}");
        }
    }

    fn a_name_that_could_drive_the_terminal_is_not_offered(kind: Kind) {
        let world = world(kind);
        write_profiles(&world, &["safe one", "safe two", "esc\u{1b}]2;title\u{7}", "c1\u{9b}31m", "bidi\u{202e}edoc", "zero\u{200b}width"]);
        let terminal = world.start();
        terminal.run("clear");
        let before = terminal.raw().len();
        list(kind, &terminal, "awsp use ");
        // The first TAB may only have completed what the names have in common.
        if kind != Kind::Fish {
            list(kind, &terminal, "");
        }
        terminal.wait_until("the list", |screen| screen.text().contains("two"));
        start_over(&terminal);
        let raw = String::from_utf8_lossy(&terminal.raw().split_off(before)).into_owned();
        for bad in ["]2;title", "\u{9b}", "\u{202e}", "\u{200b}", "bidi", "zero"] {
            assert!(!raw.contains(bad), "{bad:?}: {raw:?}");
        }
    }

    fn nothing_is_offered_and_nothing_is_said_where_the_files_are_broken(kind: Kind) {
        let mut home = Home::new(kind);
        record(&mut home);
        home.rc(kind.init_line());
        home.write(".aws/config", "[profile one]\nno delimiter\n[profile two]\n");
        let mut typist = Typist::new(&home, home.start());
        // The AWS CLI refuses such a file whole, but the names are there.
        let got = typist.arguments("awsp current --profile o\t");
        assert_eq!(got, Ok(["current", "--profile", "one"].map(str::to_owned).to_vec()));
        home.write(".aws/config", [0xff, 0xfe, 0, 0]);
        let got = typist.arguments("awsp current --profile o\tx");
        assert_eq!(got, Ok(["current", "--profile", "ox"].map(str::to_owned).to_vec()));
        let screen = typist.terminal().look(Screen::text);
        assert!(!screen.contains("awsp: "), "{screen}");
    }

    fn among_five_thousand_one_is_found(kind: Kind) {
        let mut home = Home::new(kind);
        record(&mut home);
        home.rc(kind.init_line());
        let names: Vec<String> = (1000..6000).map(|number| format!("team-{number}:admin role")).collect();
        write_profiles(&home, &names);
        let mut typist = Typist::new(&home, home.start());
        let got = typist.arguments("awsp use t\t4321\t");
        let wanted = ["--shell", kind.name(), "use", "team-4321:admin role"].map(str::to_owned);
        assert_eq!(got, Ok(wanted.to_vec()));
    }
}
