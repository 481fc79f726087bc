# shellcheck shell=bash
# Times what awsp runs at a prompt of bash, in the interactive shell that sources this.

# Makes a function of all that stands in PROMPT_COMMAND, and one without what is awsp's; notes what that is.
bench_setup() {
  local item own=:\; other=:\;
  for item in "${PROMPT_COMMAND[@]}"; do
    if [[ $item == *_awsp_* ]] && type -t "${item%%[ ;]*}" >/dev/null; then
      echo "${item%%[ ;]*}" >>~/bench-names
      own+="$item;"
    elif [[ $item == bench_other ]]; then
      own+="$item;" other+="$item;"
    elif [[ -z $item ]]; then
      :
    else
      echo "not awsp's, or not there: $item"
      return 1
    fi
  done
  # Without local variables, here and in bench_time: where a function has one, as
  # at a prompt none has, bash looks among them first for each of the others.
  eval "
    bench_hook() { for ((bench_i = 0; bench_i < \$1; bench_i++)); do $own done; }
    bench_empty() { for ((bench_i = 0; bench_i < \$1; bench_i++)); do $other done; }
  "
}

# Runs bench_$1 for $2 rounds, and notes the microseconds.
bench_time() {
  bench_start=${EPOCHREALTIME/[.,]/}
  "bench_$1" "$2"
  echo "$((${EPOCHREALTIME/[.,]/} - bench_start))" >>~/bench-times
}
