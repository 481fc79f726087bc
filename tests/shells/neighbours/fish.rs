//! fish: `fish_prompt`, `fish_mode_prompt` and event handlers.

use super::*;

fn check(name: &str, lines: &str) {
    in_every_order(Kind::Fish, name, lines);
}

const COUNT: &str =
    "set -g COUNT 0; function nb_count --on-event fish_prompt; set -g COUNT (math $COUNT + 1); end\n";
const OWN: &str = "function fish_prompt; set -l s $status; printf 'nb[%s]%%%% ' $s; end\n";

#[test]
fn a_prompt_of_its_own() {
    check("plain", &format!("{COUNT}{OWN}"));
    check("with a right prompt", &format!("{COUNT}{OWN}function fish_right_prompt; true; end"));
}

#[test]
fn one_that_erases_the_mode_prompt() {
    // As starship does it.
    check("starship", &format!("{COUNT}{OWN}functions -e fish_mode_prompt"));
    check("empty", &format!("{COUNT}{OWN}function fish_mode_prompt; end"));
}

#[test]
fn one_that_builds_its_prompt_in_a_handler() {
    // As tide and hydro do it: the prompt function only prints what a handler has made.
    let lines = "set -g COUNT 0
        function nb_make --on-event fish_prompt
            set -l s $status
            set -g COUNT (math $COUNT + 1)
            set -g NB \"nb[$s]%% \"
        end
        function fish_prompt; printf %s $NB; end";
    check("a handler", lines);
}

#[test]
fn one_that_wraps_the_prompt_that_is_there() {
    // As virtualenv's activate script does it.
    let lines = format!("{COUNT}{OWN}functions -c fish_prompt nb_old; function fish_prompt; nb_old; end");
    check("a copy", &lines);
}

#[test]
fn vi_keys_show_their_mode() {
    let world = World::without_awsp(Kind::Fish);
    world.rc(&format!("{COUNT}{OWN}fish_vi_key_bindings\n{}", Kind::Fish.init_line()));
    let terminal = world.start();
    terminal.run("awsp use benk");
    let line = terminal.look(Screen::cursor_line);
    assert!(line.starts_with("benk") && line.contains("[I]") && line.ends_with(&own(0)), "{line}");
}
