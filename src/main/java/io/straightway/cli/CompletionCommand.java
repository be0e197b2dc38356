package io.straightway.cli;

import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(name = "completion", mixinStandardHelpOptions = true,
        description = "Prints a script that completes commands, options, ids of jobs and names of models. bash and zsh: source <(straightway completion bash)")
final class CompletionCommand implements Callable<Integer> {
    enum Shell {
        BASH,
        ZSH
    }

    /** After what picocli knows by itself: what the broker or the store tell within a second. Silent if they do not. */
    private static final String NAMES = """
            _straightway_names() {
              _complete_straightway "$@"
              local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]} names=
              if [[ $COMP_CWORD -lt 2 || $word == -* ]]; then return 0; fi
              if [[ $before == --model ]]; then
                names=$(timeout 1 "${COMP_WORDS[0]}" model list 2>/dev/null | awk 'NR > 1 {print $1}')
              elif [[ $before != --* && $before != -o ]]; then
                case ${COMP_WORDS[1]} in
                  get | describe | watch | logs | cancel | pause | resume)
                    names=$(timeout 1 "${COMP_WORDS[0]}" get 2>/dev/null | awk 'NR > 1 {print $1}') ;;
                esac
              fi
              if [[ -n $names ]]; then COMPREPLY=($(compgen -W "$names" -- "$word")); fi
            }
            complete -F _straightway_names -o default straightway
            """;

    @Parameters(paramLabel = "SHELL", description = "bash or zsh")
    private Shell shell;

    /** One script for both: it makes zsh understand bash's way. Asked for by name, so that a shell with a way of its own can have its own. */
    @Override
    public Integer call() {
        System.out.println(switch (shell) {
            case BASH, ZSH -> AutoComplete.bash("straightway", Straightway.commandLine()) + "\n" + NAMES;
        });
        return ExitCodes.SUCCEEDED;
    }
}
