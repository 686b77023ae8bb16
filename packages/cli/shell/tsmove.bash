# bash completion for tsmove. Load it with: source <(tsmove completion bash)
#
# It carries the words to "tsmove __complete" and the candidates back, and knows no flag itself. The answer is one
# candidate a line, with a tab and its meaning behind it; the last line is ":0" if file names are wanted, else ":4".

_tsmove_complete() {
  local rest="${COMP_LINE:0:COMP_POINT}" program="${COMP_WORDS[0]/#\~/$HOME}"
  local word before cur prefix line index directive=":4"
  local -a words=() answers=()
  COMPREPLY=()
  # bash takes words apart at = and :, so pieces with no space between them are put together again.
  for ((index = 0; index <= COMP_CWORD; index++)); do
    word="${COMP_WORDS[index]}"
    before="${rest%%"$word"*}"
    rest="${rest#*"$word"}"
    if [[ -n $word && -z $before && index -gt 0 ]]; then
      words[${#words[@]} - 1]+="$word"
    else
      words+=("$word")
    fi
  done
  cur="${words[${#words[@]} - 1]}"
  prefix="${cur%"${cur##*[=:]}"}"
  while IFS= read -r line; do
    answers+=("$line")
  done < <("$program" __complete "${words[@]:1}" 2>/dev/null)
  ((${#answers[@]} > 0)) && directive="${answers[${#answers[@]} - 1]}"
  if [[ $directive == ":0" ]]; then
    compopt -o filenames 2>/dev/null
    while IFS= read -r line; do
      COMPREPLY+=("$line")
    done < <(compgen -f -- "${cur##*=}")
    return
  fi
  for ((index = 0; index < ${#answers[@]} - 1; index++)); do
    line="${answers[index]%%$'\t'*}"
    COMPREPLY+=("${line#"$prefix"}")
  done
}

complete -F _tsmove_complete tsmove
