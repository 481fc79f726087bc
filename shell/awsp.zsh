# awsp for zsh 5.1 and newer. Load it with: eval "$(awsp init zsh)"
#
# How it is written, and why: the whole text is read before any of it runs, so
# every command is written in a way that no alias replaces (`\builtin x`); each
# function sets zsh's own options for itself; the hook, which runs at every
# prompt, starts no process while nothing changed; nothing may fail under `set
# -eu`; and no value from outside is ever part of code or of a prompt string.

\builtin unalias __awsp_cmd__ 2>/dev/null || \builtin :

# `use` and `off` change this shell, so their output is run here; everything
# else goes straight to the binary. Help must never be run as code.
function __awsp_cmd__ {
  \builtin emulate -L zsh -o extended_glob
  \builtin local _awsp_word _awsp_skip='' _awsp_verb='' _awsp_code _awsp_status=0
  for _awsp_word in "$@"; do
    if [[ $_awsp_word == -- ]]; then
      \builtin break
    elif [[ -n $_awsp_skip ]]; then
      _awsp_skip=
    elif [[ $_awsp_word == --help || $_awsp_word == --version || $_awsp_word == -[qv]#[hV]* ]]; then
      _awsp_verb=help
      \builtin break
    elif [[ $_awsp_word == --profile || $_awsp_word == --region || $_awsp_word == --color || $_awsp_word == -[qv]#p ]]; then
      _awsp_skip=1
    elif [[ $_awsp_word != -* && -z $_awsp_verb ]]; then
      _awsp_verb=$_awsp_word
    fi
  done
  if [[ $_awsp_verb != 'use' && $_awsp_verb != 'off' ]]; then
    \builtin command __awsp_bin__ "$@"
    \builtin return
  fi
  _awsp_code=$(\builtin command __awsp_bin__ --shell zsh "$@") || _awsp_status=$?
  if [[ $_awsp_status != 0 ]]; then
    \builtin return $_awsp_status
  fi
  \builtin eval "$_awsp_code"
}

if [[ ! -o interactive ]]; then
  # Called by the code that `use` and `off` print; there is no prompt here.
  function _awsp_adopt { \builtin :; }
else
  # Every variable that can change what the prompt says.
  _awsp_names=(__awsp_names__)
  _awsp_names_with_keys=(__awsp_names_with_keys__)

  # What is held of a state file: see the numbered lines in _awsp_take.
  function _awsp_forget {
    _awsp_path=- _awsp_mode='off' _awsp_files_code="-z ''"
    _awsp_refresh_at='' _awsp_soon_at='' _awsp_ended_at='' _awsp_countdown_to=''
    _awsp_texts=('' '' '') _awsp_sgrs=('' '' '')
  }

  function _awsp_setup {
    \builtin emulate -L zsh -o no_aliases
    \builtin zmodload zsh/datetime 2>/dev/null || \builtin :
    \builtin zmodload zsh/parameter zsh/zle 2>/dev/null || \builtin :
    \builtin typeset -g _awsp_path _awsp_mode _awsp_refresh_at
    \builtin typeset -g _awsp_soon_at _awsp_ended_at _awsp_countdown_to
    \builtin typeset -g _awsp_key='' _awsp_key_code="-n ''" _awsp_now='' _awsp_n _awsp_files_code
    \builtin typeset -g _awsp_text='' _awsp_sgr='' _awsp_fresh='' _awsp_prompt=$'\C-a'
    \builtin typeset -g _awsp_held=0 _awsp_places=0 _awsp_length=0 _awsp_wait=0 _awsp_placed='' _awsp_comps=''
    \builtin typeset -g _awsp_plain='' _awsp_percent='' _awsp_next=0 _awsp_picked=0 _awsp_mark=''
    \builtin typeset -gA _awsp_completers _awsp_before
    \builtin typeset -ga _awsp_texts _awsp_sgrs precmd_functions
    \builtin typeset -g _awsp_fd=${_awsp_fd-}
    _awsp_forget
    _awsp_generate
  }

  # Holds the variables as they are, and generates the condition that says
  # whether they still are, so that a prompt pays for one test and no loop:
  # those that are unset must be so, and those that are set must make up the same
  # text with their types, which tell whether they are exported. Of a secret, and
  # of the record of the last switch, only their being there counts.
  function _awsp_keep {
    \builtin local name unset='' set="''" end=$'\037'
    for name in $_awsp_names ${AWS_ACCESS_KEY_ID:+$_awsp_names_with_keys}; do
      if [[ -z ${(P)name+x} ]]; then
        # Since 5.3 there is a test, three times as fast.
        case $ZSH_VERSION in
          5.[012] | 5.[012].*) unset+=" || -n \${$name+x}" ;;
          *) unset+=" || -v $name" ;;
        esac
      else
        case $name in
          AWS_SECRET_ACCESS_KEY | AWS_SESSION_TOKEN | AWS_SECURITY_TOKEN | AWSP_SWITCH) set+="$end\${$name+x}\${$name:+.}" ;;
          *) set+="$end\${$name-!}" ;;
        esac
        if [[ $name == AWS* && $name != AWSP_SWITCH ]]; then
          set+="$end\${(t)$name-}"
        fi
      fi
    done
    # A relative path means another file in another directory.
    if [[ ${AWS_CONFIG_FILE-/} != /* || ${AWS_SHARED_CREDENTIALS_FILE-/} != /* ]]; then
      set+="$end\$PWD"
    fi
    \builtin eval "_awsp_key=$set"
    _awsp_key_code="! ( -n ''$unset ) && $set == \"\$_awsp_key\""
    _awsp_held=1 _awsp_wait=0
    _awsp_generate
  }

  # The conditions become functions: two for what is seldom done, and the two
  # halves of the hook, each with all of them in it, for the call of a function
  # costs more than all the rest. They hold under any options, and assign so that
  # none of them warns. The clock is compared as text; both have as many digits,
  # or begin with a 9. Before the time of the last pick it was set back.
  function _awsp_generate {
    \builtin local same="$_awsp_key_code && \${EPOCHSECONDS-0} < \$_awsp_next" comps="''" name tended code
    if [[ ${(t)_comps} == association* ]]; then
      for name in ${(k)_awsp_completers}; do
        comps+=":\${_comps[$name]-}"
      done
    else
      comps='${_comps+x}'
    fi
    \builtin eval "function _awsp_same_key { [[ $_awsp_key_code ]]; }"
    \builtin eval "function _awsp_same_files { [[ $_awsp_files_code ]]; }"
    \builtin eval "function _awsp_see_comps { _awsp_comps=$comps; }"
    # Runs before the hooks of others, which may put AWSP_TEXT into the prompt that
    # they build. zsh itself keeps the status for them.
    \builtin eval "function _awsp_first { if [[ ! ( $same && $_awsp_files_code ) ]]; then _awsp_check; fi; \\builtin typeset -g _awsp_fresh=1; }"
    # Runs after them: they may have changed the variables (as direnv does),
    # rebuilt the prompt, set psvar or called compinit.
    same+=" && ! \${EPOCHSECONDS-0} < \$_awsp_picked && ( -n \$_awsp_fresh || ( $_awsp_files_code ) )"
    tended='${PROMPT-} == "$_awsp_prompt" && ${psvar[47]-} == "$_awsp_text" && ${psvar[48]-} == "$_awsp_sgr"'
    tended+=" && -o prompt_percent && $comps == \"\$_awsp_comps\" && \"\${precmd_functions[*]}\" == \"\$_awsp_placed\""
    code="if [[ ! ( $same ) ]]; then _awsp_check; fi; if [[ -n \$_awsp_fresh ]]; then \\builtin typeset -g _awsp_fresh=; fi"
    code+="; if [[ ! ( $tended ) ]]; then if [[ -o prompt_percent ]]; then _awsp_tend 1; else _awsp_tend ''; fi; fi"
    \builtin eval "function _awsp_last { $code; }"
  }

  # $1 as a number without leading zeros, or empty.
  function _awsp_number {
    _awsp_n=
    if [[ -n $1 && ${#1} -le 15 && $1 != *[^0123456789]* ]]; then
      _awsp_n=$((10#$1))
    fi
  }

  # Holds the state in the lines $2 … of the file $1, or fails. Nothing in it
  # is trusted.
  function _awsp_take {
    \builtin local file=$1 i n
    \builtin shift
    if [[ $# -lt 13 || $# -gt 120 || $1 != 'awsp-state 2' ]] || [[ $2 != 'run' && $2 != 'off' && $2 != 'each' ]]; then
      \builtin return 1
    fi
    _awsp_number "$13"
    n=$_awsp_n
    if [[ -z $n || $n -gt 32 || $# -lt $((13 + 3 * n)) ]]; then
      \builtin return 1
    fi

    _awsp_path=$file _awsp_mode=$2
    _awsp_number "$3"
    _awsp_refresh_at=$_awsp_n
    _awsp_number "$4"
    _awsp_soon_at=$_awsp_n
    _awsp_number "$5"
    _awsp_ended_at=$_awsp_n
    _awsp_number "$6"
    _awsp_countdown_to=$_awsp_n
    for i in 1 2 3; do
      _awsp_clean "${@[5 + 2 * i]}" "${@[6 + 2 * i]}"
      _awsp_sgrs[i]=$_awsp_sgr _awsp_texts[i]=$_awsp_text
    done

    # One condition over all files, made from their number alone; the paths stay
    # in variables. zsh's -nt and -ot are false where one of the two is missing.
    _awsp_files_code="-z ''"
    if [[ $_awsp_mode == 'each' ]]; then
      _awsp_files_code="-n ''"
    fi
    for ((i = 1; i <= n; i++)); do
      \builtin typeset -g "_awsp_file$i=${@[11 + 3 * i]}" "_awsp_older$i=${@[12 + 3 * i]}" "_awsp_newer$i=${@[13 + 3 * i]}"
      if [[ ${@[13 + 3 * i]} == - ]]; then
        _awsp_files_code+=" && ! -e \$_awsp_file$i"
      elif [[ ${@[12 + 3 * i]} == - ]]; then
        # Its time only rises.
        _awsp_files_code+=" && \$_awsp_file$i -ot \$_awsp_newer$i"
      else
        _awsp_files_code+=" && \$_awsp_file$i -nt \$_awsp_older$i && \$_awsp_file$i -ot \$_awsp_newer$i"
      fi
    done
  }

  # The C1 controls, which are none in every locale, and what turns the reading
  # direction or ends a line. Where the locale is not UTF-8, zsh takes each of
  # their bytes, which then are controls of their own.
  _awsp_unsafe=$'\302\200\302\201\302\202\302\203\302\204\302\205\302\206\302\207\302\210\302\211\302\212\302\213\302\214\302\215\302\216\302\217\302\220\302\221\302\222\302\223\302\224\302\225\302\226\302\227\302\230\302\231\302\232\302\233\302\234\302\235\302\236\302\237'
  _awsp_unsafe+=$'\330\234\342\200\216\342\200\217\342\200\250\342\200\251\342\200\252\342\200\253\342\200\254\342\200\255\342\200\256\342\201\246\342\201\247\342\201\250\342\201\251'

  # A `WORD SGR` line and its text, with what could drive a terminal taken out.
  # The first U+001A is the place of the countdown.
  function _awsp_clean {
    _awsp_sgr=${1#* }
    if [[ $1 != *' '* || $_awsp_sgr == *[^0123456789\;]* || ${TERM-} == dumb ]]; then
      _awsp_sgr=
    fi
    _awsp_text=${${2%%$'\032'*}//[[:cntrl:][:INVALID:][:INCOMPLETE:]$_awsp_unsafe]/}
    if [[ $2 == *$'\032'* ]]; then
      _awsp_text+=$'\032'${${2#*$'\032'}//[[:cntrl:][:INVALID:][:INCOMPLETE:]$_awsp_unsafe]/}
    fi
  }

  function _awsp_read {
    if [[ ! -f $1 || ! -r $1 ]]; then
      \builtin return 1
    fi
    _awsp_take "$1" "${(@f)$(<$1)}" 2>/dev/null
  }

  # Asks the binary, which answers at once and without network. What it has to
  # say besides, it says once in a shell. The key is kept last, so that a question
  # cut off by Ctrl-C is asked again; without an answer it is asked again after
  # ten seconds, not at each prompt.
  function _awsp_ask {
    \builtin local answer=''
    _awsp_held=0
    _awsp_forget
    if \builtin whence -p __awsp_bin__ >/dev/null 2>&1; then
      answer=$(\builtin command __awsp_bin__ prompt --hook zsh ${_awsp_said:+--quiet} </dev/null) || answer=
    fi
    \builtin typeset -g _awsp_said=1
    if ! _awsp_take "${(@f)answer}"; then
      _awsp_forget
      _awsp_mode='again'
    fi
    _awsp_keep
  }

  # After a switch: $1 is the state file of the variables as they are now.
  function _awsp_adopt {
    \builtin emulate -L zsh -o no_aliases
    if _awsp_read "${1-}"; then
      _awsp_keep
      _awsp_pick
    else
      _awsp_held=0
    fi
  }

  # The AWS CLI and the SDKs fail on a profile variable that is set but empty.
  function _awsp_drop_empty {
    \builtin local name
    for name in AWS_PROFILE AWS_DEFAULT_PROFILE; do
      if [[ -z ${(P)name-x} && ${(Pt)name} != *readonly* ]]; then
        \builtin unset $name
        \builtin print -ru2 -- "awsp: $name was set but empty, which breaks the AWS CLI and SDKs; it is unset now"
      fi
    done
  }

  # The binary holds the writing end of a pipe as its descriptor 3; when it
  # ends, the line editor calls _awsp_landed. It is a grandchild: a child would
  # end with a signal at any moment, and what zsh is just writing to the
  # terminal then is lost, be it the whole prompt. For the process between the
  # two zsh waits, because it belongs to a redirection of the shell itself.
  function _awsp_refresh {
    _awsp_wait=$((_awsp_now + 60))
    _awsp_watch '<(_awsp_behind)'
  }
  function _awsp_behind {
    \builtin unsetopt bg_nice
    \builtin command __awsp_bin__ refresh --background 3>&1 </dev/null >/dev/null 2>&1 &
  }

  # Opens $1, which is code, as a new descriptor and waits for its end, instead
  # of that of a process for another profile. Code, because under `emulate sh`
  # zsh does not read `{name}<` at load.
  function _awsp_watch {
    _awsp_unwatch
    if \builtin eval "{ \\builtin exec {_awsp_fd}<&0 } < $1" 2>/dev/null; then
      \builtin zle -F $_awsp_fd _awsp_landed 2>/dev/null || \builtin :
    else
      _awsp_fd=
    fi
  }

  function _awsp_unwatch {
    if [[ -n $_awsp_fd ]]; then
      \builtin zle -F $_awsp_fd 2>/dev/null || \builtin :
      \builtin eval '\builtin exec {_awsp_fd}<&-' 2>/dev/null || \builtin :
      _awsp_fd=
    fi
  }

  function _awsp_landed {
    \builtin emulate -L zsh
    \builtin local before="$PROMPT$psvar[47,48]"
    _awsp_unwatch
    _awsp_check
    _awsp_segment
    if [[ $before != "$PROMPT$psvar[47,48]" ]] && \builtin zle; then
      \builtin zle .reset-prompt
      \builtin zle -R
    fi
  }

  # Picks the text that holds now, and the next moment to do so again.
  function _awsp_pick {
    \builtin local i=1 moment=''
    _awsp_now=${EPOCHSECONDS-0}
    _awsp_picked=$_awsp_now
    _awsp_next=999999999999999
    if [[ $_awsp_mode == 'again' ]]; then
      _awsp_next=$((_awsp_now + 10))
    fi
    if [[ $_awsp_wait -gt $((_awsp_now + 60)) ]]; then
      _awsp_wait=0
    fi
    if [[ -n $_awsp_ended_at && $_awsp_now -ge $_awsp_ended_at ]]; then
      i=3
    elif [[ -n $_awsp_soon_at && $_awsp_now -ge $_awsp_soon_at ]]; then
      i=2
    fi
    if [[ $_awsp_mode == 'run' && -n $_awsp_refresh_at ]]; then
      if [[ $_awsp_now -ge $_awsp_refresh_at && $_awsp_now -ge $_awsp_wait ]]; then
        _awsp_refresh
      fi
      moment=$((_awsp_refresh_at > _awsp_wait ? _awsp_refresh_at : _awsp_wait))
    fi
    _awsp_text=$_awsp_texts[i] _awsp_sgr=$_awsp_sgrs[i]
    if [[ $_awsp_text == *$'\032'* ]]; then
      _awsp_count_down
    fi
    for moment in $_awsp_soon_at $_awsp_ended_at $moment; do
      if [[ $moment -gt $_awsp_now && $moment -lt $_awsp_next ]]; then
        _awsp_next=$moment
      fi
    done
    if [[ ${AWSP_TEXT-} != "$_awsp_text" || ${psvar[47]-} != "$_awsp_text" || ${psvar[48]-} != "$_awsp_sgr" ]]; then
      _awsp_show
    fi
  }

  function _awsp_count_down {
    \builtin local left='' minutes
    if [[ -n $_awsp_countdown_to && $_awsp_now != 0 ]]; then
      left=$((_awsp_countdown_to > _awsp_now ? _awsp_countdown_to - _awsp_now : 0))
      if [[ $left -gt 0 ]]; then
        _awsp_next=$((_awsp_now + left % 60 + 1))
      fi
      minutes=$((left / 60 % 60))m
      if [[ $left -ge 3600 ]]; then
        left=$((left / 3600))h${(l:3::0:)minutes}
      else
        left=$minutes
      fi
    fi
    _awsp_text=${_awsp_text%%$'\032'*}$left${_awsp_text#*$'\032'}
  }

  function _awsp_show {
    _awsp_prompt=$'\C-a'
    psvar[47]=$_awsp_text psvar[48]=$_awsp_sgr
    if [[ ${(t)AWSP_TEXT} == *readonly* ]]; then
      \builtin return 0
    elif [[ -z $_awsp_text ]]; then
      \builtin unset AWSP_TEXT
    else
      \builtin export AWSP_TEXT="$_awsp_text"
    fi
  }

  # What the two halves of the hook do where something has changed, or its time
  # has come. The files are looked at by the first half that runs at a prompt.
  function _awsp_check {
    \builtin emulate -L zsh -o no_aliases
    if [[ $_awsp_held == 0 ]] || ! _awsp_same_key; then
      _awsp_drop_empty
      _awsp_ask
    elif [[ $_awsp_mode == 'again' ]]; then
      _awsp_ask
    elif [[ -z $_awsp_fresh ]] && ! _awsp_same_files; then
      # The state file may have been replaced by one that is up to date.
      if [[ $_awsp_path != - ]] && _awsp_read $_awsp_path; then
        _awsp_generate
      else
        _awsp_mode='each'
      fi
      if [[ $_awsp_mode == 'each' ]] || ! _awsp_same_files; then
        _awsp_ask
      fi
    fi
    _awsp_pick
  }

  # The prompt, or what is around it, is not as it was left.
  function _awsp_tend {
    \builtin emulate -L zsh -o no_aliases
    \builtin local name dash
    _awsp_percent=$1
    if [[ ${psvar[47]-} != "$_awsp_text" || ${psvar[48]-} != "$_awsp_sgr" ]]; then
      psvar[47]=$_awsp_text psvar[48]=$_awsp_sgr
    fi
    _awsp_segment
    _awsp_prompt=${PROMPT-}
    if [[ "${precmd_functions[*]}" != "$_awsp_placed" ]]; then
      _awsp_place
      # zsh goes through the list as it was, so the prompt may be rebuilt once
      # more; what is there when the line editor starts is looked at then.
      if [[ -z $_awsp_fd ]]; then
        _awsp_watch /dev/null
      fi
    fi
    # compinit may come after us, and may come twice.
    if [[ ${(t)_comps} == association* ]]; then
      for name in ${(k)_awsp_completers}; do
        if [[ ${_comps[$name]-} != $_awsp_completers[$name] ]]; then
          _awsp_before[$name]=${_comps[$name]-}
          _comps[$name]=$_awsp_completers[$name]
        fi
      done
      _awsp_generate
    elif [[ -z $_awsp_plain ]]; then
      _awsp_plain=1
      for name in ${(k)_awsp_completers}; do
        # A name with a `-` is only found as a pattern.
        dash=${${(M)name:#*-*}:+-p}
        if [[ $_awsp_completers[$name] == _awsp_complete ]]; then
          \builtin compctl -K _awsp_complete_plain $dash ${name//-/?}
        else
          \builtin compctl -f -x 'c[-1,--profile]' -K _awsp_profiles_plain - 's[--profile=]' -K _awsp_profiles_plain -- $dash ${name//-/?}
        fi 2>/dev/null || \builtin :
      done
    fi
    _awsp_see_comps
  }
  function _awsp_segment { \builtin :; }

  # Puts both halves of the hook into their places, and again when others have
  # moved them, but not for ever where the list grows by that: one of them may
  # add itself each time.
  function _awsp_place {
    \builtin emulate -L zsh
    \builtin local -a others
    if [[ $#precmd_functions -gt $_awsp_length ]]; then
      _awsp_places=$((_awsp_places + 1)) _awsp_length=$#precmd_functions
    fi
    if [[ $_awsp_places -le 10 ]]; then
      others=(${${precmd_functions:#_awsp_first}:#_awsp_last})
      precmd_functions=(${others:+_awsp_first} $others _awsp_last)
    fi
    _awsp_placed="${precmd_functions[*]}"
  }

  # A segment for powerlevel10k: add `awsp` to its list of elements.
  function prompt_awsp {
    if [[ -n ${AWSP_TEXT-} ]]; then
      p10k segment -t "${AWSP_TEXT//\%/%%}"
    fi
  }

  _awsp_setup
  \builtin unfunction _awsp_setup
  _awsp_place
fi
#@begin prompt

if [[ -o interactive ]]; then
  # The text and its colour are elements of psvar: what %v prints is never
  # expanded. Other plugins use the low numbers.
  _awsp_mark=$'%(47V.%(48V.%{\e[%48vm%}.)%47v%(48V.%{\e[0m%}.) .)'

  # Under a leading line feed rather than above it. Without prompt_percent
  # there is no way to print a value, and powerlevel10k rebuilds its prompt and
  # counts its width: there the prompt is left alone.
  function _awsp_segment {
    if [[ -n $_awsp_text && -n $_awsp_percent && -z ${functions[p10k]+x} ]]; then
      if [[ $PROMPT == *"$_awsp_mark"* ]]; then
        \builtin :
      elif [[ $PROMPT == $'\n'* ]]; then
        PROMPT=$'\n'$_awsp_mark${PROMPT#$'\n'}
      else
        PROMPT=$_awsp_mark$PROMPT
      fi
    elif [[ $PROMPT == *"$_awsp_mark"* ]]; then
      PROMPT=${PROMPT/"$_awsp_mark"/}
    fi
  }
fi
#@end prompt
#@begin glue

if [[ -o interactive ]]; then
  # The words of the line up to the cursor, without their quotes, into the
  # array _awsp_words.
  function _awsp_split {
    \builtin local last=$IPREFIX$QIPREFIX$PREFIX
    _awsp_words=("${(@Q)words[1,CURRENT - 1]}" "${(Q)last}")
    if [[ -n ${compstate[quote]-} && $_awsp_words[-1] == "$last" ]]; then
      _awsp_words[-1]=${(Q)${:-$last$compstate[quote]}}
    fi
  }

  # Offers the candidates $2 … (`value<TAB>description` lines), each with $1 in
  # front; compadd quotes them as the line needs it.
  function _awsp_offer {
    \builtin local front=$1 line width
    \builtin local -a values texts
    \builtin shift
    values=("${@%%$'\t'*}")
    if [[ "$*" == *$'\t'?* ]]; then
      width=${#${(O)values//?/x}[1]}
      for line in "$@"; do
        if [[ $line == *$'\t'?* ]]; then
          line="${(mr:width:)${line%%$'\t'*}}  -- ${line#*$'\t'}"
        fi
        texts+=("${line[1,COLUMNS - 1]}")
      done
      values=("$front${^values[@]}")
      \builtin compadd -V awsp -l -d texts -a values
    else
      \builtin compadd -V awsp -- "$front${^values[@]}"
    fi
  }

fi
#@end glue
#@begin completion

if [[ -o interactive ]]; then
  function _awsp_complete {
    \builtin local found=''
    \builtin local -a _awsp_words
    _awsp_split
    found=$(\builtin command __awsp_bin__ complete -- "$_awsp_words[@]" </dev/null 2>/dev/null) || found=
    if [[ $found == $'\tfiles'* ]]; then
      _files
    elif [[ -n $found ]]; then
      _awsp_offer '' "${(@f)found}"
    else
      \builtin return 1
    fi
  }

  _awsp_completers[__awsp_cmd__]=_awsp_complete

  # Without compinit TAB is zsh's older completion, which shows names alone and
  # quotes them by itself. It is told of us at the first prompt.
  function _awsp_complete_plain {
    \builtin emulate -L zsh
    \builtin local found='' index
    \builtin local -a line
    \builtin read -cA line
    \builtin read -cn index
    found=$(\builtin command __awsp_bin__ complete -- "${(@)line[1,index - 1]}" "$1" </dev/null 2>/dev/null) || found=
    reply=("${(@)${(@f)found}%%$'\t'*}")
  }
fi
#@end completion
#@begin complete-aws

if [[ -o interactive ]]; then
  # Profile names after --profile; all else is left to the other completer.
  function _awsp_complete_aws {
    \builtin local found='' front='' last
    \builtin local -a _awsp_words
    _awsp_split
    last=$_awsp_words[-1]
    if [[ $last == --profile=* ]]; then
      front=--profile=
    elif [[ $CURRENT -lt 3 || $_awsp_words[-2] != --profile ]]; then
      if [[ -n ${_awsp_before[$service]-} ]]; then
        \builtin eval "$_awsp_before[$service]"
      else
        _default
      fi
      \builtin return
    fi
    found=$(\builtin command __awsp_bin__ complete --profiles -- "${last#$front}" </dev/null 2>/dev/null) || found=
    if [[ -n $found ]]; then
      _awsp_offer "$front" "${(@f)found}"
    else
      \builtin return 1
    fi
  }

  function _awsp_profiles_plain {
    \builtin emulate -L zsh
    \builtin local found=''
    found=$(\builtin command __awsp_bin__ complete --profiles -- "${1#--profile=}" </dev/null 2>/dev/null) || found=
    reply=("${(@)${(@f)found}%%$'\t'*}")
  }

  for _awsp_n in __awsp_also__; do
    _awsp_completers[$_awsp_n]=_awsp_complete_aws
  done
fi
#@end complete-aws

\builtin :
