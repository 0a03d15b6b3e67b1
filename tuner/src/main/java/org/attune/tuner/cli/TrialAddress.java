package org.attune.tuner.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The study and trial that a report is about, and the values. Inside a trial both come from its environment and may be
 * left out.
 *
 * @param values metric values by name
 */
record TrialAddress(RestClient client, String study, int trial, ObjectNode values) {

    /** Reads {@code [STUDY N] name=value…}. */
    static TrialAddress of(List<String> words, String verb, AttuneCommand command) {
        List<String> rest = new ArrayList<>(words);
        Terminal terminal = command.terminal();
        String study = terminal.env("ATTUNE_STUDY");
        String number = terminal.env("ATTUNE_TRIAL");
        boolean inside = true;
        if (rest.size() >= 2 && rest.get(0).indexOf('=') < 0) {
            study = rest.remove(0);
            number = rest.remove(0);
            inside = false;
        }
        if (study.isEmpty() || !number.matches("[1-9][0-9]{0,8}")) {
            throw new CliFailure(
                    ExitCode.USAGE,
                    "name the study and the number of the trial\n  help: attune trial " + verb + " STUDY N "
                            + (verb.equals("report") ? "--step S " : "") + "loss=0.3");
        }
        ObjectNode values = values(rest);
        String api = terminal.env("ATTUNE_API");
        RestClient client = inside && !api.isEmpty()
                ? new RestClient(
                        api.replaceFirst("/api/v1/?$", ""), command.servers().token())
                : command.servers().require();
        return new TrialAddress(client, study, Integer.parseInt(number), values);
    }

    /** Posts to one of the trial's verbs. */
    JsonNode post(String verb, ObjectNode body) {
        return RestReader.named(
                client, study, () -> client.post(RestReader.path(study) + "/trials/" + trial + ":" + verb, body));
    }

    private static ObjectNode values(List<String> words) {
        ObjectNode values = RestClient.JSON.createObjectNode();
        for (String word : words) {
            int equals = word.indexOf('=');
            if (equals < 1) {
                throw new CliFailure(ExitCode.USAGE, "\"" + word + "\" is not of the form name=value");
            }
            String name = word.substring(0, equals);
            String value = word.substring(equals + 1);
            switch (value.toLowerCase(Locale.ROOT)) {
                case "nan" -> values.put(name, "NaN");
                case "inf", "+inf", "infinity", "+infinity" -> values.put(name, "Infinity");
                case "-inf", "-infinity" -> values.put(name, "-Infinity");
                default -> {
                    if (!value.matches("[-+]?([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][-+]?[0-9]+)?")) {
                        throw new CliFailure(
                                ExitCode.USAGE, Columns.clean(name + "=" + value) + ": the value is not a number");
                    }
                    values.put(name, Double.parseDouble(value));
                }
            }
        }
        return values;
    }
}
