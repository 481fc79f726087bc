# awsp for fish 3.1 and newer, as `awsp init fish` prints it with the names
# filled in.
#
# A user may have functions called like builtins or programs, so the former
# carry `builtin` in front and the latter `command`.

function __awsp_cmd__ --description 'Switches and shows the AWS identity of this shell'
    # The verb is the first word that is neither an option nor its value.
    builtin set -l verb ''
    builtin set -l value no
    builtin set -l help no
    for word in $argv
        if builtin test $value = yes
            builtin set value no
            continue
        end
        switch $word
            case --
                break
            case --profile --region --color
                builtin set value yes
            case --help --version
                builtin set help yes
            case '-*'
                builtin string match -qr '^-[qv]*[hV]' -- $word; and builtin set help yes
                builtin string match -qr '^-[qv]*p$' -- $word; and builtin set value yes
            case '*'
                builtin test -n "$verb"; or builtin set verb $word
        end
    end
    if builtin test $help = no; and builtin contains -- "$verb" use off
        # Not by a command substitution: that takes no part in the redirection of
        # a function, so that `awsp use x 2>/dev/null` would still speak.
        command __awsp_bin__ --shell fish $argv | builtin read -lz code
        builtin set -l result $pipestatus[1]
        builtin test $result -eq 0; or return $result
        builtin test -n "$code"; or return 0
        builtin eval $code
    else
        command __awsp_bin__ $argv
    end
end

# After a switch: FILE is this shell's state file now, so that the next prompt
# has no process to start.
function _awsp_adopt --argument-names file
    builtin status is-interactive; or return 0
    builtin set -l exported (_awsp_look)
    builtin set -e exported[-1]
    builtin set -g _awsp_exported $exported
    _awsp_sort_names
    _awsp_look_key
    builtin set -g _awsp_key unknown
    if _awsp_read "$file"
        _awsp_keep_key
        _awsp_pick $_awsp_age
    end
    builtin return 0
end

# The hook. In the steady case it starts no process.
function _awsp_check
    builtin set -l exported (_awsp_look)
    builtin set -l age $exported[-1]
    builtin set -e exported[-1]
    if builtin test "$exported" != "$_awsp_exported"
        builtin set -g _awsp_exported $exported
        _awsp_sort_names
        builtin functions -q _awsp_wrap; and _awsp_wrap
    end
    _awsp_look_key
    if builtin test "$_awsp_key_now" != "$_awsp_key"
        if _awsp_unset_empty
            _awsp_check
            return
        end
        _awsp_sort_names
        _awsp_look_key
        _awsp_ask
        _awsp_pick $_awsp_age
    else if builtin test $_awsp_own -o $_awsp_deps -o "$age" -lt $_awsp_since -o "$age" -ge $_awsp_next 2>/dev/null
        # The state was replaced, or what it was made from was, or its time has come.
        builtin set -g _awsp_age $age
        if builtin test $_awsp_own
            _awsp_read $_awsp_file; or _awsp_ask
        end
        builtin test $_awsp_deps; and _awsp_ask
        _awsp_pick $_awsp_age
    end
end

# Prints the names of all exported variables, where the watched function comes
# from, and on the last line how many seconds old the clock file is.
function _awsp_look
    builtin set -nx
    builtin functions -Dv $_awsp_watched
    builtin $_awsp_path mtime -R -- $_awsp_clock
end

# Sorts out which exported variables count, and makes of them the function that
# sets `_awsp_key_now`. Of a secret it tells only whether it is there and empty;
# to a relative file name it adds the folder that this is relative to. Writing
# the names into the function makes it three times as fast as a loop would be;
# the pattern lets through none that could be more than a name.
function _awsp_sort_names
    builtin set -l names (builtin string match -r $_awsp_pattern -- $_awsp_exported)
    builtin set -l words
    builtin set -l more
    for name in $names
        # A global variable that is not exported hides a universal one that is.
        builtin set -qg $name; and not builtin set -qgx $name; and continue
        switch $name
            case AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN AWS_SECURITY_TOKEN AWS_CONTAINER_AUTHORIZATION_TOKEN
                builtin set -a words $name
                builtin set -a more "; builtin test -n \"\$$name\"; and builtin set -a _awsp_key_now $name"
            case '*'
                builtin set -a words "$name=\\x1f\"\$$name\""
        end
        switch $name
            case AWS_CONFIG_FILE AWS_SHARED_CREDENTIALS_FILE
                builtin set -a more "; builtin string match -q '/*' -- \"\$$name\"; or builtin set -a _awsp_key_now \"\$PWD\""
        end
    end
    if builtin set -q names[1]
        # How many of them are not global, for a change of scope.
        builtin set words "\$status $words"
        builtin set -qU $names
        builtin test $status -lt (builtin count $names)
        and builtin set -a more "; builtin set -qg $names; builtin set -a _awsp_key_now \$status"
    end
    builtin eval "function _awsp_look_key; builtin set -qgx $names; builtin set -g _awsp_key_now $words $more; end"
