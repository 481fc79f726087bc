# shellcheck shell=bash
# awsp for bash 3.2 and newer. Load it with: eval "$(awsp init bash)"
#
# How it is written, and why: a name that users may have redefined is only
# called through `builtin` (but `command` and `eval` are not: behind `builtin`
# they leave a `set -e` shell even in `awsp … || …`); the hook, which runs at
# every prompt, uses no command at all while nothing changed; nothing may fail
# under `set -eu`; and no value from outside is ever part of code or of a prompt
# string.
#
# An alias is put in when a function is read, so there are none while this is.
_awsp_aliases=0
\builtin shopt -q expand_aliases && _awsp_aliases=1 && \builtin shopt -u expand_aliases
builtin unalias -- __awsp_cmd__ 2>/dev/null || builtin :

# `use` and `off` change this shell, so their output is run here; everything
# else goes straight to the binary. Help must never be run as code.
function __awsp_cmd__ {
  builtin local _awsp_word _awsp_skip='' _awsp_verb='' _awsp_script _awsp_status=0
  for _awsp_word in "$@"; do
    if [[ $_awsp_word == -- ]]; then
      builtin break
    elif [[ -n $_awsp_skip ]]; then
      _awsp_skip=
    elif [[ $_awsp_word == --help || $_awsp_word == --version || $_awsp_word =~ ^-[qv]*[hV] ]]; then
      _awsp_verb=help
      builtin break
    elif [[ $_awsp_word == --profile || $_awsp_word == --region || $_awsp_word == --color || $_awsp_word =~ ^-[qv]*p$ ]]; then
      _awsp_skip=1
    elif [[ $_awsp_word != -* && -z $_awsp_verb ]]; then
      _awsp_verb=$_awsp_word
    fi
  done
  if [[ $_awsp_verb != use && $_awsp_verb != off ]]; then
    \command __awsp_bin__ "$@"
    builtin return
  fi
  _awsp_script=$(\builtin exec __awsp_bin__ --shell bash "$@") || _awsp_status=$?
  if [[ $_awsp_status != 0 ]]; then
    builtin return "$_awsp_status"
  fi
  \eval "$_awsp_script"
}

if [[ $- != *i* ]]; then
  # Called by the code that `use` and `off` print; there is no prompt here.
  _awsp_adopt() { builtin :; }
