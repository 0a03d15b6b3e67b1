package org.attune.tuner.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * {@code attune trial ask STUDY}: takes trials of an external study. Exit 5 when the study has ended, 8 when there was
 * none within the wait.
 */
@Command
final class TrialAskCommand extends ReadingCommand {

    private static final long ONE_CALL_SECONDS = 20;

    @Parameters(paramLabel = "STUDY")
    String study = "";

    @Option(names = "--count", paramLabel = "K", description = "How many, up to 100 (default 1).")
    int count = 1;

    @Option(names = "--client", paramLabel = "ID", description = "The same id gets its open trials back.")
    String clientId = "";

    @Option(
            names = "--lease",
            paramLabel = "DURATION",
            description = "How long a trial is yours without a report (default 10m).")
    String lease = "10m";

    @Option(names = "--wait", paramLabel = "DURATION", description = "How long to wait for a trial (default 30s).")
    String patience = "30s";

    @Override
    List<String> forms() {
        return ParameterForms.added(super.forms());
    }

    @Override
    int run() {
        if (count < 1 || count > 100) {
            throw new CliFailure(ExitCode.USAGE, "--count " + count + " is not from 1 to 100");
        }
        Duration held = Durations.parse("--lease", lease);
        long deadline = Durations.deadline("--wait", patience);
        RestClient client = servers().require();
        JsonNode answer = ask(client, held, deadline);
        while (answer.path("trials").isEmpty()) {
            String state = answer.path("studyState").asText();
            if (state.equals("SUCCEEDED") || state.equals("FAILED") || state.equals("CANCELLED")) {
                throw new CliFailure(ExitCode.NOT_FOUND, "study " + study + " has ended: " + state);
            }
            if (System.nanoTime() - deadline >= 0) {
                throw new CliFailure(
                        ExitCode.TIMED_OUT,
                        "study " + study + " (" + state + ") had no trial for you within " + patience);
            }
            Pause.millis(Math.min(1, answer.path("retryAfterSeconds").asLong(0)) * 200);
            answer = ask(client, held, deadline);
        }
        show(answer);
        return ExitCode.OK;
    }

    private JsonNode ask(RestClient client, Duration held, long deadline) {
        long left = Math.max(0, (deadline - System.nanoTime()) / 1_000_000_000L);
        ObjectNode body = RestClient.JSON.createObjectNode();
        body.put("count", count);
        if (!clientId.isEmpty()) {
            body.put("clientId", clientId);
        }
        body.put("leaseSeconds", held.toSeconds());
        body.put("waitSeconds", Math.min(ONE_CALL_SECONDS, left));
        body.put("requestId", UUID.randomUUID().toString());
        return RestReader.named(client, study, () -> client.post(RestReader.path(study) + "/trials:suggest", body));
    }

    private void show(JsonNode answer) {
        List<JsonNode> trials = new ArrayList<>();
        answer.path("trials").forEach(trials::add);
        if (ParameterForms.knows(form())) {
            for (JsonNode trial : trials) {
                String number =
                        form().equals("env") ? "TRIAL=" + trial.path("number").asText() + "\n" : "";
                terminal().out().print(number + ParameterForms.write(form(), trial.path("parameters")));
            }
            return;
        }
        print(answer, trials, "number", () -> {
            Table table = new Table()
                    .number("number", "TRIAL")
                    .text("parameters", "PARAMETERS")
                    .text("leaseExpireTime", "YOURS UNTIL");
            for (JsonNode trial : trials) {
                table.row(List.of(
                        Cell.of(trial.path("number")),
                        new Cell(
                                ParameterForms.line(trial.path("parameters")),
                                trial.path("parameters").toString()),
                        Cell.of(trial.path("leaseExpireTime"))));
            }
            return table;
        });
        if (form().equals("table")) {
            String number = trials.get(0).path("number").asText();
            next(
                    "attune trial report " + study + " " + number + " --step 1 NAME=VALUE",
                    "attune trial tell " + study + " " + number + " NAME=VALUE");
        }
    }
}
