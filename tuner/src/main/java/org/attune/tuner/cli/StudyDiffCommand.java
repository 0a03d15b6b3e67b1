package org.attune.tuner.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code attune study diff STUDY FILE}: what differs between a study's spec and a file, with all defaults written in. */
@Command
final class StudyDiffCommand extends AttuneCommand {

    @Parameters(index = "0", paramLabel = "STUDY")
    String study = "";

    @Parameters(index = "1", paramLabel = "FILE|STUDY", description = "A spec, - for standard input, or another study.")
    String other = "";

    @Override
    int run() {
        RestClient client = servers().require();
        JsonNode mine = RestReader.named(client, study, () -> client.get(RestReader.path(study)))
                .path("spec");
        Map<String, String> left = leaves(mine);
        Map<String, String> right = leaves(theirs(client));
        TreeSet<String> paths = new TreeSet<>(left.keySet());
        paths.addAll(right.keySet());
        Style style = terminal().outStyle();
        int different = 0;
        for (String path : paths) {
            String before = left.get(path);
            String after = right.get(path);
            if (before != null && before.equals(after)) {
                continue;
            }
            different++;
            String line = before == null
                    ? "+ " + path + ": " + after
                    : after == null ? "- " + path + ": " + before : "~ " + path + ": " + before + " -> " + after;
            terminal().out().println(before == null ? style.teal(line) : after == null ? style.red(line) : line);
        }
        say(different == 0 ? "no difference" : different == 1 ? "1 difference" : different + " differences");
        return ExitCode.OK;
    }

    private JsonNode theirs(RestClient client) {
        if (other.matches("[a-z0-9-]{1,63}") && !java.nio.file.Files.exists(java.nio.file.Path.of(other))) {
            return RestReader.named(client, other, () -> client.get(RestReader.path(other)))
                    .path("spec");
        }
        JsonNode checked = client.postText(
                "studies:validate?studyId=" + study + "&samples=0",
                SpecText.read(other, terminal()).text());
        if (!checked.path("valid").asBoolean()) {
            throw new CliFailure(
                    ExitCode.INVALID, other + " is no valid spec\n  help: attune validate " + Shell.quote(other));
        }
        return checked.path("normalizedSpec");
    }

    /** All values by their path. */
    static Map<String, String> leaves(JsonNode tree) {
        Map<String, String> leaves = new TreeMap<>();
        collect("", tree, leaves);
        return leaves;
    }

    private static void collect(String path, JsonNode node, Map<String, String> leaves) {
        if (node.isObject() && node.size() > 0) {
            node.properties()
                    .forEach(each -> collect(
                            path.isEmpty() ? each.getKey() : path + "." + each.getKey(), each.getValue(), leaves));
        } else if (!path.isEmpty()) {
            leaves.put(path, node.isTextual() ? node.asText() : node.toString());
        }
    }
}
