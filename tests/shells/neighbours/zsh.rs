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

/// The mechanism of powerlevel10k's instant prompt: what the prompt was the last time is printed at once; what is
/// printed while the rc file is read is kept, complained of and shown at the first prompt; the hooks stand where it
/// wants them.
const INSTANT: &str = "
    setopt no_prompt_cr no_prompt_sp prompt_subst
    [[ -e $HOME/last ]] && print -n \"$(<$HOME/last)\"
    exec {NB_OUT}>&1 {NB_ERR}>&2 >$HOME/instant 2>&1
    nb_end() {
      exec >&$NB_OUT 2>&$NB_ERR {NB_OUT}>&- {NB_ERR}>&-
      print -n '\\r\\e[J'
      [[ -s $HOME/instant ]] && print CONSOLE OUTPUT && cat $HOME/instant
      precmd_functions=(${precmd_functions:#nb_end})
    }
    nb_keep() { print -rn -- 'nb[0]%% ' >$HOME/last }
    precmd_functions=(nb_end $precmd_functions nb nb_keep)
";

#[test]
fn an_instant_prompt_that_watches_for_output() {
    check("instant prompt", INSTANT);
    // With a prompt of the last time: every byte up to the end of the real one is as without awsp.
    let bytes = |order: &[&str]| {
        let world = world_with(Kind::Zsh, order);
        world.write("last", "nb[0]%% ");
        let terminal = world.open();
        // Both prompts look alike; after the real one the line editor asks for pasted text in brackets.
        terminal.wait_until("the real prompt", |screen| {
            screen.cursor_line().ends_with(&own(0)) && screen.takes_bracketed_paste()
        });
        let raw = String::from_utf8_lossy(&terminal.raw()).into_owned();
        raw.split("\u{1b}[?2004h").next().unwrap_or_default().to_owned()
    };
    let lines = format!("{HOOK}{INSTANT}");
    let alone = bytes(&[&lines]);
    assert_eq!(alone.matches("nb[0]").count(), 2, "{alone:?}");
    for order in [[&*lines, Kind::Zsh.init_line()], [Kind::Zsh.init_line(), &lines]] {
        assert_eq!(bytes(&order), alone);
    }
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

#[test]
fn one_that_completes_its_prompt_behind() {
    // As oh-my-zsh does it for git: a process is watched, and its end redraws the prompt.
    let lines = "
        setopt prompt_subst
        autoload -Uz add-zsh-hook
        nb() {
          NB_STATUS=$? NB_PART=
          COUNT=$((COUNT + 1))
          if [[ -n ${NB_FD-} ]]; then zle -F $NB_FD; exec {NB_FD}<&-; fi
          exec {NB_FD}< <(print -r -- \"[$NB_STATUS]\")
          zle -F $NB_FD nb_done
        }
        nb_done() {
          local part
          if [[ -z $2 || $2 == hup ]]; then
            IFS= read -r -u $1 part
            NB_PART=$part
            zle .reset-prompt
            zle -R
            exec {1}<&-
          fi
          zle -F $1
          NB_FD=
        }
        COUNT=0
        NB_FD=
        add-zsh-hook precmd nb
        PROMPT='nb${NB_PART}%%%% '
    ";
    in_every_order(Kind::Zsh, "asynchronous", lines);
}

#[test]
fn a_theme_that_is_chosen_at_load_and_drawn_by_widgets() {
    // As oh-my-zsh does it: the theme sets the prompt once, and widgets that the line editor calls at the start and
    // the end of each line change the terminal's mode. Others wrap the widgets that are there.
    let lines = "
        setopt prompt_subst
        autoload -Uz colors add-zsh-hook && colors
        zmodload zsh/terminfo
        zle-line-init() { echoti smkx }
        zle-line-finish() { echoti rmkx }
        zle -N zle-line-init
        zle -N zle-line-finish
        nb() { COUNT=$((COUNT + 1)); print -n '\\e]2;title\\a' }
        COUNT=0
        add-zsh-hook precmd nb
        nb_part() { print -rn -- \"%{$fg_bold[green]%}nb%{$reset_color%}\" }
        PROMPT='$(nb_part)[%?]%(!.%%%%.%%%%) '
    ";
    in_every_order(Kind::Zsh, "a theme", lines);
}

#[test]
fn one_that_moves_itself_at_each_prompt() {
    let again = "nb_again() { nb; precmd_functions=(nb_again ${precmd_functions:#nb_again}) }; ";
    check("first for ever", &format!("{again}precmd_functions=(nb_again $precmd_functions)"));
    // As powerlevel10k does it.
    let again = "nb_again() { nb; precmd_functions=(${precmd_functions:#nb_again} nb_again) }; ";
    let lines = format!("{HOOK}{again}precmd_functions+=(nb_again)");
    live_together(Kind::Zsh, "last for ever", &[&lines, Kind::Zsh.init_line()]);
    // It always runs after awsp then; the line editor puts the segment in when it starts.
    let (terminal, _world) = start(Kind::Zsh, &[Kind::Zsh.init_line(), &lines]);
    prompt_after(&terminal, "awsp use benk", 0);
    for _ in 0..15 {
        prompt_after(&terminal, "false", 1);
        terminal.wait_until("both prompts", |screen| {
            let line = screen.cursor_line();
            line.starts_with("benk ") && line.ends_with(&own(1)) && line.matches("nb").count() == 1
        });
    }
}
