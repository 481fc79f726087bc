//! `use` and `off` in a living shell.

use crate::each_shell::each_shell;
use crate::home::PROMPT;
use crate::kind::Kind;
use crate::screen::Screen;
use crate::world::World;

/// The line that the prompt stands on, once it ends like a prompt.
fn prompt_line(screen: &Screen) -> String {
    screen.cursor_line()
}

each_shell! {
    fn use_exports_the_name_and_the_prompt_shows_account_and_end_without_a_key(kind: Kind) {
        let world = World::new(kind);
        let terminal = world.start();
        assert_eq!(terminal.look(prompt_line), PROMPT.trim_end(), "nothing is shown before anything is used");
        terminal.send_line("awsp use MyRole");
        // bash has no way to redraw by itself: there the next prompt shows it.
        if kind == Kind::Bash {
            terminal.wait_until("the planned account", |screen| prompt_line(screen).contains("777788889999"));
            while world.aws.calls().len() < 2 {
                std::thread::yield_now();
            }
            terminal.wait_until("the end", |screen| {
                let shown = prompt_line(screen).contains("until ");
                if !shown {
                    terminal.send("\r");
                }
                shown
            });
        }
        terminal.wait_until("account and end", |screen| {
            let line = prompt_line(screen);
            line.contains("MyRole 777788889999") && line.contains("until ") && line.ends_with(PROMPT.trim_end())
        });
        assert_eq!(world.aws.calls(), ["sts AssumeRole", "sts GetCallerIdentity"]);
        let screen = terminal.run("env | grep AWS_PROFILE=");
        assert!(screen.contains("\nAWS_PROFILE=MyRole\n"), "{screen}");
    }

    fn off_unsets_for_real_and_the_prompt_is_as_it_was(kind: Kind) {
        let world = World::new(kind);
        let terminal = world.start();
        terminal.run("awsp use MyRole");
        let screen = terminal.run(&kind.line("clear; awsp off; echo status={S}; env | grep -c AWS_PROFILE"));
        assert!(screen.contains("status=0"), "{screen}");
        assert!(has_line(&screen, "0"), "{screen}");
        terminal.wait_until("the plain prompt", |screen| prompt_line(screen) == PROMPT.trim_end());
    }

    fn dash_goes_back(kind: Kind) {
        let world = World::new(kind);
        let terminal = world.start();
        terminal.run("awsp use benk");
        terminal.run("awsp use chain");
        terminal.run("awsp use -");
        let screen = terminal.run("clear; echo \"[$AWS_PROFILE]\"");
        assert!(screen.contains("[benk]"), "{screen}");
        terminal.run("awsp use -");
        let screen = terminal.run("clear; echo \"[$AWS_PROFILE]\"");
        assert!(screen.contains("[chain]"), "{screen}");
    }

    fn an_unknown_name_changes_nothing_and_names_the_nearest(kind: Kind) {
        let world = World::new(kind);
        let terminal = world.start();
        terminal.run("awsp use benk");
        let before = variables(&terminal.run("clear; env | sort | grep '^AWS' | grep -v AWSP_TEXT"));
        let screen = terminal.run(&kind.line("clear; awsp use MyRoel; echo status={S}"));
        assert!(screen.contains("status=1"), "{screen}");
        assert!(screen.contains("awsp: there is no profile MyRoel") && screen.contains("hint: awsp use MyRole"), "{screen}");
        let screen = terminal.run(&kind.line("clear; awsp use nonsense; echo status={S}"));
        assert!(screen.contains("status=1") && screen.contains("awsp list"), "{screen}");
        assert_eq!(variables(&terminal.run("clear; env | sort | grep '^AWS' | grep -v AWSP_TEXT")), before);
    }

    fn a_broken_profile_changes_nothing_and_tells_file_and_line(kind: Kind) {
        let world = World::new(kind);
        let terminal = world.start();
        let screen = terminal.run(&kind.line("awsp use broken; echo status={S}; env | grep -c AWS_PROFILE"));
        assert!(screen.contains("status=1") && has_line(&screen, "0"), "{screen}");
        assert!(screen.contains("/.aws/config:25"), "{screen}");
    }

    fn an_empty_profile_is_unset_at_the_first_prompt_with_a_note(kind: Kind) {
        let mut world = World::new(kind);
        world.home.set("AWS_PROFILE", "");
        let terminal = world.start();
        terminal.wait_for("awsp: AWS_PROFILE was set but empty");
        let screen = terminal.run("clear; env | grep -c AWS_PROFILE");
        assert!(has_line(&screen, "0"), "{screen}");
    }

    fn what_would_shadow_the_profile_is_unset_with_a_line_each(kind: Kind) {
        let mut world = World::new(kind);
        world.home.set("AWS_ACCESS_KEY_ID", "AKIASTALEXXXXEXAMPLE");
        world.home.set("AWS_SECRET_ACCESS_KEY", "planted-secret");
        world.home.set("AWS_DEFAULT_PROFILE", "benk");
        let terminal = world.start();
        terminal.run("awsp use MyRole");
        let screen = terminal.look(Screen::text);
        for name in ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_DEFAULT_PROFILE"] {
            assert!(screen.contains(&format!("awsp: unset {name}")), "{screen}");
        }
        let screen = terminal.run("clear; env | grep -c -e KEY -e DEFAULT_PROFILE -e planted");
        assert!(has_line(&screen, "0"), "{screen}");
        assert!(!String::from_utf8_lossy(&terminal.raw()).contains("planted-secret"));
    }

    fn a_region_is_taken_back_by_off(kind: Kind) {
        let mut world = World::new(kind);
        world.home.set("AWS_REGION", "us-east-1");
        let terminal = world.start();
        terminal.run("awsp use MyRole --region eu-north-1");
        let screen = terminal.run("clear; echo \"[$AWS_REGION|$AWS_DEFAULT_REGION]\"");
        assert!(screen.contains("[eu-north-1|eu-north-1]"), "{screen}");
        terminal.run("awsp off");
        let screen = terminal.run("clear; env | grep REGION; echo end");
        assert!(screen.contains("AWS_REGION=us-east-1") && !screen.contains("DEFAULT_REGION="), "{screen}");
    }

    fn help_is_shown_and_never_evaluated(kind: Kind) {
        let world = World::new(kind);
        let terminal = world.start();
        let screen = terminal.run("awsp use --help | head -3; awsp --version");
        assert!(screen.contains("Switch this shell to a profile"), "{screen}");
        assert!(screen.contains(concat!("awsp ", env!("CARGO_PKG_VERSION"))), "{screen}");
    }

    fn the_status_of_every_command_is_its_own(kind: Kind) {
        let world = World::new(kind);
        let terminal = world.start();
        let screen = terminal.run(&kind.line("clear; awsp list --names >/dev/null; echo a{S}; awsp frobnicate 2>/dev/null; echo b{S}; awsp use --region 'no region' benk 2>/dev/null; echo c{S}"));
        assert!(screen.contains("a0") && screen.contains("b2") && screen.contains("c2"), "{screen}");
    }

    fn a_new_shell_in_the_shell_knows_where_it_is(kind: Kind) {
        let world = World::new(kind);
        let terminal = world.start();
        terminal.run("awsp use MyRole --region eu-north-1");
        terminal.send_line(&format!("exec {} {}", kind.name(), if kind == Kind::Bash { "--noprofile -i" } else { "-i" }));
        terminal.wait_until("the profile", |screen| prompt_line(screen).contains("MyRole 777788889999"));
        terminal.run("awsp off");
        let screen = terminal.run("clear; env | grep -c -e AWS_PROFILE -e AWS_REGION");
        assert!(has_line(&screen, "0"), "{screen}");
    }
}

