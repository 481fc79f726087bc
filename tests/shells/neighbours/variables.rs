//! Hooks that change the variables at a prompt, as direnv does: that very prompt shows it, whichever comes first.

use std::path::Path;

use super::*;
use crate::kind::find_program;

/// A hook that exports a profile in the folder `project` alone, hung in in the ways that each shell has.
fn hooks(kind: Kind) -> Vec<(&'static str, String)> {
    const BASH: &str = "nb() { local status=$?; if [[ $PWD == */project ]]; then export AWS_PROFILE=MyRole; \
                        else unset AWS_PROFILE; fi; return $status; }\n";
    const ZSH: &str = "nb() { if [[ $PWD == */project ]]; then export AWS_PROFILE=MyRole; \
                       else unset AWS_PROFILE; fi }\n";
    const FISH: &str = "if string match -q '*/project' $PWD; set -gx AWS_PROFILE MyRole; else; \
                        set -e AWS_PROFILE; end; end\n";
    let all: &[(&str, &str, &str)] = match kind {
        Kind::Bash => &[
            ("a text in front", BASH, "PROMPT_COMMAND=\"nb${PROMPT_COMMAND:+;$PROMPT_COMMAND}\""),
            ("a text behind", BASH, "PROMPT_COMMAND=\"${PROMPT_COMMAND:+$PROMPT_COMMAND;}nb\""),
            ("a list in front", BASH, "PROMPT_COMMAND=(nb \"${PROMPT_COMMAND[@]}\")"),
            ("a list behind", BASH, "PROMPT_COMMAND+=(nb)"),
        ],
        Kind::Zsh => &[
            ("in front", ZSH, "precmd_functions=(nb $precmd_functions)"),
            ("behind", ZSH, "precmd_functions+=(nb)"),
            ("precmd itself", ZSH, "precmd() { nb }"),
            ("at a change of the folder", ZSH, "chpwd_functions=(nb $chpwd_functions)"),
        ],
        Kind::Fish => &[
            ("at the prompt", "function nb --on-event fish_prompt; ", FISH),
            ("at a change of the folder", "function nb --on-variable PWD; ", FISH),
            ("after each command", "function nb --on-event fish_postexec; ", FISH),
        ],
    };
    all.iter().map(|(name, head, tail)| (*name, format!("{head}{tail}"))).collect()
}

fn in_project(kind: Kind, name: &str, lines: &[&str], prepare: impl Fn(&World)) {
    let mut world = World::without_awsp(kind);
    world.set("DIRENV_LOG_FORMAT", "");
    world.write("project/.envrc", "export AWS_PROFILE=MyRole\n");
    prepare(&world);
    for line in lines {
        world.rc(line);
    }
    let terminal = world.start();
    assert_eq!(terminal.look(Screen::text).trim(), PROMPT.trim_end(), "{name}: nothing at first");
    for _ in 0..2 {
        terminal.run("cd project");
        assert_eq!(terminal.look(Screen::cursor_line), "MyRole 777788889999 planned %%", "{name}: inside");
        terminal.run("cd ..");
        assert_eq!(terminal.look(Screen::cursor_line), PROMPT.trim_end(), "{name}: outside");
    }
    terminal.run("cd project");
    terminal.send_line(&kind.line("sh -c 'exit 7'"));
    terminal.send_line(&kind.line("echo \"status={S}\""));
    terminal.wait_for("status=7");
}

fn in_both_orders(kind: Kind, name: &str, lines: &str, prepare: impl Fn(&World)) {
    in_project(kind, &format!("{name}, awsp last"), &[lines, kind.init_line()], &prepare);
    in_project(kind, &format!("{name}, awsp first"), &[kind.init_line(), lines], &prepare);
}

crate::each_shell::each_shell! {
    fn a_hook_that_changes_the_profile(kind: Kind) {
        for (name, lines) in hooks(kind) {
            in_both_orders(kind, name, &lines, |_| ());
        }
    }

    fn direnv(kind: Kind) {
        let line = match kind {
            Kind::Bash => "eval \"$(direnv hook bash)\"",
            Kind::Zsh => "eval \"$(direnv hook zsh)\"",
            Kind::Fish => "direnv hook fish | source",
        };
        in_both_orders(kind, "direnv", line, |world| {
            let project = world.path().join("project");
            let allowed = world.command(find_program("direnv")).arg("allow").arg(project).status();
            assert!(allowed.is_ok_and(|status| status.success()), "direnv allows the folder");
        });
    }

    fn a_virtual_environment(kind: Kind) {
        let world = World::new(kind);
        let made = world.command(find_program("python3")).args(["-m", "venv", "--without-pip", "env"]).status();
        assert!(made.is_ok_and(|status| status.success()), "python3 makes an environment");
        let script = Path::new("env/bin").join(if kind == Kind::Fish { "activate.fish" } else { "activate" });
        let activate = format!("source {}", script.display());
        let terminal = world.start();
        let after = |line: &str| {
            terminal.run(line);
            terminal.wait_until("the prompt", |screen| screen.cursor_line().ends_with(PROMPT.trim_end()));
            terminal.look(Screen::cursor_line)
        };
        let whole = |line: String, environment: usize, segment: usize| {
            assert_eq!(line.matches("(env)").count(), environment, "{line}");
            assert_eq!(line.matches("chain 111122223333 Audit planned").count(), segment, "{line}");
        };
        // One of each around the other, then crosswise.
        whole(after("export AWS_PROFILE=chain"), 0, 1);
        whole(after(&activate), 1, 1);
        whole(after("true"), 1, 1);
        whole(after("deactivate"), 0, 1);
        whole(after(&activate), 1, 1);
        whole(after("awsp off"), 1, 0);
        whole(after("deactivate"), 0, 0);
        whole(after("true"), 0, 0);
        whole(after(&activate), 1, 0);
        whole(after("export AWS_PROFILE=chain"), 1, 1);
        whole(after("deactivate"), 0, 1);
        whole(after("awsp off"), 0, 0);
    }
}
