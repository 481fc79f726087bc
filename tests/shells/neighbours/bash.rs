//! bash: `PROMPT_COMMAND`, DEBUG traps and what is built on them.

use super::*;

/// Sets the whole prompt anew each time.
const HOOK: &str =
    "nb() { local status=$?; COUNT=$((COUNT + 1)); PS1=\"nb[$status]%% \"; return $status; }\nCOUNT=0\n";

fn check(name: &str, lines: &str) {
    in_every_order(Kind::Bash, name, &format!("{HOOK}{lines}"));
}

#[test]
fn a_prompt_command_that_is_a_text() {
    check("in front", "PROMPT_COMMAND=\"nb${PROMPT_COMMAND:+; $PROMPT_COMMAND}\"");
    check("with a semicolon behind", "PROMPT_COMMAND=\"nb; ${PROMPT_COMMAND-}\"");
    check("behind a line feed", "PROMPT_COMMAND=\"nb\"$'\\n'\"${PROMPT_COMMAND-}\"");
    check("in place of all others", "PROMPT_COMMAND=nb");
}

#[test]
fn a_prompt_command_that_is_a_list() {
    check("in front", "PROMPT_COMMAND=(nb \"${PROMPT_COMMAND[@]}\")");
    check("behind", "PROMPT_COMMAND+=(nb)");
    // Whoever puts a list of their own in place of all others has to do it before awsp's line.
    let lines = format!("{HOOK}PROMPT_COMMAND=(nb)");
    live_together(Kind::Bash, "in place of all others", &[&lines, Kind::Bash.init_line()]);
    check("with an empty one", "PROMPT_COMMAND=('' nb '' \"${PROMPT_COMMAND[@]}\")");
}

#[test]
fn a_prompt_with_code_in_it() {
    let lines = "COUNT=0; PROMPT_COMMAND='COUNT=$((COUNT + 1))'; PS1='nb[$?]$(true)%% '";
    live_together(Kind::Bash, "code, awsp last", &[lines, Kind::Bash.init_line()]);
    let lines = "PS1='nb[$?]$(true)%% '; nb() { COUNT=$((COUNT + 1)); }; COUNT=0; PROMPT_COMMAND+=(nb)";
    live_together(Kind::Bash, "code, awsp first", &[Kind::Bash.init_line(), lines]);
}

#[test]
fn one_that_takes_over_and_runs_what_was_there() {
    // As starship does it: the command line's start is caught by a DEBUG trap, and what was in PROMPT_COMMAND is
    // run from its own hook, with the status as it was.
    check(
        "starship",
        "nb_start() { NB_STARTED=1; }
         nb_status() { return \"$1\"; }
         nb_wrap() {
           local status=$?
           nb_status \"$status\"
           if [[ -n ${NB_KEPT-} ]]; then eval \"$NB_KEPT\"; fi
           nb_status \"$status\"
           nb
         }
         trap 'nb_start \"$_\"' DEBUG
         NB_KEPT=${PROMPT_COMMAND-}
         PROMPT_COMMAND=nb_wrap",
    );
}

/// The mechanism of bash-preexec: it installs itself at the first prompt, in front of and behind all others; its
/// DEBUG trap runs `preexec_functions` before the first command after that.
const PREEXEC: &str = "
    bash_preexec_imported=defined
    precmd_functions=() preexec_functions=()
    __bp_ready=
    __bp_set_ret() { return ${1:-0}; }
    __bp_interactive_mode() { __bp_ready=on; }
    __bp_precmd_invoke_cmd() {
      local ret=$? f
      for f in ${precmd_functions[@]+\"${precmd_functions[@]}\"}; do
        if type -t \"$f\" >/dev/null; then __bp_set_ret $ret; \"$f\"; fi
      done
      __bp_set_ret $ret
    }
    __bp_preexec() {
      local f
      if [[ -n ${COMP_LINE-} || -z $__bp_ready || $BASH_SUBSHELL != 0 ]]; then return; fi
      if [[ \" ${PROMPT_COMMAND[*]} \" == *\"$BASH_COMMAND\"* ]]; then __bp_ready=; return; fi
      __bp_ready=
      for f in ${preexec_functions[@]+\"${preexec_functions[@]}\"}; do \"$f\" \"$BASH_COMMAND\"; done
    }
    __bp_install() {
      local rest=${PROMPT_COMMAND:-}
      rest=${rest//$'\\n'__bp_install/}
      rest=${rest//__bp_install/}
      trap '__bp_preexec \"$_\"' DEBUG
      PROMPT_COMMAND=$'__bp_precmd_invoke_cmd\\n'
      if [[ -n ${rest//[[:space:];]/} ]]; then PROMPT_COMMAND+=$rest$'\\n'; fi
      PROMPT_COMMAND+=__bp_interactive_mode
      __bp_precmd_invoke_cmd
      __bp_interactive_mode
    }
    PROMPT_COMMAND=\"${PROMPT_COMMAND:+$PROMPT_COMMAND$'\\n'}__bp_install\"
    nb_pre() { EXECS=$((EXECS + 1)); }
    EXECS=0
    preexec_functions+=(nb_pre)
    precmd_functions+=(nb)
";

#[test]
fn bash_preexec() {
    check("bash-preexec", PREEXEC);
}

#[test]
fn bash_preexec_takes_no_part_of_awsp_for_a_command() {
    for lines in [[PREEXEC, Kind::Bash.init_line()], [Kind::Bash.init_line(), PREEXEC]] {
        let world = World::without_awsp(Kind::Bash);
        world.rc(HOOK);
        for line in lines {
            world.rc(line);
        }
        let terminal = world.start();
        terminal.run("awsp use benk");
        let executed = |terminal: &Terminal| {
            let screen = terminal.run("clear; echo execs=$EXECS");
            let line = screen.lines().find_map(|line| line.strip_prefix("execs=")).expect("the count");
            line.parse::<u32>().expect("a number")
        };
        let first = executed(&terminal);
        assert_eq!([executed(&terminal), executed(&terminal)], [first + 1, first + 2]);
        // An empty line is no command.
        terminal.send("\r\r\r");
        assert_eq!(executed(&terminal), first + 3);
    }
}

#[test]
fn two_lines() {
    let lines = "nb() { local status=$?; COUNT=$((COUNT + 1)); PS1='\\n'\"nb[$status]%% \"; }; COUNT=0; PROMPT_COMMAND=nb";
    in_every_order(Kind::Bash, "a leading line feed", lines);
}

#[test]
fn one_that_moves_itself_at_each_prompt() {
    let rest = "local i kept=(); for i in \"${PROMPT_COMMAND[@]}\"; do [[ $i == nb_again ]] || kept+=(\"$i\"); done;";
    let again = |list: &str| format!("nb_again() {{ nb; {rest} PROMPT_COMMAND=({list}); }}; ");
    let first = "PROMPT_COMMAND=(nb_again \"${PROMPT_COMMAND[@]}\")";
    check("first for ever", &(again("nb_again \"${kept[@]}\"") + first));
    // Whoever runs after awsp at every prompt has to come before awsp's line.
    let lines = format!("{HOOK}{}PROMPT_COMMAND+=(nb_again)", again("\"${kept[@]}\" nb_again"));
    live_together(Kind::Bash, "last for ever", &[&lines, Kind::Bash.init_line()]);
}
