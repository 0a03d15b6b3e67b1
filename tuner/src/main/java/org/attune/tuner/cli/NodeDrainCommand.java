package org.attune.tuner.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code attune cluster drain NODE}: nothing new is placed on a node. */
@Command
final class NodeDrainCommand extends AttuneCommand {

    private static final long LOOK_MILLIS = 1_000;

    @Parameters(paramLabel = "NODE")
    String node = "";

    @Option(names = "--reason", paramLabel = "TEXT", description = "Why, for people.")
    String reason = "";

    @Option(
            names = "--deadline",
            paramLabel = "DURATION",
            description = "After so long, place elsewhere what still runs there.")
    @Nullable
    String deadline;

    @Option(names = "--wait", description = "Return when nothing is left on the node.")
    boolean wait;

    @Option(names = "--timeout", paramLabel = "DURATION", description = "Wait at most so long.")
    @Nullable
    String timeout;

    @Override
    int run() {
        RestClient client = servers().require();
        ObjectNode body = RestClient.JSON.createObjectNode();
        if (!reason.isEmpty()) {
            body.put("reason", reason);
        }
        if (deadline != null) {
            body.put("deadlineSeconds", Durations.parse("--deadline", deadline).toSeconds());
        }
        String path = "nodes/" + RestClient.encode(node);
        long until = Durations.deadline("--timeout", timeout);
        JsonNode now = client.post(path + ":drain", body);
        say(terminal().errStyle().tick() + " " + node + " takes nothing new; " + left(now));
        while (wait && !now.path("gangs").isEmpty()) {
            if (System.nanoTime() - until >= 0) {
                throw new CliFailure(ExitCode.TIMED_OUT, left(now) + " after " + timeout);
            }
            Pause.millis(Math.min(LOOK_MILLIS, TimeUnit.NANOSECONDS.toMillis(Math.max(0, until - System.nanoTime()))));
            now = client.get(path);
            if (now.path("gangs").isEmpty()) {
                say(terminal().errStyle().tick() + " " + left(now));
            }
        }
        next(now.path("gangs").isEmpty() ? "attune cluster undrain " + node : "attune cluster queue");
        return ExitCode.OK;
    }

    private static String left(JsonNode now) {
        int gangs = now.path("gangs").size();
        return gangs == 0
                ? "nothing runs on it"
                : gangs == 1 ? "1 gang still runs on it" : gangs + " gangs still run on it";
    }
}
