//! The harness itself works: without this no other test here means anything.

use std::fs;

use crate::each_shell::each_shell;
use crate::home::{Home, PROMPT};
use crate::kind::{self, Kind};
use crate::screen::Screen;
use crate::tracer::Tracer;

each_shell! {
    fn the_shell_is_the_one_under_test_with_its_own_libraries(kind: Kind) {
        let home = Home::new(kind);
        let terminal = home.start();
        terminal.run("true");
        let process = format!("/proc/{}", terminal.pid());
        let program = kind.program().canonicalize().expect("the program is there");
        assert_eq!(fs::read_link(format!("{process}/exe")).expect("it runs"), program);
        let Some(set) = kind::set() else { return };
        let maps = fs::read_to_string(format!("{process}/maps")).expect("its libraries");
        let own = format!("{}/", set.canonicalize().expect("the folder is there").display());
        for library in maps.lines().filter_map(|line| line.find('/').map(|at| &line[at..])).filter(|path| path.contains(".so")) {
            assert!(library.starts_with(&own), "{library}");
        }
        let version = match kind {
            Kind::Bash => "bash ${BASH_VERSION%%(*}",
            Kind::Zsh => "zsh $ZSH_VERSION",
            Kind::Fish => "fish $version",
        };
        let screen = terminal.run(&format!("clear; echo \"{version}\""));
        let versions = fs::read_to_string(set.join("versions")).expect("`scripts/shells` wrote it");
        let said = screen.lines().find(|line| versions.lines().any(|known| known == *line));
        assert!(said.is_some_and(|line| line.starts_with(kind.name())), "{screen}\n{versions}");
    }

    fn echo_comes_back(kind: Kind) {
        let home = Home::new(kind);
        let terminal = home.start();
        let screen = terminal.run("echo one; echo two");
        assert!(screen.contains("\none\ntwo\n"), "{screen}");
        assert_eq!(terminal.look(Screen::cursor_line), PROMPT.trim_end());
    }

    fn the_environment_is_the_one_given(kind: Kind) {
        let mut home = Home::new(kind);
        home.set("AWSP_TEST_VALUE", "a b");
        home.rc("echo rc-was-read");
        let terminal = home.start();
        let screen = terminal.run("clear; env | cut -d= -f1 | sort | tr '\\n' ' '; printenv AWSP_TEST_VALUE");
        assert!(screen.contains("a b\n"), "{screen}");
        for unwanted in ["CARGO", "AWS_", "XDG_"] {
            assert!(!screen.contains(unwanted), "{unwanted} leaked in:\n{screen}");
        }
        assert!(String::from_utf8_lossy(&terminal.raw()).contains("rc-was-read"));
    }

    fn a_script_runs_without_a_terminal(kind: Kind) {
        let home = Home::new(kind);
        let output = home.script("command -v awsp; echo err >&2; exit 7");
        assert_eq!(output.status.code(), Some(7));
        assert_eq!(String::from_utf8_lossy(&output.stdout), format!("{}\n", env!("CARGO_BIN_EXE_awsp")));
        assert_eq!(output.stderr, b"err\n");
    }

    fn the_tracer_sees_processes_and_nothing_else(kind: Kind) {
        let home = Home::new(kind);
        let terminal = home.start();
        terminal.run("true");

        let tracer = Tracer::attach(terminal.pid());
        terminal.run("true");
        terminal.run("echo a; echo b");
        assert_eq!(tracer.finish(), Vec::<String>::new());

        let tracer = Tracer::attach(terminal.pid());
        terminal.run("/bin/true; /bin/true");
        let started = tracer.finish();
        let executed = started.iter().filter(|line| line.contains("execve(\"/bin/true\"")).count();
        assert_eq!(executed, 2, "{started:#?}");
    }

    fn colours_sizes_and_ends_are_seen(kind: Kind) {
        let home = Home::new(kind);
        let program = home.write_program("red", "#!/bin/sh\nprintf '\\033[31mscar''let\\033[0m\\n'\n");
        let mut terminal = home.start();
        terminal.run(&program.display().to_string());
        assert_eq!(terminal.look(|screen| screen.colour_of("scarlet")), Some(vt100::Color::Idx(1)));
        terminal.resize(10, 40);
        let screen = terminal.run("stty size");
        assert!(screen.contains("10 40"), "{screen}");
        terminal.send_line("exit 3");
        assert_eq!(terminal.wait_end().exit_code(), 3);
    }

    fn the_init_line_is_silent(kind: Kind) {
        let home = Home::new(kind);
        home.rc(kind.init_line());
        let terminal = home.start();
        assert_eq!(terminal.look(Screen::text), PROMPT.trim_end());
    }

    fn a_closed_window_ends_the_shell(kind: Kind) {
        let home = Home::new(kind);
        let mut terminal = home.start();
        terminal.send("half a li");
        terminal.wait_for("half a li");
        terminal.hang_up();
        terminal.wait_end();
    }
}
