package org.attune.tuner.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Command;

/** {@code attune quickstart}: writes a small study and runs it, on what this machine has. */
@Command
final class QuickstartCommand extends AttuneCommand {

    @Override
    int run() {
        Path folder = Path.of("quickstart");
        if (!Files.exists(folder) && !Files.isWritable(Path.of("").toAbsolutePath())) {
            folder = dataDirectory().root().resolve("quickstart");
            say("this directory cannot be written, so it goes to " + folder);
        }
        Path spec = folder.resolve("study.yaml");
        if (Files.exists(spec)) {
            say(spec + " is there already and stays as it is");
        } else {
            Template.write("basic", folder);
            say(terminal().errStyle().tick() + " wrote " + spec
                    + " and train.sh beside it: have a look, they are short");
        }
        RunCommand run = new RunCommand();
        run.data = data;
        run.server = server;
        run.tokenFile = tokenFile;
        run.caFile = caFile;
        run.quiet = quiet;
        run.color = color;
        run.attach(terminal(), launcher());
        run.file = spec.toString();
        say("  attune run " + spec);
        int code = run.run();
        if (code == ExitCode.OK) {
            say("The best there is: x = 2, y = -1, with a loss near 0.44.");
            next("attune init --template pytorch", "attune server start");
        }
        return code;
    }
}