end

# The key of the state that was taken last. Where changes of files cannot be
# seen it is one that no key equals, so that every prompt asks.
function _awsp_keep_key
    builtin set -g _awsp_key $_awsp_key_now
    builtin test "$_awsp_mode" = each; and builtin set -g _awsp_key $_awsp_each
    builtin return 0
end

# Unsets an empty profile variable; succeeds if there was one.
function _awsp_unset_empty
    builtin set -l found 1
    for name in AWS_PROFILE AWS_DEFAULT_PROFILE
        if builtin set -qx $name; and builtin test -z "$$name"
            if builtin set -qg $name
                builtin set -eg $name
                builtin set found 0
                builtin printf 'awsp: %s was set but empty, which breaks the AWS CLI and SDKs; it is unset now\n' $name >&2
            else
                # Universal: it is in every shell, now and later.
                builtin printf 'awsp: %s is set but empty, which breaks the AWS CLI and SDKs; to remove it: set -eU %s\n' $name $name >&2
            end
        end
    end
    builtin return $found
end

# Asks the binary for the state, which takes no network. Without an answer
# there is nothing to show until the key changes.
function _awsp_ask
    builtin set -l lines
    if command -sq __awsp_bin__
        builtin set lines (command __awsp_bin__ prompt --hook fish $_awsp_hush </dev/null)
        builtin test $status -eq 0; or builtin set lines
    end
    # What it has to say besides, it says once in a shell.
    builtin set -g _awsp_hush --quiet
    if not _awsp_take $lines
        _awsp_take - 'awsp-state 1' - off '' '' '' '' '' '' '' '' '' '' 0
    end
    _awsp_keep_key
end

# Takes the state from a file.
function _awsp_read --argument-names file
    builtin test -f "$file" -a -r "$file"; or return
    builtin set -l lines
    builtin read -z -d \n -a lines <$file
    _awsp_take $file $lines
end

# Takes the state: the file's path or `-`, then its lines. Fails, changing
# nothing, if they are not understood. They are data, whoever wrote them.
function _awsp_take --argument-names file
    builtin set -e argv[1]
    builtin set -q argv[14]; or return
    builtin test "$argv[1]" = 'awsp-state 1'; or return
    builtin string match -qr '^\d\d?$' -- $argv[14]; or return
    builtin test $argv[14] -le 32; or return
    builtin set -l count (builtin math 14 + 2 x $argv[14])
    builtin set -q argv[$count]; or return

    # `test` expressions that hold when the state's file, or another that it
    # was made from, is newer, older, gone or new.
    builtin set -l own ! -e /
    builtin set -l deps ! -e /
    if builtin string match -q '/*' -- $file; and builtin string match -q '/*' -- $argv[2]
        builtin set own $file -nt $argv[2] -o $file -ot $argv[2]
    end
    builtin set -l at 15
    while builtin test $at -le $count
        builtin set -l path $argv[$at]
        builtin set at (builtin math $at + 1)
        builtin set -l stamp $argv[$at]
        builtin set at (builtin math $at + 1)
        builtin string match -q '/*' -- $path; or return
        if builtin test "$stamp" = -
            builtin set -a deps -o -e $path
        else
            builtin string match -q '/*' -- $stamp; or return
            builtin set -a deps -o $path -nt $stamp -o $path -ot $stamp
        end
    end

    builtin set -g _awsp_file $file
    builtin set -g _awsp_own $own
    builtin set -g _awsp_deps $deps
    builtin set -g _awsp_mode $argv[3]

    # There is no clock but the age of a file, so the moments are kept as ages
    # of that file. Of an absent moment nothing is ever as old.
    builtin set -g _awsp_clock /
    builtin test -e "$file"; and builtin set -g _awsp_clock $file
    builtin set -l times
    if builtin test $_awsp_path = path
        builtin set times (builtin $_awsp_path mtime -- $_awsp_clock; builtin $_awsp_path mtime -R -- $_awsp_clock)
    else
        builtin set times (command date +%s) 0
        builtin test "$_awsp_mode" = off; or builtin set -g _awsp_mode each
    end
    builtin set -q times[2]; or builtin set times 0 0
    builtin set -g _awsp_age $times[2]
    builtin set -g _awsp_ages
    for moment in $argv[4..7]
        if builtin string match -qr '^\d{1,15}$' -- $moment
            builtin set -a _awsp_ages (builtin math $moment - $times[1])
        else
            builtin set -a _awsp_ages $_awsp_never
        end
    end

    # The state words' colours and texts: now, soon, ended.
    builtin set -g _awsp_colours
    builtin set -g _awsp_texts
    for at in 8 10 12
        builtin set -a _awsp_colours (builtin string match -r '(?<= )[\d;]+$' -- $argv[$at]; or builtin echo)
        builtin set at (builtin math $at + 1)
        # No control characters, and none of the stand-ins that fish has for
        # bytes that are not UTF-8. 0x1A marks the place of the time left.
        builtin set -l text (builtin string replace -ar '[\x00-\x19\x1b-\x1f\x7f-\x9f\x{061c}\x{200b}-\x{200f}\x{2028}-\x{202e}\x{2060}-\x{206f}\x{feff}\x{f600}-\x{f6ff}]' '' -- "$argv[$at]")
        if builtin test $_awsp_ages[4] = $_awsp_never
            builtin set text (builtin string replace -a \x1a '' -- $text)
        end
        builtin set -a _awsp_texts "$text"
    end
    builtin return 0