/// Whether one of the screen's lines is exactly this.
fn has_line(screen: &str, line: &str) -> bool {
    screen.lines().any(|shown| shown == line)
}

/// The lines that look like variables.
fn variables(screen: &str) -> Vec<String> {
    screen.lines().filter(|line| line.starts_with("AWS") && line.contains('=')).map(str::to_owned).collect()
}

mod readonly {
    use super::*;

    fn body(kind: Kind) {
        let world = World::new(kind);
        let terminal = world.start();
        terminal.run("export AWS_PROFILE=mine AWS_ACCESS_KEY_ID=AKIAKEPTXXXXXEXAMPLE; readonly AWS_PROFILE");
        let before = variables(&terminal.run("clear; env | sort | grep '^AWS' | grep -v AWSP_TEXT"));
        for command in ["awsp use MyRole", "awsp off"] {
            let screen = terminal.run(&format!("clear; {command}; echo status=$?"));
            assert!(screen.contains("status=1"), "{screen}");
            assert!(
                screen.contains("awsp: AWS_PROFILE is readonly in this shell; nothing was changed"),
                "{screen}"
            );
        }
        assert_eq!(variables(&terminal.run("clear; env | sort | grep '^AWS' | grep -v AWSP_TEXT")), before);
    }

    #[test]
    fn bash() {
        body(Kind::Bash);
    }

