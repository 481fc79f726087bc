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
    builtin set -g _awsp_key unknown
    if _awsp_read "$file"
        _awsp_keep_key
        _awsp_pick $_awsp_age
    end
    builtin return 0
end

# Generates the functions that look at the variables: _awsp_see, which holds them
# as they are, and _awsp_check, the hook, which in the steady case starts no
# process. Those that are not exported are counted by one builtin, and so are
# those that are, by their scope; the values of these stand in the key. Of a
# secret it tells only whether it is empty, of the record of the last switch not
# even that; to a relative file name it adds the folder that this is relative to.
# Of a clock file that is gone the age is -1.
function _awsp_generate
    builtin set -l names $_awsp_names
    builtin set -qx AWS_ACCESS_KEY_ID; and builtin set -a names $_awsp_names_with_keys
    builtin set -l unset _awsp_none
    builtin set -l exported _awsp_none
    builtin set -l values
    builtin set -l more
    for name in $names
        if not builtin set -qx $name
            builtin set -a unset $name
            continue
        end
        builtin set -a exported $name
        switch $name
            case AWSP_SWITCH
            case AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN AWS_SECURITY_TOKEN
                builtin set -a more "builtin test -n \"\$$name\"; and builtin set key \$key.$name;"
            case '*'
                builtin set -a values "\\x1f\"\$$name\""
        end
        switch $name
            case AWS_CONFIG_FILE AWS_SHARED_CREDENTIALS_FILE
                builtin set -a more "builtin string match -q '/*' -- \"\$$name\"; or builtin set key \$key\"\$PWD\";"
        end
    end
    builtin set -l look "builtin set -qx $unset; builtin set -l key \$status; builtin set -qgx $exported"
    builtin set -a look "; builtin set key \$key:\$status"(builtin string join '' -- $values)"; $more"
    builtin eval "function _awsp_see; $look builtin set -g _awsp_key \$key; end"
    builtin eval "function _awsp_check
        $look
        $_awsp_tick
        builtin test \"\$key\" = \"\$_awsp_key\" -a \"\$_awsp_drawn\" = \"\$_awsp_description\" \
            \$_awsp_same -a $_awsp_due
        or _awsp_change \$key
        builtin set -g _awsp_drawn
    end"
    builtin eval "function _awsp_time; builtin set -g _awsp_age ($_awsp_old) -1; builtin set -e _awsp_age[2]; end"
end

# What the hook does where something has changed, or its time has come: KEY is
# how the variables are now.
function _awsp_change --argument-names key
    builtin functions -q _awsp_wrap; and _awsp_wrap
    _awsp_time
    if builtin test "$key" != "$_awsp_key"
        if _awsp_unset_empty
            _awsp_check
            return
        end
        _awsp_ask
    else
        if builtin test $_awsp_mode = again; and builtin test $_awsp_age -ge $_awsp_again
            _awsp_ask
        else if not builtin test -n "$_awsp_key" $_awsp_same
            # The state file may have been replaced by one that is up to date.
            _awsp_read $_awsp_file; and builtin test -n "$_awsp_key" $_awsp_same; or _awsp_ask
        end
    end
    _awsp_pick $_awsp_age
end

