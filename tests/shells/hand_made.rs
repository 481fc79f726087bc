//! `awsp prompt --shell …` in prompts that people build by hand.

use crate::kind::Kind;
use crate::world::World;

/// Lines of an rc file that put the segment into the prompt's value, where the shell expands it.
fn hand_made(kind: Kind) -> &'static str {
    match kind {
        Kind::Bash => r#"shopt -s promptvars; PROMPT_COMMAND='PS1="<$(awsp prompt --shell bash)> %% "'"#,
        _ => r#"setopt promptsubst promptbang; precmd() { PROMPT="<$(awsp prompt --shell zsh)> %%%% " }"#,
    }
}

#[test]
fn a_name_that_is_code_is_shown_and_not_run() {
    for kind in [Kind::Bash, Kind::Zsh] {
        for (name, shown) in [
            ("a$(touch${IFS}ran)b", "<a?(touch?{IFS}ran)b unknown profile>"),
            ("a`touch${IFS}ran`b", "<a?touch?{IFS}ran?b unknown profile>"),
            (r"a\$(touch${IFS}ran)b", "<a??(touch?{IFS}ran)b unknown profile>"),
            (r"a\044(touch${IFS}ran)b", "<a?044(touch?{IFS}ran)b unknown profile>"),
        ] {
            let mut world = World::without_awsp(kind);
            world.rc(hand_made(kind));
            world.home.set("AWS_PROFILE", name);
            let terminal = world.start();
            terminal.wait_for(shown);
            terminal.run("true");
            assert!(!world.path().join("ran").exists(), "{kind:?} ran {name}");
        }
    }
}
