package org.attune.runner.process;

import java.nio.file.Files;
import java.nio.file.Path;

/** Finds the file of a command, so that a missing one is told in words and a shell never takes it for its own. */
final class CommandLookup {

    /**
     * Where a command was found.
     *
     * @param path the word to start: absolute, or as given when it names a path
     * @param problem why it cannot be started, empty when it can
     */
    record Found(String path, String problem) {}

    private CommandLookup() {}

    /**
     * Looks a command up as a shell would.
     *
     * @param command the first word of the argument vector
     * @param searchPath the worker's {@code PATH}
     * @param workdir where it will start
     */
    static Found find(String command, String searchPath, Path workdir) {
        if (command.isEmpty()) {
            return new Found("", "the command is empty");
        }
        if (command.indexOf('/') >= 0) {
            Path file = workdir.resolve(command);
            if (!Files.exists(file)) {
                return new Found("", command + ": not found in " + workdir);
            }
            return Files.isExecutable(file) && !Files.isDirectory(file)
                    ? new Found(command, "")
                    : new Found("", command + ": not executable");
        }
        boolean seen = false;
        for (String folder : searchPath.split(":", -1)) {
            Path file = (folder.isEmpty() ? workdir : workdir.resolve(folder)).resolve(command);
            if (Files.isRegularFile(file)) {
                seen = true;
                if (Files.isExecutable(file)) {
                    return new Found(file.toString(), "");
                }
            }
        }
        String hint = !seen && Files.isRegularFile(workdir.resolve(command))
                ? "; a file of that name is in the working directory: write ./" + command
                : "";
        return new Found("", command + (seen ? ": not executable" : ": not found in PATH " + searchPath) + hint);
    }
}
