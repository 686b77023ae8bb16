# fish completion for tsmove. Save it as ~/.config/fish/completions/tsmove.fish
#
# It carries the words to "tsmove __complete" and the candidates back, and knows no flag itself. The answer is one
# candidate a line, with a tab and its meaning behind it; the last line is ":0" if file names are wanted, else ":4".

function __tsmove_complete
    set -l words (commandline -opc) (commandline -ct)
    # A tilde is as it was typed, and would be looked for by its name.
    set -l program (string replace --regex -- '^~/' "$HOME/" $words[1])
    set -l answers ($program __complete $words[2..-1] 2>/dev/null)
    set -q answers[1]; or return
    if test "$answers[-1]" = ":0"
        set -l token (commandline -ct)
        set -l flag (string match --regex -- '^--[^=]+=' $token)
        for path in (__fish_complete_path (string replace -- "$flag" '' $token))
            echo "$flag"$path
        end
        return
    end
    set -q answers[2]; and printf '%s\n' $answers[1..-2]
end

complete -c tsmove -f -a '(__tsmove_complete)'
