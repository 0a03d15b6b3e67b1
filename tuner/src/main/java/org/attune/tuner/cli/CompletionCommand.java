package org.attune.tuner.cli;

import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code attune completion bash|zsh}: a script that completes commands and verbs. */
@Command
final class CompletionCommand extends AttuneCommand {

    @Parameters(paramLabel = "SHELL", description = "bash or zsh.")
    String shell = "";

    @Override
    int run() {
        if (!shell.equals("bash") && !shell.equals("zsh")) {
            throw new CliFailure(ExitCode.USAGE, "completion is there for bash and zsh, not for \"" + shell + "\"");
        }
        StringBuilder script = new StringBuilder();
        if (shell.equals("zsh")) {
            script.append("autoload -U +X bashcompinit && bashcompinit\n");
        }
        script.append("_attune() {\n  local word=${COMP_WORDS[COMP_CWORD]} words=\"")
                .append(String.join(" ", CommandTable.words("")))
                .append(" help\"\n  if [ \"$COMP_CWORD\" -ge 2 ]; then\n    case ${COMP_WORDS[1]} in\n");
        for (String noun : CommandTable.words("")) {
            if (CommandTable.isNoun(noun)) {
                List<String> verbs = CommandTable.words(noun);
                script.append("      ")
                        .append(noun)
                        .append(") words=\"")
                        .append(String.join(" ", verbs))
                        .append("\" ;;\n");
            }
        }
        script.append("      *) words= ;;\n    esac\n    [ \"$COMP_CWORD\" -gt 2 ] && words=\n  fi\n")
                .append("  mapfile -t COMPREPLY < <(compgen -W \"$words\" -- \"$word\")\n")
                .append("  [ ${#COMPREPLY[@]} -gt 0 ] || mapfile -t COMPREPLY < <(compgen -f -- \"$word\")\n}\n")
                .append("complete -o filenames -F _attune attune ./attune\n");
        terminal().out().print(script);
        return ExitCode.OK;
    }
}