else
  # Every variable that can change what the prompt says.
  _awsp_names='__awsp_names__'
  _awsp_names_with_keys='__awsp_names_with_keys__'

  # Holds the variables as they are, and generates the condition that says
  # whether they still are, so that a prompt pays for one test and no loop:
  # those that are unset in one string that must be empty, those that are set in
  # another that must be as it was. bash expands fastest without braces, which
  # `set -u` does not allow. What is unset may become empty unseen, but for those
  # where that is likely to mean something. Of a secret, and of the record of the last switch, only their
  # being there counts; before 4.4 bash cannot tell without a process whether a
  # variable is exported. The locals have names of our own: `local` fails where
  # one is readonly, and its value would become code.
  _awsp_keep_key() {
    builtin local IFS=$' \t\n' _awsp_all="$_awsp_names" _awsp_name _awsp_unset='' _awsp_set="''" _awsp_more='' _awsp_end=$'\037'
    if [[ -n ${AWS_ACCESS_KEY_ID-} ]]; then
      _awsp_all+=" $_awsp_names_with_keys"
    fi
    for _awsp_name in $_awsp_all; do
      if [[ -n ${!_awsp_name-} ]]; then
        case $_awsp_name in
          AWS_SECRET_ACCESS_KEY | AWS_SESSION_TOKEN | AWS_SECURITY_TOKEN | AWSP_SWITCH) _awsp_set+="\${$_awsp_name:+.}" ;;
          *) if [[ $- == *u* ]]; then _awsp_set+="\${$_awsp_name-}$_awsp_end"; else _awsp_set+="\$$_awsp_name$_awsp_end"; fi ;;
        esac
      elif [[ -n ${!_awsp_name+x} ]]; then
        _awsp_set+="\${$_awsp_name-!}$_awsp_end"
      else
        case $_awsp_name in
          *_PROFILE | *_REGION | AWS_CONFIG_FILE | AWS_SHARED_CREDENTIALS_FILE | AWS_ROLE_ARN | AWSP_PROMPT_FORMAT | TZ)
            _awsp_unset+="\${$_awsp_name+x}"
            ;;
          *) if [[ $- == *u* ]]; then _awsp_unset+="\${$_awsp_name-}"; else _awsp_unset+="\$$_awsp_name"; fi ;;
        esac
      fi
      if [[ $_awsp_name == AWS* && $_awsp_name != AWSP_SWITCH && -n ${!_awsp_name+x} ]] && ((BASH_VERSINFO[0] * 100 + BASH_VERSINFO[1] >= 404)); then
        if [[ $- == *u* ]]; then _awsp_set+="\${$_awsp_name+\${$_awsp_name@a}}$_awsp_end"; else _awsp_set+="\${$_awsp_name@a}$_awsp_end"; fi
      fi
    done
    if [[ ${AWS_CONFIG_FILE-/} != /* || ${AWS_SHARED_CREDENTIALS_FILE-/} != /* ]]; then
      _awsp_set+="\${PWD-}"
    fi
    # Options by the length of their list: without promptvars there is no
    # segment, and under nocasematch this comparison is not exact.
    if [[ -n ${BASHOPTS-} ]]; then
      _awsp_set+="\${#BASHOPTS}"
    fi
    if [[ ${BASHOPTS-nocasematch} == *nocasematch* ]]; then
      _awsp_more="&& ! $_awsp_set < \"\$_awsp_key\" && ! $_awsp_set > \"\$_awsp_key\""
    fi
    builtin eval "_awsp_key=$_awsp_set"
    _awsp_flags=$-
    _awsp_key_code="\$- == \"\$_awsp_flags\" && -z $_awsp_unset'' && $_awsp_set == \"\$_awsp_key\" $_awsp_more"
    _awsp_held=1 _awsp_wait=0
    _awsp_generate
  }

  # The conditions become functions: two for what is seldom done, and the two
  # halves of the hook, each with all of them in it, for the call of a function
  # costs as much as three tests. The clock is compared as text, because what
  # a number is expected from can run code, and both have as many digits or
  # begin with a 9. Before the time of the last pick it was set back, which
  # matters only where something has passed by then.
  _awsp_generate() {
    builtin local _awsp_time="\$EPOCHSECONDS" _awsp_tick='' _awsp_due _awsp_same _awsp_save='' _awsp_back='' _awsp_stale=''
    if ((BASH_VERSINFO[0] < 5)); then
      _awsp_time="\$_awsp_now" _awsp_tick=_awsp_clock
    elif [[ $- == *u* ]]; then
      _awsp_time="\${EPOCHSECONDS-}"
    fi
    _awsp_due="$_awsp_time < \$_awsp_next"
    if [[ -n $_awsp_passed ]]; then
      _awsp_due+=" && ! $_awsp_time < \$_awsp_picked"
    fi
    _awsp_same="$_awsp_key_code && $_awsp_due && $_awsp_files_code"
    # Who is alone in a list has no first half, and no status to hand on.
    if [[ -z $_awsp_alone ]]; then
      _awsp_save="_awsp_status=\$?" _awsp_stale='_awsp_fresh='
      _awsp_same="$_awsp_key_code && $_awsp_due && ( -n \$_awsp_fresh || $_awsp_files_code )"
      _awsp_back="if [[ \$_awsp_status != 0 && \$- != *e* ]]; then builtin return \"\$_awsp_status\"; fi"
    fi
    builtin eval "
      _awsp_same_key() { [[ $_awsp_key_code ]]; }
      _awsp_same_files() { [[ $_awsp_files_code ]]; }
      # Runs before the prompt commands of others, which may put AWSP_TEXT into
      # the prompt that they build, and leaves them the status as it was. The
      # argument is \$_, which bash then leaves as it was, too.
      _awsp_first() {
        _awsp_status=\$?
        $_awsp_tick
        if [[ ! ( $_awsp_key_code && $_awsp_due && $_awsp_files_code ) ]]; then
          _awsp_check
        fi
        _awsp_fresh=1
        if [[ \$_awsp_status != 0 && \$- != *e* ]]; then
          builtin return \"\$_awsp_status\"
        fi
      }
      # Runs after them: they may have changed the variables (as direnv does) and
      # rebuilt the prompt.
      _awsp_last() {
        $_awsp_save
        $_awsp_tick
        if [[ ! ( $_awsp_same ) ]]; then
          _awsp_check
        fi
        $_awsp_stale
        if [[ \${PS1-} != \"\$_awsp_prompt\" || \${PROMPT_COMMAND[*]-} != \"\$_awsp_placed\" ]]; then
          _awsp_tend
        fi
        $_awsp_back
      }
    "
  }

  # What is held of a state file: see the numbered lines in _awsp_take.
  _awsp_forget() {
    _awsp_path=- _awsp_mode=off _awsp_files_code="-z ''"
    _awsp_refresh_at='' _awsp_soon_at='' _awsp_ended_at='' _awsp_countdown_to=''
    _awsp_text0='' _awsp_text1='' _awsp_text2=''
    _awsp_sgr0='' _awsp_sgr1='' _awsp_sgr2=''
  }
  _awsp_held=0 _awsp_fresh='' _awsp_key='' _awsp_key_code="-n ''" _awsp_now='' _awsp_next=0 _awsp_picked=0 _awsp_wait=0 _awsp_passed=yes
  _awsp_ps1='' _awsp_mark='' _awsp_placed='' _awsp_prompt=$'\001'
  _awsp_places=0 _awsp_length=0 _awsp_loading=1 _awsp_alone=''
  _awsp_forget
  _awsp_generate

  # The clock. Bash 5 has a variable, 4.2 a format; before, the seconds that
  # the shell counts are added to a time that was asked for once.
  if ((BASH_VERSINFO[0] >= 5)); then
    # Once it is unset it is a variable like any other.
    _awsp_clock() {
      _awsp_number "${EPOCHSECONDS-}"
      _awsp_now=$_awsp_n
    }
  elif ((BASH_VERSINFO[0] * 100 + BASH_VERSINFO[1] >= 402)); then
    _awsp_clock() { builtin printf -v _awsp_now '%(%s)T' -1; }
  else
    _awsp_clock() {
      if [[ -z ${_awsp_base-} || ${SECONDS-0} -lt $_awsp_counted ]]; then
        _awsp_base=$(\builtin command date +%s) || _awsp_base=
        _awsp_number "$_awsp_base"
        _awsp_base=$((${_awsp_n:-0} - ${SECONDS-0}))
      fi
      _awsp_counted=${SECONDS-0}
      _awsp_now=$((_awsp_base + _awsp_counted))
    }
  fi

  # $1 as a number without leading zeros (octal in arithmetic), or empty.
  _awsp_number() {
    _awsp_n=
    if [[ -n $1 && ${#1} -le 15 && $1 != *[!0123456789]* ]]; then
      _awsp_n=$((10#$1))
    fi
  }

  # Holds the state $2 of the file $1, or fails. Nothing in it is trusted.
  _awsp_take() {
    builtin local rest="$2" code='' i n
    builtin local -a l
    l=()
    while [[ $rest == *$'\n'* && ${#l[@]} -lt 120 ]]; do
      l+=("${rest%%$'\n'*}")
      rest=${rest#*$'\n'}
    done
    if [[ -n $rest ]]; then
      l+=("$rest")
    fi
    if [[ ${#l[@]} -lt 13 || ${l[0]} != 'awsp-state 2' || (${l[1]} != run && ${l[1]} != off && ${l[1]} != each) ]]; then
      builtin return 1
    fi
    _awsp_number "${l[12]}"
    n=$_awsp_n
    if [[ -z $n || $n -gt 32 || ${#l[@]} -lt $((13 + 3 * n)) ]]; then
      builtin return 1
    fi

    _awsp_path=$1 _awsp_mode=${l[1]}
    _awsp_number "${l[2]}"
    _awsp_refresh_at=$_awsp_n
    _awsp_number "${l[3]}"
    _awsp_soon_at=$_awsp_n
    _awsp_number "${l[4]}"
    _awsp_ended_at=$_awsp_n
    _awsp_number "${l[5]}"
    _awsp_countdown_to=$_awsp_n
    _awsp_clean "${l[6]}" "${l[7]}"
    _awsp_sgr0=$_awsp_sgr _awsp_text0=$_awsp_text
    _awsp_clean "${l[8]}" "${l[9]}"
    _awsp_sgr1=$_awsp_sgr _awsp_text1=$_awsp_text
    _awsp_clean "${l[10]}" "${l[11]}"
    _awsp_sgr2=$_awsp_sgr _awsp_text2=$_awsp_text

    # One condition over all files, made from their number alone; the paths stay
    # in variables.
    if [[ $_awsp_mode == each ]]; then
      code="-n ''"
    fi
    for ((i = 0; i < n; i++)); do
      builtin printf -v "_awsp_file$i" %s "${l[13 + 3 * i]}"
      builtin printf -v "_awsp_older$i" %s "${l[14 + 3 * i]}"
      builtin printf -v "_awsp_newer$i" %s "${l[15 + 3 * i]}"
      if [[ ${l[15 + 3 * i]} == - ]]; then
        code+="${code:+ && }! -e \$_awsp_file$i"
      elif [[ ${l[14 + 3 * i]} == - ]]; then
        # Its time only rises.
        code+="${code:+ && }\$_awsp_file$i -ot \$_awsp_newer$i"
      else
        code+="${code:+ && }\$_awsp_file$i -nt \$_awsp_older$i && \$_awsp_file$i -ot \$_awsp_newer$i"
      fi
    done
    _awsp_files_code=${code:-"-z ''"}
  }

  # The C1 controls, which are none in every locale, and what turns the reading
  # direction or ends a line. Where locale or text are not UTF-8, bash takes
  # each of their bytes, which then are controls of their own.
  _awsp_unsafe=$'\302\200\302\201\302\202\302\203\302\204\302\205\302\206\302\207\302\210\302\211\302\212\302\213\302\214\302\215\302\216\302\217\302\220\302\221\302\222\302\223\302\224\302\225\302\226\302\227\302\230\302\231\302\232\302\233\302\234\302\235\302\236\302\237'
  _awsp_unsafe+=$'\330\234\342\200\216\342\200\217\342\200\250\342\200\251\342\200\252\342\200\253\342\200\254\342\200\255\342\200\256\342\201\246\342\201\247\342\201\250\342\201\251'

  # A `WORD SGR` line and its text, with what could drive a terminal taken out.
  # The first U+001A is the place of the countdown.
  _awsp_clean() {
    _awsp_sgr=${1#* }
    if [[ $1 != *' '* || $_awsp_sgr == *[!0123456789\;]* || ${TERM-} == dumb ]]; then
      _awsp_sgr=
    fi
    _awsp_text=${2%%$'\032'*}
    _awsp_text=${_awsp_text//[[:cntrl:]$_awsp_unsafe]/}
    if [[ $2 == *$'\032'* ]]; then
      builtin local after="${2#*$'\032'}"
      _awsp_text+=$'\032'${after//[[:cntrl:]$_awsp_unsafe]/}
    fi
  }

  _awsp_read() {
    builtin local text=
    if [[ ! -f $1 || ! -r $1 ]]; then
      builtin return 1
    fi
    # read fails at the end of the file, having read it.
    IFS= builtin read -r -d '' -n 40000 text 2>/dev/null <"$1" || builtin :
    _awsp_take "$1" "$text"
  }

  # Asks the binary, which answers at once and without network. What it has to
  # say besides, it says once in a shell. The key is kept last, so that a question
  # cut off by Ctrl-C is asked again; without an answer it is asked again after
  # ten seconds, not at each prompt.
  _awsp_ask() {
    builtin local text=
    _awsp_held=0
    _awsp_forget
    if builtin type -P __awsp_bin__ >/dev/null 2>&1; then
      text=$(\builtin exec __awsp_bin__ prompt --hook bash ${_awsp_said:+"--quiet"} </dev/null) || text=
    fi
    _awsp_said=1
    if ! _awsp_take "${text%%$'\n'*}" "${text#*$'\n'}"; then
      _awsp_forget
      _awsp_mode=again
    fi
    _awsp_keep_key
  }

  # After a switch: $1 is the state file of the variables as they are now.
  _awsp_adopt() {
    if _awsp_read "${1-}"; then
      _awsp_keep_key
      _awsp_pick
    else
      _awsp_held=0
    fi
  }

  # The AWS CLI and the SDKs fail on a profile variable that is set but empty.
  _awsp_drop_empty() {
    builtin local name
    for name in AWS_PROFILE AWS_DEFAULT_PROFILE; do
      if [[ -n ${!name+x} && -z ${!name} ]] && builtin unset -v "$name" 2>/dev/null; then
        builtin printf 'awsp: %s was set but empty, which breaks the AWS CLI and SDKs; it is unset now\n' "$name" >&2
      fi
    done
  }

  # The job belongs to a subshell, so that this shell knows nothing of it.
  _awsp_refresh() {
    _awsp_wait=$((_awsp_now + 60))
    (builtin exec __awsp_bin__ refresh --background </dev/null >/dev/null 2>&1 &) 2>/dev/null || builtin :
  }

  # Picks the text that holds now, and the next moment to do so again.
  _awsp_pick() {
    builtin local moment passed=''
    _awsp_clock
    _awsp_picked=$_awsp_now
    _awsp_next=999999999999999
    if [[ $_awsp_mode == again ]]; then
      _awsp_next=$((_awsp_now + 10))
    fi
    if [[ $_awsp_wait -gt $((_awsp_now + 60)) ]]; then
      _awsp_wait=0
    fi
    _awsp_text=$_awsp_text0 _awsp_sgr=$_awsp_sgr0
    if [[ -n $_awsp_ended_at && $_awsp_now -ge $_awsp_ended_at ]]; then
      _awsp_text=$_awsp_text2 _awsp_sgr=$_awsp_sgr2
    elif [[ -n $_awsp_soon_at && $_awsp_now -ge $_awsp_soon_at ]]; then
      _awsp_text=$_awsp_text1 _awsp_sgr=$_awsp_sgr1
    fi
    if [[ $_awsp_mode == run && -n $_awsp_refresh_at && $_awsp_now -ge $_awsp_refresh_at && $_awsp_now -ge $_awsp_wait ]]; then
      _awsp_refresh
    fi
    if [[ $_awsp_text != "$_awsp_text0" || $_awsp_text == *$'\032'* || $_awsp_mode == again || $_awsp_wait -gt $_awsp_now ]]; then
      passed=yes
    fi
    if [[ $passed != "$_awsp_passed" ]]; then
      _awsp_passed=$passed
      _awsp_generate
    fi
    if [[ $_awsp_text == *$'\032'* ]]; then
      _awsp_count_down
    fi
    if [[ $_awsp_mode == run && -n $_awsp_refresh_at ]]; then
      moment=$((_awsp_refresh_at > _awsp_wait ? _awsp_refresh_at : _awsp_wait))
    else
      moment=
    fi
    for moment in $_awsp_soon_at $_awsp_ended_at $moment; do
      if [[ $moment -gt $_awsp_now && $moment -lt $_awsp_next ]]; then
        _awsp_next=$moment
      fi
    done
    _awsp_show
  }

  _awsp_count_down() {
    builtin local left='' minutes
    if [[ -n $_awsp_countdown_to && -n $_awsp_now ]]; then
      left=$((_awsp_countdown_to > _awsp_now ? _awsp_countdown_to - _awsp_now : 0))
      if ((left > 0)); then
        _awsp_next=$((_awsp_now + left % 60 + 1))
      fi
      minutes=$((left / 60 % 60))
      if ((left < 3600)); then
        left=
      elif ((minutes < 10)); then
        left=$((left / 3600))h0
      else
        left=$((left / 3600))h
      fi
      left+=${minutes}m
    fi
    _awsp_text=${_awsp_text%%$'\032'*}$left${_awsp_text#*$'\032'}
  }

  _awsp_show() {
    _awsp_prompt=$'\001'
    if [[ -z $_awsp_text ]]; then
      _awsp_ps1=
      builtin unset -v AWSP_TEXT 2>/dev/null || builtin :
      builtin return 0
    fi
    # The marks tell readline that the colours take no room on the line.
    if [[ -n $_awsp_sgr ]]; then
      _awsp_ps1=$'\001\e['$_awsp_sgr$'m\002'$_awsp_text$'\001\e[0m\002 '
    else
      _awsp_ps1="$_awsp_text "
    fi
    builtin export "AWSP_TEXT=$_awsp_text" 2>/dev/null || builtin :
  }

  # What the two halves of the hook do where something has changed, or its time
  # has come. The files are looked at by the first half that runs at a prompt.
  _awsp_check() {
    if [[ $_awsp_held == 0 ]] || ! _awsp_same_key; then
      _awsp_drop_empty
      _awsp_ask
    elif [[ $_awsp_mode == again ]]; then
      _awsp_ask
    elif [[ -z $_awsp_fresh ]] && ! _awsp_same_files; then
      # The state file may have been replaced by one that is up to date.
      if [[ $_awsp_path != - ]] && _awsp_read "$_awsp_path"; then
        _awsp_generate
      else
        _awsp_mode=each
      fi
      if [[ $_awsp_mode == each ]] || ! _awsp_same_files; then
        _awsp_ask
      fi
    fi
    _awsp_pick
  }

  # The prompt, or the list of those who make it, is not as it was left.
  _awsp_tend() {
    if [[ -n $_awsp_mark ]]; then
      _awsp_segment
    fi
    if [[ ${PROMPT_COMMAND[*]-} != "$_awsp_placed" ]]; then
      _awsp_place
      _awsp_placed=${PROMPT_COMMAND[*]-}
    fi
    if [[ -n $_awsp_loading ]]; then
      _awsp_loading=
      _awsp_take_over
    fi
    _awsp_prompt=${PS1-}
  }
  _awsp_take_over() { builtin :; }

  # Puts both halves of the hook into their places, and again when others have
  # moved them, but not for ever where the list grows by that: one of them may
  # put something around what it finds each time.
  _awsp_place() {
    builtin local IFS=$' \t\n' item bp="${__bp_imported-}${bash_preexec_imported-}" marker='' array='' others='' alone=''
    builtin local -a list
    list=()
    others="${PROMPT_COMMAND[*]-}"
    if ((${#others} > _awsp_length)); then
      _awsp_places=$((_awsp_places + 1)) _awsp_length=${#others}
    fi
    others=
    if ((_awsp_places > 10)); then
      builtin return 0
    fi
    # Each command of an array is given the user's status, even of a pipeline,
    # so it is one wherever bash knows that (5.1). But bash-preexec, while it
    # installs itself, takes a string for granted.
    if ((BASH_VERSINFO[0] * 100 + BASH_VERSINFO[1] >= 501)) &&
      [[ -z $bp || ${#PROMPT_COMMAND[@]} -gt 1 || ${PROMPT_COMMAND+${PROMPT_COMMAND@a}} == *a* ]]; then
      array=1
    fi

    for item in "${PROMPT_COMMAND[@]-}"; do
      # bash-preexec takes what follows this one for a command of the user.
      if [[ $item == *__bp_interactive_mode ]]; then
        marker=__bp_interactive_mode
        item=${item%__bp_interactive_mode}
      fi
      # Others have put theirs around ours, into the same string.
      if [[ $item == _awsp_last[\;$'\n']* ]]; then
        item=${item#_awsp_last?}
      elif [[ $item == *[\;$'\n']_awsp_last || $item == *$'\n_awsp_last\n' ]]; then
        item=${item%?_awsp_last*}
      fi
      if [[ -n ${item//[[:space:];]/} && $item != _awsp_last && $item != _awsp_first ]]; then
        list+=("$item")
      fi
    done
    if [[ -n $bp ]]; then
      # It hands the status to each of its functions, but must be first itself.
      if [[ " ${precmd_functions[*]-} " != *' _awsp_first '* ]]; then
        precmd_functions=(_awsp_first ${precmd_functions[@]+"${precmd_functions[@]}"})
      fi
    elif [[ ${#list[@]} -gt 0 && ${list[0]} != _awsp_first* ]]; then
      others=1
    fi

    if [[ -n $array ]]; then
      # Element 0 is the one that others overwrite.
      if [[ -z $others && ${#list[@]} -eq 0 ]]; then
        list=('')
      fi
      PROMPT_COMMAND=(${others:+_awsp_first} "${list[@]}" _awsp_last ${marker:+"$marker"})
      if [[ -z $others$bp$marker${list[*]} ]]; then
        alone=1
      fi
    else
      if [[ -n $others ]]; then
        others="_awsp_first \"\${_-}\""$'\n'
      fi
      builtin printf -v PROMPT_COMMAND %s "$others${list[0]+${list[0]}$'\n'}_awsp_last${marker:+$'\n'$marker}"
    fi
    if [[ $alone != "$_awsp_alone" ]]; then
      _awsp_alone=$alone
      _awsp_generate
    fi
  }
  _awsp_place
  _awsp_placed=${PROMPT_COMMAND[*]-}
fi
#@begin prompt

if [[ $- == *i* ]]; then
  # The prompt holds the name of a variable, never its value, so that nothing
  # in the value is expanded; where bash does not expand variables in prompts
  # there is no segment. Under a leading line feed rather than above it.
  _awsp_mark="\${_awsp_ps1-}"

  _awsp_segment() {
    builtin local prompt="${PS1-}" head=''
    if [[ -n $_awsp_ps1 ]] && _awsp_promptvars; then
      if [[ $prompt == *"$_awsp_mark"* ]]; then
        builtin return 0
      elif [[ $prompt == $'\n'* ]]; then
        head=$'\n'
      elif [[ $prompt == '\n'* ]]; then
        head='\n'
      fi
      prompt=$head$_awsp_mark${prompt#"$head"}
    elif [[ $prompt == *"$_awsp_mark"* ]]; then
      prompt=${prompt/"$_awsp_mark"/}
    else
      builtin return 0
    fi
    # A readonly PS1 stays as it is, without an error.
    builtin printf -v PS1 %s "$prompt" 2>/dev/null || builtin :
  }
  if ((BASH_VERSINFO[0] * 100 + BASH_VERSINFO[1] >= 401)); then
    _awsp_promptvars() { [[ $BASHOPTS == *promptvars* ]]; }
  else
    _awsp_promptvars() { builtin shopt -q promptvars; }
  fi
fi
#@end prompt
#@begin glue

if [[ $- == *i* ]]; then
  # Reads $1 as bash reads a line: leaves its words without their quotes in
  # _awsp_words, the last one as it was typed in _awsp_raw, and the quote that
  # is still open in _awsp_quote. bash's own COMP_WORDS are cut at colons.
  _awsp_split() {
    builtin local rest="$1" word='' part
    _awsp_words=() _awsp_raw='' _awsp_quote=''
    while [[ -n $rest ]]; do
      case $_awsp_quote in
        \') part=${rest%%\'*} ;;
        \") part=${rest%%[\"\\]*} ;;
        *) part=${rest%%[[:space:]\'\"\\]*} ;;
      esac
      word+=$part
      _awsp_raw+=$part
      rest=${rest:${#part}}
      if [[ -z $rest ]]; then
        builtin break
      fi
      part=${rest:0:1}
      case $_awsp_quote$part in
        \'\' | \"\") _awsp_quote= ;;
        \' | \") _awsp_quote=$part ;;
        \"\\ | \\)
          part=${rest:0:2}
          if [[ -n $_awsp_quote && $part != \\[\$\`\"\\] ]]; then
            word+=\\
          fi
          word+=${part:1}
          ;;
        [[:space:]])
          if [[ -n $_awsp_raw ]]; then
            _awsp_words+=("$word")
          fi
          rest=${rest:1}
          word='' part='' _awsp_raw=''
          ;;
      esac
      _awsp_raw+=$part
      rest=${rest:${#part}}
    done
    _awsp_words+=("$word")
  }

  # Leaves in _awsp_quoted what has to be typed for $1 inside the open quote
  # _awsp_quote. History expansion reaches into double quotes and takes no
  # backslash there, so the quotes are closed around a `!`.
  _awsp_quote_rest() {
    builtin local rest="$1" part special
    case $_awsp_quote in
      \') special=\' ;;
      \") special='$`"\!' ;;
      *) special=$' \t!"#$&\'()*;<>?[\\]^`{|}~' ;;
    esac
    _awsp_quoted=
    while [[ $rest == *["$special"]* ]]; do
      part=${rest%%["$special"]*}
      _awsp_quoted+=$part
      rest=${rest:${#part}}
      case $_awsp_quote${rest:0:1} in
        \'\') _awsp_quoted+="'\\''" ;;
        '"!') _awsp_quoted+='"\!"' ;;
        *) _awsp_quoted+=\\${rest:0:1} ;;
      esac
      rest=${rest:1}
    done
    _awsp_quoted+=$rest
    # readline replaces the open quote itself by a word that begins with one,
    # and does not close it after a word that ends with one.
    if [[ -n $_awsp_quote && $_awsp_quoted == "$_awsp_quote"* ]]; then
      _awsp_quoted=$_awsp_quote$_awsp_quoted
    fi
    if [[ -n $_awsp_quote && $_awsp_quoted == *"$_awsp_quote" ]]; then
      _awsp_quoted+=$_awsp_quote
    fi
  }

  # Cuts the line at the cursor into words. $1 is the command and $2 what
  # readline is going to replace: the end of the last word, as it was typed.
  # What stands before that, stays, and is left unquoted in _awsp_head.
  _awsp_line() {
    builtin local raw
    _awsp_split "${COMP_LINE:0:COMP_POINT}"
    while [[ ${#_awsp_words[@]} -gt 1 && ${_awsp_words[0]} != "$1" ]]; do
      _awsp_words=("${_awsp_words[@]:1}")
    done
    raw=$_awsp_raw
    builtin local -a words
    words=("${_awsp_words[@]}")
    _awsp_head='' _awsp_quote=''
    if [[ $raw == *"$2" ]]; then
      _awsp_split "${raw%"$2"}"
      _awsp_head=${_awsp_words[0]}
    fi
    _awsp_words=("${words[@]}")
  }

  # Puts the candidates $1 (`value<TAB>description` lines) into COMPREPLY, each
  # with $2 in front. Where readline only lists them, with the descriptions.
  _awsp_offer() {
    builtin local IFS=$'\n' line value glob='' listing='' wide=0
    if [[ $- == *f* ]]; then
      glob=1
    fi
    builtin set -f
    if [[ ${COMP_TYPE-} == 63 && $1 == *$'\n'* ]]; then
      listing=1
      for line in $1; do
        value=${line%%$'\t'*}
        if [[ ${#value} -gt $wide && ${#value} -le 40 ]]; then
          wide=${#value}
        fi
      done
    fi
    for line in $1; do
      value=$2${line%%$'\t'*}
      if [[ -n $listing && $line == *$'\t'?* ]]; then
        builtin printf -v value "%-${wide}s  (%s)" "${line%%$'\t'*}" "${line#*$'\t'}"
        COMPREPLY+=("$value")
      elif [[ ${value:0:${#_awsp_head}} == "$_awsp_head" ]]; then
        _awsp_quote_rest "${value:${#_awsp_head}}"
        COMPREPLY+=("$_awsp_quoted")
      fi
    done
    if [[ -z $glob ]]; then
      builtin set +f
    fi
  }

fi
#@end glue
#@begin completion

if [[ $- == *i* ]]; then
  _awsp_complete() {
    builtin local found=''
    COMPREPLY=()
    _awsp_line "$1" "$2"
    found=$(\builtin exec __awsp_bin__ complete -- "${_awsp_words[@]}" </dev/null 2>/dev/null) || found=
    if [[ $found == $'\tfiles'* ]]; then
      _awsp_files
    else
      _awsp_offer "$found" ''
    fi
  }

  # readline's own completion of files; bash 3 cannot ask for it from here.
  if ((BASH_VERSINFO[0] >= 4)); then
    _awsp_files() { builtin compopt -o default 2>/dev/null || builtin :; }
  else
    _awsp_files() {
      builtin local found=''
      found=$(\builtin compgen -f -- "${_awsp_words[${#_awsp_words[@]} - 1]}") || found=
      _awsp_offer "$found" ''
    }
  fi

  builtin complete -o nosort -F _awsp_complete __awsp_cmd__ 2>/dev/null ||
    builtin complete -F _awsp_complete __awsp_cmd__
fi
#@end completion
#@begin complete-aws

if [[ $- == *i* ]]; then
  # Profile names after --profile; all else is left to the completer that the
  # command had, also to one that is registered later in the rc file.
  _awsp_complete_aws() {
    builtin local found='' words before='' last
    COMPREPLY=()
    _awsp_line "$1" "$2"
    words=${#_awsp_words[@]}
    last=${_awsp_words[words - 1]}
    if [[ $words -gt 1 ]]; then
      before=${_awsp_words[words - 2]}
    fi
    if [[ $words -gt 2 && $before == --profile ]]; then
      found=$(\builtin exec __awsp_bin__ complete --profiles -- "$last" </dev/null 2>/dev/null) || found=
      _awsp_offer "$found" ''
    elif [[ $words -gt 1 && $last == --profile=* ]]; then
      found=$(\builtin exec __awsp_bin__ complete --profiles -- "${last#--profile=}" </dev/null 2>/dev/null) || found=
      _awsp_offer "$found" --profile=
    else
      _awsp_delegate "$@"
    fi
  }

  _awsp_words=()
  _awsp_also=(__awsp_also__)
  # Kept when loaded again: then the completer that is found is ours.
  _awsp_specs=(${_awsp_specs[@]+"${_awsp_specs[@]}"})

  # Puts our completer in front of the one that each command has. Once now and
  # once at the first prompt, when the rc files are through.
  _awsp_take_over() {
    builtin local i spec
    for ((i = 0; i < ${#_awsp_also[@]}; i++)); do
      spec=$(\builtin complete -p -- "${_awsp_also[i]}" 2>/dev/null) || spec=
      if [[ $spec != *' _awsp_complete_aws '* ]]; then
        _awsp_specs[i]=$spec
        builtin complete -F _awsp_complete_aws -- "${_awsp_also[i]}"
      fi
    done
  }

  _awsp_delegate() {
    builtin local i=0 default status=0
    while [[ $i -lt ${#_awsp_also[@]} && ${_awsp_also[i]} != "${1##*/}" ]]; do
      i=$((i + 1))
    done
    if [[ -z ${_awsp_specs[i]-} ]]; then
      # bash-completion loads the completer of a command when it is first
      # asked for, by the completer for commands that have none.
      default=$(\builtin complete -p -D 2>/dev/null) || default=
      _awsp_run_spec "$default" "$@" || builtin :
      _awsp_take_over
      COMPREPLY=()
    fi
    _awsp_run_spec "${_awsp_specs[i]-}" "$@" || status=$?
    if [[ $status == 124 ]]; then
      # It has registered another one in its place.
      _awsp_take_over
      COMPREPLY=()
      _awsp_run_spec "${_awsp_specs[i]-}" "$@" || builtin :
    fi
    builtin return 0
  }

  # Completes by $1, a line as `complete -p` prints it; then the three
  # arguments that bash gives to a completer.
  _awsp_run_spec() {
    builtin local function='' command='' i found glob='' IFS=$' \t\n'
    builtin local -a spec options actions
    spec=() options=() actions=()
    builtin eval "spec=($1)"
    builtin shift
    for ((i = 1; i < ${#spec[@]}; i++)); do
      case ${spec[i]} in
        -o) options+=("${spec[++i]}") ;;
        -F) function=${spec[++i]} ;;
        -C) command=${spec[++i]} ;;
        -[AGWPSX]) actions+=("${spec[i]}" "${spec[++i]}") ;;
        -[abcdefgjksuv]) actions+=("${spec[i]}") ;;
      esac
    done
    if [[ ${#spec[@]} -eq 0 ]]; then
      options=(bashdefault default)
      if ((BASH_VERSINFO[0] < 4)); then
        # There is no compopt to ask readline for its files with.
        found=$(\builtin compgen -f -- "${_awsp_words[${#_awsp_words[@]} - 1]}") || found=
        _awsp_offer "$found" ''
      fi
    fi
    if ((BASH_VERSINFO[0] >= 4)); then
      for i in ${options[@]+"${options[@]}"}; do
        builtin compopt -o "$i" 2>/dev/null || builtin :
      done
    fi
    if [[ -n $function ]]; then
      "$function" "$@"
      builtin return
    elif [[ -n $command ]]; then
      found=$(
        \builtin export COMP_LINE COMP_POINT COMP_KEY COMP_TYPE
        \builtin eval "$command \"\$@\""
      ) || builtin :
    elif [[ ${#actions[@]} -gt 0 ]]; then
      found=$(\builtin compgen "${actions[@]}" -- "$2") || builtin :
    else
      builtin return 0
    fi
    if [[ $- == *f* ]]; then
      glob=1
    fi
    IFS=$'\n'
    builtin set -f
    for i in $found; do
      COMPREPLY+=("$i")
    done
    if [[ -z $glob ]]; then
      builtin set +f
    fi
  }

  _awsp_take_over
fi
#@end complete-aws

# The last of the load: the user's aliases again, and a status of 0.
if [[ $_awsp_aliases == 1 ]]; then
  builtin shopt -s expand_aliases
fi
\builtin unset -v _awsp_aliases