    #[test]
    fn zsh() {
        body(Kind::Zsh);
    }
}

#[test]
fn fish_looks_at_every_scope_and_changes_nothing_where_one_would_stay() {
    let world = World::new(Kind::Fish);
    let terminal = world.start();
    terminal.run("set -Ux AWS_ACCESS_KEY_ID AKIAUNIVERSALEXAMPLE");
    let screen = terminal.run("clear; awsp use MyRole; echo status=$status");
    assert!(screen.contains("status=1") && screen.contains("hint: set -Ue AWS_ACCESS_KEY_ID"), "{screen}");
    let screen = terminal.run("clear; env | grep -c AWS_PROFILE");
    assert!(has_line(&screen, "0"), "{screen}");
    terminal.run("set -Ue AWS_ACCESS_KEY_ID");
    let screen =
        terminal.run("clear; begin; set -lx AWS_PROFILE other; awsp use MyRole; echo status=$status; end");
    assert!(screen.contains("status=1") && screen.contains("AWS_PROFILE is a local variable"), "{screen}");
    let screen = terminal.run("clear; awsp use MyRole; echo status=$status; env | grep AWS_PROFILE=");
    assert!(screen.contains("status=0") && screen.contains("AWS_PROFILE=MyRole"), "{screen}");
}

each_shell! {
    fn only_use_and_off_are_evaluated_whatever_stands_in_front(kind: Kind) {
        let world = World::new(kind);
        world.write(".aws/config", "[profile $(touch${IFS}pwned)]\nregion = eu-west-1\n[profile benk]\n");
        let terminal = world.start();
        for words in ["-p off list", "-qp use list", "--profile=off list", "list off"] {
            terminal.run(&format!("awsp {words}"));
        }
        assert!(!world.path().join("pwned").exists());
        terminal.run("awsp -vp benk use");
        let screen = terminal.run("clear; echo \"[$AWS_PROFILE]\"");
        assert!(screen.contains("[benk]"), "{screen}");
    }

    fn a_program_in_a_folder_with_a_blank_works_by_its_path(kind: Kind) {
        let world = World::without_awsp(kind);
        let folder = world.path().join("sp ace $(touch pwned)");
        std::fs::create_dir(&folder).expect("a folder");
        std::os::unix::fs::symlink(crate::home::binary(), folder.join("awsp")).expect("a link");
        world.rc(&match kind {
            Kind::Fish => format!("'{0}/awsp' init fish | source", folder.display()),
            _ => format!("eval \"$('{}/awsp' init {})\"", folder.display(), kind.name()),
        });
        let terminal = world.start();
        terminal.run("awsp use MyRole");
        let shown = |screen: &Screen| screen.cursor_line().contains("until ");
        if kind == Kind::Bash {
            terminal.press_until("\r", "the end", shown);
        } else {
            terminal.wait_until("the end", shown);
        }
        assert!(!world.path().join("pwned").exists());
    }
}
