namespace StreamReco.StreamHost.Cli.Completion;

/// <summary>
/// How each shell asks the program. The program's words are taken as they are, never expanded; where it has none, files
/// are suggested. Bash cuts words at colons and equals signs, so what is before them is taken off again.
/// </summary>
internal static class ShellScripts
{
    public const string Bash =
        """
        _streamreco() {
            local line="${COMP_LINE#* }" word="${COMP_WORDS[COMP_CWORD]}" typed one
            local at=$((COMP_POINT - ${#COMP_LINE} + ${#line}))
            typed="${line:0:at}"; typed="${typed##* }"
            [[ $word == [:=] ]] && word=""
            COMPREPLY=()
            while IFS= read -r one; do
                COMPREPLY+=("${one#"${typed%"$word"}"}")
            done < <("${COMP_WORDS[0]}" "[suggest:$at]" "$line" 2>/dev/null)
            [[ ${#COMPREPLY[@]} == 1 && ${COMPREPLY[0]} == *[:=] ]] && compopt -o nospace 2>/dev/null
            return 0
        }
        complete -o bashdefault -o default -F _streamreco streamreco ./streamreco

        """;

    public const string Zsh =
        """
        #compdef streamreco
        _streamreco() {
            local line="${(j: :)words[2,CURRENT]}"
            local -a found
            found=(${(f)"$("${words[1]}" "[suggest:${#line}]" "$line" 2>/dev/null)"})
            if (( ${#found} )); then
                compadd -S '' -- ${(M)found:#*[:=]}
                compadd -- ${found:#*[:=]}
            else
                _files
            fi
        }
        (( $+functions[compdef] )) && compdef _streamreco streamreco

        """;

    public const string Fish =
        """
        function __streamreco
            set -l words (commandline -opc) (commandline -ct)
            set -l line (string join -- ' ' $words[2..])
            set -l found ($words[1] "[suggest:"(string length -- "$line")"]" "$line" 2>/dev/null)
            if test (count $found) -gt 0
                string join -- \n $found
            else
                __fish_complete_path (commandline -ct)
            end
        end
        complete -f -c streamreco -a '(__streamreco)'

        """;
}