end

# Picks what to show when the clock file has this age, and starts a refresh if
# one is due.
function _awsp_pick --argument-names age
    builtin set -l refresh $_awsp_ages[1]
    if builtin test $age -ge $refresh; and builtin test $_awsp_mode = run; and not builtin set -q _awsp_hold
        _awsp_refresh
        builtin set refresh (builtin math $age + 60)
        builtin set -g _awsp_ages[1] $refresh
    end

    builtin set -l phase 1
    builtin set -g _awsp_since -$_awsp_never
    builtin set -g _awsp_next $_awsp_never
    for at in 2 3
        if builtin test $age -ge $_awsp_ages[$at]
            builtin set phase $at
            builtin set -g _awsp_since $_awsp_ages[$at]
            builtin set -g _awsp_next $_awsp_never
        else if builtin test $_awsp_ages[$at] -lt $_awsp_next
            builtin set -g _awsp_next $_awsp_ages[$at]
        end
    end
    if builtin test $_awsp_mode = run; and builtin test $refresh -lt $_awsp_next
        builtin set -g _awsp_next $refresh
    end

    builtin set -l text $_awsp_texts[$phase]
    if builtin string match -q \*\x1a\* -- $text
        builtin set -l left 0
        builtin test $_awsp_ages[4] -gt $age; and builtin set left (builtin math -s0 "($_awsp_ages[4] - $age) / 60")
        if builtin test $left -ge 60
            builtin set left (builtin math -s0 $left / 60)h(builtin printf %02d (builtin math $left % 60))
        end
        builtin set text (builtin string replace -a \x1a {$left}m -- $text)
        # True for less than a minute: look again at every prompt.
        builtin set -g _awsp_next $age
    end

    if builtin test -z "$text"
        builtin set -eg AWSP_TEXT
        builtin set -g _awsp_segment ''
        builtin return 0
    end
    builtin test "$AWSP_TEXT" = "$text"; and builtin set -qgx AWSP_TEXT; or builtin set -gx AWSP_TEXT $text
    if builtin test -n "$_awsp_colours[$phase]"
        builtin set -g _awsp_segment \e\["$_awsp_colours[$phase]m$text"\e\[m' '
    else
        builtin set -g _awsp_segment "$text "
    end
end

# Renews what can be renewed, in the background. From a handler, fish starts it
# in its own process group, where the terminal's signals arrive: the trap. When
# it ends the shell gets a signal that a process which by then had the shell's
# number would ignore.
function _awsp_refresh
    command -sq __awsp_bin__; or return 0
    builtin set -g _awsp_waiting
    command sh -c 'trap "" HUP INT QUIT TSTP; "$@"; kill -s WINCH "$0"' $fish_pid __awsp_bin__ refresh --background </dev/null >/dev/null 2>/dev/null &
    builtin disown $last_pid 2>/dev/null
    builtin return 0
end

# The word to be completed as the binary would get it; its quote may be open,
# or a backslash at the end wait for what it escapes.
function _awsp_word
    builtin set -l raw (builtin commandline -ct)
    builtin string unescape -- "$raw"
    or builtin string unescape -- (builtin string replace -r '\\\\$' '' -- "$raw")
    or builtin printf '%s\n' "$raw"
end

# Says where the handlers are and what the shell holds, for interactive shells.
function _awsp_begin
    for name in (builtin set -n | builtin string match -r '^_awsp_.*$')
        builtin set -eg $name
    end
    # Loaded before with a segment, now perhaps without one.
    if builtin functions -q _awsp_wrap _awsp_mode_prompt
        builtin functions -e _awsp_wrap fish_mode_prompt
        builtin functions -c _awsp_mode_prompt fish_mode_prompt
        builtin functions -e _awsp_mode_prompt
    end
    builtin set -g _awsp_pattern '^(?:AWS_[A-Za-z0-9_]*|'(builtin string join '|' __awsp_names__)')$'
    builtin set -g _awsp_each 'ask each time'
    builtin set -g _awsp_never 999999999999999
    builtin set -g _awsp_watched _awsp_check
    builtin set -g _awsp_clock /
    builtin set -g _awsp_key unknown
    builtin set -g _awsp_segment ''
    builtin set -g _awsp_exported
    # fish 3.6 brought both `path mtime` and `test -nt`. Before, neither the
    # time nor the change of a file can be seen without a process, so every
    # prompt asks. (The word is a variable, for those fish to parse this.)
    builtin set -g _awsp_path echo
    builtin string match -qr '^(?:3\.(?:[6-9]|\d\d)|[4-9]|\d\d)' -- $FISH_VERSION; and builtin set -g _awsp_path path

    # Handlers run in the order they were made. At the first prompt ours is
    # made anew, so that it sees what the others (direnv) have changed.
    function _awsp_first_prompt --on-event fish_prompt
        builtin functions -e _awsp_first_prompt
        function _awsp_prompt --on-event fish_prompt
            _awsp_check
        end
        _awsp_check
    end

    function _awsp_landed --on-signal WINCH
        builtin set -q _awsp_waiting; or return 0
        builtin set -l before "$AWSP_TEXT$_awsp_segment"
        _awsp_check
        if builtin test "$AWSP_TEXT$_awsp_segment" != "$before"
            builtin set -eg _awsp_waiting
            builtin commandline -f repaint
        end
        builtin return 0
    end
end

builtin status is-interactive; and _awsp_begin

#@begin prompt
# fish prints the mode prompt before the prompt and keeps the last status from
# it, so the segment goes in front of that, whoever owns either.
function _awsp_wrap
    builtin set -l details (builtin functions -Dv fish_mode_prompt)
    builtin test "$details[5]" = "$_awsp_description"; and return
    builtin functions -e _awsp_mode_prompt
    if builtin functions -q fish_mode_prompt
        builtin functions -c fish_mode_prompt _awsp_mode_prompt
    else
        function _awsp_mode_prompt
        end
    end
    function fish_mode_prompt --description "$_awsp_description"
        # Whoever wrapped this wrapper in turn calls it from the inside.
        builtin set -qx _awsp_drawing; and return
        builtin set -lx _awsp_drawing
        if builtin set -q _awsp_fresh
            # Handlers made after ours have run since, at the first prompt.
            builtin set -eg _awsp_fresh
            builtin set -g _awsp_hold
            builtin test "$_awsp_key" = "$_awsp_each"; or _awsp_check
            builtin set -eg _awsp_hold
        end
        builtin printf %s "$_awsp_segment"
        _awsp_mode_prompt
    end
end

if builtin status is-interactive
    builtin set -g _awsp_description 'The AWS identity, then the mode prompt'
    builtin set -g _awsp_watched fish_mode_prompt
    builtin set -g _awsp_fresh
end
#@end prompt

# Prints the candidates that fish inserts as what they are: at the start of a
# word it puts no backslash before a `~`, so that `~root/x` would be expanded.
function _awsp_offer --argument-names word
    builtin set -e argv[1]
    if builtin test -n "$word"; or not builtin string match -q -- '~*' $argv
        builtin printf '%s\n' $argv
        return
    end
    for candidate in $argv
        builtin set -l user (builtin string match -r '^(~[\w.-]*)(?:[/\t]|$)' -- $candidate)
        builtin eval "builtin set -l home $user[2]"
        builtin test "$home" = "$user[2]"; and builtin printf '%s\n' $candidate
    end
end

#@begin completion
function _awsp_complete
    # From the command on: `env A=b awsp use` begins with it as well.
    builtin set -l words (builtin commandline -opc)
    builtin set -l at (builtin contains -i -- __awsp_cmd__ $words); and builtin set words $words[$at..-1]
    builtin set -l word (_awsp_word)
    builtin set -l lines (command __awsp_bin__ complete -- $words "$word" </dev/null 2>/dev/null)
    if builtin test "$lines[1]" = \tfiles
        __fish_complete_path (builtin commandline -ct)
    else
        _awsp_offer "$word" $lines
    end
end

if builtin status is-interactive
    builtin complete -c __awsp_cmd__ -e
    builtin complete -c __awsp_cmd__ -f -k -a '(_awsp_complete)'
end
#@end completion

#@begin complete-aws
function _awsp_complete_profile
    builtin set -l word (_awsp_word)
    builtin set -l lines (command __awsp_bin__ complete --profiles -- (builtin string replace -r -- '^--profile=' '' "$word") </dev/null 2>/dev/null)
    _awsp_offer "$word" $lines
end

if builtin status is-interactive
    for name in __awsp_also__
        builtin complete -c $name -l profile -x -k -a '(_awsp_complete_profile)' -d 'Use a profile'
    end
end
#@end complete-aws
