#compdef tsmove
# zsh completion for tsmove. Save it as _tsmove in a folder of $fpath, or: source <(tsmove completion zsh)
#
# It carries the words to "tsmove __complete" and the candidates back, and knows no flag itself. The answer is one
# candidate a line, with a tab and its meaning behind it; the last line is ":0" if file names are wanted, else ":4".

_tsmove() {
  # Words are as they were typed: a tilde is not replaced yet, nor are quotes taken off.
  local line directive=":4" program="${${(Q)words[1]}/#\~\//$HOME/}"
  local -a answers candidates
  answers=("${(@f)$("$program" __complete "${(@Q)words[2,CURRENT]}" 2>/dev/null)}")
  (( ${#answers} > 0 )) && directive="${answers[-1]}"
  if [[ "$directive" == ":0" ]]; then
    compset -P '*='
    _files
    return
  fi
  for line in "${(@)answers[1,-2]}"; do
    # A colon ends the candidate for _describe, so its own are escaped.
    candidates+=("${${line%%$'\t'*}//:/\\:}:${line#*$'\t'}")
  done
  _describe 'tsmove' candidates
}

if [[ "${funcstack[1]}" == "_tsmove" ]]; then
  _tsmove "$@"
else
  compdef _tsmove tsmove
fi
