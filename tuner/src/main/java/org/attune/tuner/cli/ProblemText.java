package org.attune.tuner.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;

/** Turns the API's problem documents into what a person reads. */
final class ProblemText {

    private ProblemText() {}

    /** The failure that an answer of status 300 or more means. */
    static CliFailure failure(RestClient.Response response) {
        int exit = ExitCode.ofStatus(response.status());
        JsonNode problem;
        try {
            problem = RestClient.JSON.readTree(response.body());
        } catch (java.io.IOException e) {
            problem = null;
        }
        if (problem == null || !problem.hasNonNull("detail")) {
            String text = new String(response.body(), StandardCharsets.UTF_8).strip();
            return new CliFailure(
                    exit,
                    "the server answered " + response.status()
                            + (text.isEmpty() ? "" : ": " + text.substring(0, Math.min(200, text.length()))));
        }
        StringBuilder text = new StringBuilder(problem.path("detail").asText());
        for (JsonNode error : problem.path("errors")) {
            text.append("\n  ");
            if (error.path("line").asInt(0) > 0) {
                text.append(error.path("file").asText("spec"))
                        .append(':')
                        .append(error.path("line").asInt())
                        .append(':')
                        .append(error.path("column").asInt())
                        .append("  ");
            }
            text.append(error.path("detail").asText());
            text.append("  [").append(error.path("code").asText()).append(']');
            String help = error.path("suggestion").path("text").asText("");
            if (!help.isEmpty()) {
                text.append("\n    help: ").append(help);
            }
        }
        if (exit == ExitCode.FORBIDDEN) {
            text.append("\n  help: name the server's token with --token-file, or ATTUNE_TOKEN_FILE");
        }
        return new CliFailure(exit, text.toString());
    }
}
