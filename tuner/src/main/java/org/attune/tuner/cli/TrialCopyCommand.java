package org.attune.tuner.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code attune trial cp STUDY FROM TO}: files of a trial out and in; one side is {@code N:PATH}. */
@Command
final class TrialCopyCommand extends AttuneCommand {

    private static final Pattern REMOTE = Pattern.compile("([1-9]\\d{0,8}):(.*)");

    @Parameters(index = "0", paramLabel = "STUDY")
    String study = "";

    @Parameters(index = "1", paramLabel = "FROM")
    String from = "";

    @Parameters(index = "2", paramLabel = "TO")
    String to = "";

    @Override
    int run() {
        Matcher source = REMOTE.matcher(from);
        Matcher target = REMOTE.matcher(to);
        if (source.matches() == target.matches()) {
            throw new CliFailure(
                    ExitCode.USAGE,
                    "one of " + from + " and " + to + " must be N:PATH, an artifact of trial N"
                            + "\n  help: attune trial cp " + study + " 12:model.pt .");
        }
        RestClient client = servers().require();
        return source.matches()
                ? fetch(client, source.group(1), source.group(2).replaceFirst("/$", ""))
                : bring(client, target.group(1), target.group(2));
    }

    private String base(String number) {
        return RestReader.path(study) + "/trials/" + number + "/artifacts";
    }

    /** One file, or all below a folder. */
    private int fetch(RestClient client, String number, String path) {
        JsonNode listed = RestReader.named(client, study, () -> client.get(base(number)));
        List<String> wanted = new ArrayList<>();
        for (JsonNode file : listed.path("artifacts")) {
            String name = file.path("path").asText();
            if (path.isEmpty() || name.equals(path) || name.startsWith(path + "/")) {
                wanted.add(name);
            }
        }
        if (wanted.isEmpty()) {
            List<String> names = new ArrayList<>();
            listed.path("artifacts").forEach(file -> names.add(file.path("path").asText()));
            throw new CliFailure(
                    ExitCode.NOT_FOUND,
                    "trial " + number + " keeps no file " + path + Names.didYouMean(path, names)
                            + "\n  help: attune trial artifacts " + study + " " + number + "  lists them");
        }
        boolean one = wanted.size() == 1 && wanted.get(0).equals(path);
        Path place = Path.of(to);
        for (String name : wanted) {
            String below = one ? fileName(name) : path.isEmpty() ? name : name.substring(path.length() + 1);
            Path into = one && !Files.isDirectory(place)
                    ? place
                    : place.resolve(below).normalize();
            if (!one && !into.startsWith(place.normalize())) {
                throw new CliFailure(ExitCode.UNEXPECTED, "the server names a file outside the folder: " + name);
            }
            client.download(base(number) + "/" + encodedPath(name), into);
            say(terminal().errStyle().tick() + " " + into);
        }
        return ExitCode.OK;
    }

    private int bring(RestClient client, String number, String path) {
        Path file = Path.of(from);
        if (!Files.isRegularFile(file)) {
            throw new CliFailure(ExitCode.INVALID, from + " is no file");
        }
        String name = path.isEmpty() || path.endsWith("/") ? path + fileName(from) : path;
        try {
            RestReader.named(client, study, () -> {
                client.upload(base(number) + "/" + encodedPath(name), file);
                return RestClient.JSON.nullNode();
            });
            say(terminal().errStyle().tick() + " " + number + ":" + name + " (" + Sizes.text(Files.size(file)) + ")");
        } catch (IOException e) {
            throw new CliFailure(ExitCode.UNEXPECTED, from + " cannot be read: " + e.getMessage());
        }
        next("attune trial artifacts " + study + " " + number);
        return ExitCode.OK;
    }

    private static String fileName(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    private static String encodedPath(String path) {
        return RestClient.encode(path).replace("%2F", "/").replace("+", "%20");
    }
}
