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
  eval "
    bench_hook() { local i; for ((i = 0; i < \$1; i++)); do $own done; }
    bench_empty() { local i; for ((i = 0; i < \$1; i++)); do $other done; }
  "
}

# Runs bench_$1 for $2 rounds, and notes the microseconds.
bench_time() {
  local start=${EPOCHREALTIME/[.,]/}
  "bench_$1" "$2"
  echo "$((${EPOCHREALTIME/[.,]/} - start))" >>~/bench-times
}
