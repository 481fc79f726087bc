# How long a running zsh waits for the names of all profiles. $1: rounds; the others: ways to get them, by turns.
# Prints a line a round: microseconds of each way.
zmodload zsh/datetime

# What oh-my-zsh's plugin `aws` runs where there is no AWS CLI: grep finds the headings of the config file, sed cuts
# the names out.
by_grep() {
  grep -oE '^\[ *(profile +)?[^] ]+ *\]' ~/.aws/config | sed -E 's/^\[ *(profile +)?//; s/ *\]$//'
}

rounds=$1
shift
for ((round = 0; round < rounds; round++)); do
  line=()
  for way; do
    start=$EPOCHREALTIME
    names=(${(f)"$(${=way})"})
    line+=($(((EPOCHREALTIME - start) * 1000000)))
    if (( ! ${names[(Ie)team-999]} )); then
      print -ru2 -- "$way does not list team-999, but ${#names} names"
      exit 1
    fi
  done
  print -r -- $line
done
