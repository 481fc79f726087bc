# Times what awsp runs at a prompt of zsh, in the interactive shell that sources this.
zmodload zsh/datetime

# Makes a function of all that stands in precmd_functions, and one without what is awsp's; notes what that is.
bench_setup() {
  local name
  for name in $precmd_functions; do
    if [[ $name != (_awsp_*|bench_other) ]] || (( ! ${+functions[$name]} )); then
      print -r -- "not awsp's, or not there: $name"
      return 1
    fi
  done
  print -rl -- ${(M)precmd_functions:#_awsp_*} >>~/bench-names
  eval "
    bench_hook() { local i; for ((i = 0; i < \$1; i++)); do :; ${(j:; :)precmd_functions}; done }
    bench_empty() { local i; for ((i = 0; i < \$1; i++)); do :; ${(j:; :)precmd_functions:#_awsp_*}; done }
  "
}

# Runs bench_$1 for $2 rounds, and notes the microseconds.
bench_time() {
  local -F start=$EPOCHREALTIME
  bench_$1 $2
  local -i taken='(EPOCHREALTIME - start) * 1000000'
  print $taken >>~/bench-times
}