# The key of the state that was taken last. Where changes of files cannot be
# seen it is one that no key equals, so that every prompt asks.
function _awsp_keep_key
    _awsp_generate
    _awsp_see
    if builtin test $_awsp_blind = yes
        # Where every prompt asks, it is not forgotten that a refresh was started.
        if builtin test "$_awsp_key" != "$_awsp_asked"
            builtin set -g _awsp_asked $_awsp_key
            builtin set -g _awsp_wait 0
        end
        builtin set -l wait (builtin math $_awsp_wait - $_awsp_written)
        builtin test $wait -gt $_awsp_ages[1]; and builtin set -g _awsp_ages[1] $wait
    end
    builtin test $_awsp_always = yes; and builtin set -g _awsp_key $_awsp_each
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
# there is nothing to show, and it is asked again after ten seconds.
function _awsp_ask
    builtin set -l lines
    if command -sq __awsp_bin__
        builtin set lines (command __awsp_bin__ prompt --hook fish $_awsp_hush </dev/null)
        builtin test $status -eq 0; or builtin set lines
    end
    # What it has to say besides, it says once in a shell.
    builtin set -g _awsp_hush --quiet
    if not _awsp_take $lines
        _awsp_take - 'awsp-state 2' again '' '' '' '' '' '' '' '' '' '' 0
        builtin set -g _awsp_again (builtin math $_awsp_age + 10)
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
    builtin set -q argv[13]; or return
    builtin test "$argv[1]" = 'awsp-state 2'; or return
    builtin string match -qr '^\d\d?$' -- $argv[13]; or return
    builtin test $argv[13] -le 32; or return
    builtin set -l count (builtin math 13 + 3 x $argv[13])
    builtin set -q argv[$count]; or return

    # The end of a `test` expression that holds while the files that the state was made from
    # are what they were, not newer, older, gone or new.
    builtin set -l same
    builtin set -l files $argv[14..-1]
    builtin set -l left $argv[13]
    while builtin test $left -gt 0
        builtin string match -q '/*' -- $files[1]; or return
        if builtin test "$files[3]" = -
            builtin set -a same -a ! -e $files[1]
        else
            builtin string match -q '/*' -- $files[3]; or return
            builtin set -a same -a $files[1] -ot $files[3]
            # There is none where the time only rises.
            if builtin test "$files[2]" != -
                builtin string match -q '/*' -- $files[2]; or return
                builtin set -a same -a $files[1] -nt $files[2]
            end
        end
        builtin set -e files[1..3]
        builtin set left (builtin math $left - 1)
    end

    builtin set -g _awsp_file $file
    builtin set -g _awsp_same $same
    builtin set -g _awsp_mode $argv[2]
    builtin set -g _awsp_always no
    builtin test "$_awsp_mode" = each; and builtin set -g _awsp_always yes

    # There is no clock but the age of a file, so the moments are kept as ages
    # of that file, a stamp. Of an absent moment nothing is ever as old.
    builtin set -g _awsp_clock /
    builtin test -e "$argv[16]"; and builtin set -g _awsp_clock $argv[16]
    builtin set -l times
    if builtin test $_awsp_blind = no
        builtin set times (_awsp_mtime -- $_awsp_clock; _awsp_mtime -R -- $_awsp_clock)
    else
        # Unless nothing is shown, as long as no variable asks for it.
        builtin test -z "$argv[8]$argv[10]$argv[12]"; or builtin set -g _awsp_always yes
        builtin set -g _awsp_same
        builtin set times (command date +%s) 0
    end
    builtin set -q times[2]; or builtin set times 0 0
    builtin set -g _awsp_age $times[2]
    builtin set -g _awsp_written $times[1]
    builtin set -g _awsp_ages
    for moment in $argv[3..6]
        if builtin string match -qr '^\d{1,15}$' -- $moment
            builtin set -a _awsp_ages (builtin math $moment - $times[1])
        else
            builtin set -a _awsp_ages $_awsp_never
        end
    end

    # The state words' colours and texts: now, soon, ended.
    builtin set -g _awsp_colours
    builtin set -g _awsp_texts
    for at in 7 9 11
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
        builtin set -g _awsp_wait (builtin math $_awsp_written + $refresh)
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

    if builtin test $_awsp_mode = again
        builtin set -g _awsp_next $_awsp_again
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

    # The seconds since the machine's start, a file that one builtin reads, cost a
    # quarter of that age. They do not follow a clock that is set, so that its age
    # counts at least each minute, and in the second before something ends.
    if builtin test -n "$_awsp_uptime"
        builtin read -l -d ' ' up rest <$_awsp_uptime
        builtin set -l ahead (builtin math $_awsp_next - $age - 1)
        builtin test $ahead -gt 60; and builtin set ahead 60
        builtin set -g _awsp_alarm (builtin math $up + $ahead)
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
# number would ignore. fish 3.1 keeps one that comes while it is not waiting for
# keys until it is interrupted again, and for a tenth of a second after any
# universal variable has changed it does not wait: so the child's own end, which
# interrupts as well, comes a second later.
function _awsp_refresh
    command -sq __awsp_bin__; or return 0
    builtin set -g _awsp_waiting
    command sh -c 'trap "" HUP INT QUIT TSTP; "$@"; kill -s WINCH "$0"; sleep 1' $fish_pid __awsp_bin__ refresh --background </dev/null >/dev/null 2>/dev/null &
    builtin disown $last_pid 2>/dev/null
    # fish 3.1 gives the group that jobs of handlers share, and finds none by it.
    if builtin test $_awsp_blind = yes; and builtin contains -- "$last_pid" (builtin jobs -g)
        builtin disown 2>/dev/null
    end
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
    # Loaded before with a segment, now perhaps without one.
    if builtin functions -q _awsp_wrap _awsp_mode_prompt
        builtin set -l details (builtin functions -Dv fish_mode_prompt)
        if builtin test "$details[5]" = "$_awsp_description"
            builtin functions -e fish_mode_prompt
            builtin functions -c _awsp_mode_prompt fish_mode_prompt
        end
        builtin functions -e _awsp_wrap _awsp_mode_prompt
    end
    for name in (builtin set -n | builtin string match -r '^_awsp_.*$')
        builtin set -eg $name
    end
    builtin set -g _awsp_names __awsp_names__
    builtin set -g _awsp_names_with_keys __awsp_names_with_keys__
    builtin set -g _awsp_each 'ask each time'
    builtin set -g _awsp_asked
    builtin set -g _awsp_wait 0
    builtin set -g _awsp_never 999999999999999
    builtin set -g _awsp_drawn ''
    builtin set -g _awsp_description ''
    builtin set -g _awsp_same
    builtin set -g _awsp_next 0
    builtin set -g _awsp_since 0
    builtin set -g _awsp_clock /
    builtin set -g _awsp_key unknown
    builtin set -g _awsp_segment ''
    # fish 3.6 brought both `path mtime` and `test -nt`. Before, neither the
    # time nor the change of a file can be seen without a process, so every
    # prompt asks. (By eval: those fish refuse a file with a builtin that they do
    # not know, and fish 4.9 one with a variable in its place.)
    builtin set -g _awsp_blind yes
    builtin set -g _awsp_old 'builtin echo 0'
    builtin set -g _awsp_uptime
    builtin set -g _awsp_alarm 0
    builtin set -g _awsp_tick '_awsp_time; builtin set -l age $_awsp_age'
    builtin set -g _awsp_due '$age -lt $_awsp_next -a $age -ge $_awsp_since'
    if builtin string match -qr '^(?:3\.(?:[6-9]|\d\d)|[4-9]|\d\d)' -- $FISH_VERSION
        builtin set -g _awsp_blind no
        builtin set -g _awsp_old 'builtin path mtime -R -- $_awsp_clock'
        builtin eval 'function _awsp_mtime; builtin path mtime $argv; end'
        if builtin test -r /proc/uptime
            builtin set -g _awsp_uptime /proc/uptime
            builtin set -g _awsp_tick 'builtin read -l -d " " up rest </proc/uptime'
            builtin set -g _awsp_due '$up -lt $_awsp_alarm'
        end
    end

    # Handlers run in the order they were made. At the first prompt ours is
    # made anew, so that it sees what the others (direnv) have changed.
    function _awsp_first_prompt --on-event fish_prompt
        builtin functions -e _awsp_first_prompt
        function _awsp_prompt --on-event fish_prompt
            _awsp_check
        end
        _awsp_generate
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
        builtin test "$_awsp_drawn" = drawing; and return
        if builtin set -q _awsp_fresh
            # Handlers made after ours have run since, at the first prompt.
            builtin set -eg _awsp_fresh
            builtin set -g _awsp_hold
            _awsp_check
            builtin set -eg _awsp_hold
        end
        builtin set -g _awsp_drawn drawing
        builtin printf %s "$_awsp_segment"
        _awsp_mode_prompt
        # This is still in its place. If not, the next prompt sees it.
        builtin set -g _awsp_drawn $_awsp_description
    end
end

if builtin status is-interactive
    builtin set -g _awsp_description 'The AWS identity, then the mode prompt'
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
