package org.attune.tuner.cli;

import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code attune init [DIR]}: a first study of one's own. */
@Command
final class InitCommand extends AttuneCommand {

    @Parameters(paramLabel = "DIR", arity = "0..1", description = "Where to write it (default: here).")
    Path folder = Path.of(".");

    @Option(names = "--template", paramLabel = "NAME", description = "basic, pytorch, external or multi-objective.")
    String template = "basic";

    @Override
    int run() {
        Template.write(template, folder);
        Path spec = folder.resolve("study.yaml").normalize();
        for (String file : Template.files(template).keySet()) {
            say(terminal().errStyle().tick() + " " + folder.resolve(file).normalize());
        }
        String quoted = Shell.quote(spec.toString());
        if (template.equals("external")) {
            next("attune server start --detach", "attune run " + quoted + " --detach");
        } else {
            next("attune validate " + quoted, "attune run " + quoted);
        }
        return ExitCode.OK;
    }
}
