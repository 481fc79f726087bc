# Times what awsp runs at a prompt of fish, in the interactive shell that sources this.

# Makes a function of awsp's handlers of fish_prompt and of fish_mode_prompt, and one of what would run without awsp;
# notes what awsp's are.
function bench_setup
    set -l names
    for line in (functions --handlers-type generic)
        set -l words (string split ' ' $line)
        if test "$words[1]" = fish_prompt; and string match -q '_awsp_*' -- $words[2]
            set -a names $words[2]
        end
    end
    set -l other ':'
    functions -q bench_other; and set -a other bench_other
    if string match -q '*_awsp_*' (functions fish_mode_prompt)
        set -a names fish_mode_prompt
        functions -q _awsp_mode_prompt; and set -a other _awsp_mode_prompt
    end
    printf '%s\n' $names >>~/bench-names
    eval "
        function bench_hook
            for i in (string split ' ' (string repeat -n (math \$argv[1] - 1) 'x ')x); $(string join ';' $other[1] $names); end >/dev/null
        end
        function bench_empty
            for i in (string split ' ' (string repeat -n (math \$argv[1] - 1) 'x ')x); $(string join ';' $other); end >/dev/null
        end
    "
end

# Runs bench_$argv[1] for $argv[2] rounds, and notes the microseconds. (fish has no clock of its own.)
function bench_time
    set -l start (date +%s%N)
    bench_$argv[1] $argv[2]
    math --scale=0 "($(date +%s%N) - $start) / 1000" >>~/bench-times
end
