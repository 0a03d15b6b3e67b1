package org.attune.tuner.cli;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;
import picocli.CommandLine.Command;

/** {@code attune version}. */
@Command
final class VersionCommand extends AttuneCommand {

    @Override
    int run() {
        terminal()
                .out()
                .println("attune " + version() + "  (Java " + System.getProperty("java.version") + ", "
                        + System.getProperty("os.name") + " " + System.getProperty("os.arch") + ")");
        return ExitCode.OK;
    }

    /** Version of this build. */
    static String version() {
        Properties build = new Properties();
        try (InputStream in = VersionCommand.class.getResourceAsStream("/org/attune/tuner/app/build.properties")) {
            if (in != null) {
                build.load(in);
            }
        } catch (IOException e) {
            return "unknown";
        }
        return build.getProperty("version", "unknown");
    }
}
