//! zsh: `precmd_functions`, prompts with code in them, instant prompts.

use super::*;

const HOOK: &str = "nb() { local s=$?; COUNT=$((COUNT + 1)); PROMPT=\"nb[$s]%%%% \" }\nCOUNT=0\n";

fn check(name: &str, lines: &str) {
    in_every_order(Kind::Zsh, name, &format!("{HOOK}{lines}"));
}

#[test]
fn one_that_sets_the_whole_prompt_each_time() {
    check("behind", "precmd_functions+=(nb)");
    check("in front", "precmd_functions=(nb $precmd_functions)");
    // Whoever puts a list of their own in place of all others has to do it before awsp's line.
    let lines = format!("{HOOK}precmd_functions=(nb)");
    live_together(Kind::Zsh, "in place of all others", &[&lines, Kind::Zsh.init_line()]);
    check("by add-zsh-hook", "autoload -Uz add-zsh-hook; add-zsh-hook precmd nb");
    check("precmd itself", "precmd() { nb }");
}

#[test]
fn code_in_the_prompt() {
    // As starship and oh-my-zsh's themes do it.
    check(
        "prompt_subst",
        "setopt prompt_subst; count() { COUNT=$((COUNT + 1)) }; precmd_functions+=(count); \
         PROMPT='nb[%?]$(true)%%%% '",
    );
    check(
        "the status kept in a hook",
        "setopt prompt_subst; count() { NB=$?; COUNT=$((COUNT + 1)) }; precmd_functions+=(count); \
         PROMPT='nb[$(printf %s $NB)]%%%% '; RPROMPT='$(true)'",
    );
}

#[test]
fn an_instant_prompt_that_watches_for_output() {
    // powerlevel10k keeps what is printed while the rc file is read, and complains of it at the first prompt.
    let world_lines = "
        exec {NB_OUT}>&1 {NB_ERR}>&2 >$HOME/instant 2>&1
        nb_end() {
          exec >&$NB_OUT 2>&$NB_ERR {NB_OUT}>&- {NB_ERR}>&-
          [[ -s $HOME/instant ]] && print CONSOLE OUTPUT
          precmd_functions=(${precmd_functions:#nb_end})
        }
        precmd_functions=(nb_end $precmd_functions nb)
    ";
    check("instant prompt", world_lines);
}

#[test]
fn powerlevel10k_builds_its_prompt_of_segments() {
    let lines = "
        p10k() { [[ $1 == segment && $2 == -t ]] && NB_SEGMENT=\"$3 \" }
        nb() {
          local s=$?
          NB_SEGMENT=
          (( $+functions[prompt_awsp] )) && prompt_awsp
          COUNT=$((COUNT + 1))
          PROMPT=\"${NB_SEGMENT}nb[$s]%%%% \"
        }
        COUNT=0
        precmd_functions+=(nb)
    ";
    in_every_order(Kind::Zsh, "powerlevel10k", lines);
}

#[test]
fn two_lines_and_psvar() {
    check(
        "a leading line feed",
        "nb() { local s=$?; COUNT=$((COUNT + 1)); PROMPT=$'\\n'\"nb[$s]%%%% \" }; precmd_functions+=(nb)",
    );
    check(
        "psvar in use",
        "nb() { psvar=($?); COUNT=$((COUNT + 1)); PROMPT='nb[%v]%%%% ' }; precmd_functions+=(nb)",
    );
}
