package org.attune.tuner.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Turns the API's problem documents into what a person reads. */
final class ProblemText {

    private static final int PLAIN_MAX = 200;

    private ProblemText() {}

    /**
     * The failure that an answer of status 300 or more means.
     *
     * @param request method and path, for an answer that explains nothing
     */
    static CliFailure failure(RestClient.Response response, String request) {
        int exit = ExitCode.ofStatus(response.status());
        JsonNode problem = document(response);
        if (problem == null) {
            String text = new String(response.body(), StandardCharsets.UTF_8).strip();
            return new CliFailure(
                    exit,
                    "the server answered " + response.status() + " to " + request
                            + (text.isEmpty()
                                    ? ""
                                    : ": " + Columns.clean(text.substring(0, Math.min(PLAIN_MAX, text.length())))));
        }
        StringBuilder text =
                new StringBuilder(Columns.clean(problem.path("detail").asText()));
        for (JsonNode error : problem.path("errors")) {
            field(text, error);
        }
        if (exit == ExitCode.FORBIDDEN) {
            text.append("\n  help: name the server's token with --token-file, or in ATTUNE_TOKEN_FILE");
        }
        if (response.status() >= 500 && problem.hasNonNull("requestId")) {
            text.append("\n  help: the server's log has more under the request ")
                    .append(problem.path("requestId").asText());
        }
        return new CliFailure(exit, text.toString(), problem.path("code").asText());
    }

    private static void field(StringBuilder text, JsonNode error) {
        text.append("\n  ");
        if (error.path("line").asInt(0) > 0) {
            text.append(error.path("file").asText("spec"))
                    .append(':')
                    .append(error.path("line").asInt())
                    .append(':')
                    .append(error.path("column").asInt())
                    .append("  ");
        }
        text.append(Columns.clean(error.path("detail").asText()))
                .append("  [")
                .append(error.path("code").asText())
                .append(']');
        String help = error.path("suggestion").path("text").asText("");
        if (!help.isEmpty()) {
            text.append("\n    help: ").append(Columns.clean(help));
        }
    }

    private static @Nullable JsonNode document(RestClient.Response response) {
        try {
            JsonNode problem = RestClient.JSON.readTree(response.body());
            return problem != null && problem.hasNonNull("detail") ? problem : null;
        } catch (IOException e) {
            return null;
        }
    }
}
