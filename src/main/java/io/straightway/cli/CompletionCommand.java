package io.straightway.cli;

import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(name = "completion", mixinStandardHelpOptions = true,
        description = "Prints a script that completes commands and options. bash and zsh: source <(straightway completion bash)")
final class CompletionCommand implements Callable<Integer> {
    enum Shell {
        BASH,
        ZSH
    }

    @Parameters(paramLabel = "SHELL", description = "bash or zsh")
    private Shell shell;

    /** One script for both: it makes zsh understand bash's way. Asked for by name, so that a shell with a way of its own can have its own. */
    @Override
    public Integer call() {
        System.out.println(switch (shell) {
            case BASH, ZSH -> AutoComplete.bash("straightway", Straightway.commandLine());
        });
        return ExitCodes.SUCCEEDED;
    }
}
