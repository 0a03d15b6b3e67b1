package org.attune.tuner.cli;

import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code attune completion bash|zsh|fish}: a script that completes commands and verbs. */
@Command
final class CompletionCommand extends AttuneCommand {

    @Parameters(paramLabel = "SHELL", description = "bash, zsh or fish.")
    String shell = "";

    @Override
    int run() {
        if (!shell.equals("bash") && !shell.equals("zsh") && !shell.equals("fish")) {
            throw new CliFailure(
                    ExitCode.USAGE, "completion is there for bash, zsh and fish, not for \"" + shell + "\"");
        }
        if (shell.equals("fish")) {
            terminal().out().print(fish());
            return ExitCode.OK;
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
        script.append("      best|logs) words=$(attune completion-names studies 2>/dev/null) ;;\n")
                .append("      *) words= ;;\n    esac\n")
                .append("    if [ \"$COMP_CWORD\" -gt 2 ]; then\n      words=\n")
                .append("      case \"${COMP_WORDS[1]} $COMP_CWORD\" in\n")
                .append("        'study 3'|'trial 3') words=$(attune completion-names studies 2>/dev/null) ;;\n")
                .append("        'cluster 3') words=$(attune completion-names nodes 2>/dev/null) ;;\n")
                .append("      esac\n    fi\n  fi\n")
                .append("  mapfile -t COMPREPLY < <(compgen -W \"$words\" -- \"$word\")\n")
                .append("  [ ${#COMPREPLY[@]} -gt 0 ] || mapfile -t COMPREPLY < <(compgen -f -- \"$word\")\n}\n")
                .append("complete -o filenames -F _attune attune ./attune\n");
        terminal().out().print(script);
        return ExitCode.OK;
    }

    private static String fish() {
        StringBuilder script = new StringBuilder("complete -c attune -f\n");
        List<String> first = CommandTable.words("");
        script.append("complete -c attune -n __fish_use_subcommand -a \"")
                .append(String.join(" ", first))
                .append(" help\"\n");
        for (String noun : first) {
            if (CommandTable.isNoun(noun)) {
                String verbs = String.join(" ", CommandTable.words(noun));
                script.append("complete -c attune -n \"__fish_seen_subcommand_from ")
                        .append(noun)
                        .append("; and not __fish_seen_subcommand_from ")
                        .append(verbs)
                        .append("\" -a \"")
                        .append(verbs)
                        .append("\"\n");
                if (noun.equals("study") || noun.equals("trial") || noun.equals("cluster")) {
                    script.append("complete -c attune -n \"__fish_seen_subcommand_from ")
                            .append(noun)
                            .append("; and __fish_seen_subcommand_from ")
                            .append(verbs)
                            .append("\" -a \"(attune completion-names ")
                            .append(noun.equals("cluster") ? "nodes" : "studies")
                            .append(" 2>/dev/null)\"\n");
                }
            } else {
                // what takes a file is completed with files
                script.append("complete -c attune -n \"__fish_seen_subcommand_from ")
                        .append(noun)
                        .append("\" -F\n");
            }
        }
        return script.toString();
    }
}
