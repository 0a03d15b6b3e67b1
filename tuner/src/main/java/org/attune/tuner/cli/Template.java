package org.attune.tuner.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The files with which a study of one's own begins. */
final class Template {

    private static final Map<String, List<String>> FILES = new LinkedHashMap<>();

    static {
        FILES.put("basic", List.of("study.yaml", "train.sh"));
        FILES.put("pytorch", List.of("study.yaml", "train.py"));
        FILES.put("external", List.of("study.yaml", "client.py"));
        FILES.put("multi-objective", List.of("study.yaml", "train.sh"));
    }

    private Template() {}

    static Set<String> names() {
        return FILES.keySet();
    }

    /** The files of a template with their texts. */
    static Map<String, String> files(String name) {
        List<String> files = FILES.get(name);
        if (files == null) {
            throw new CliFailure(
                    ExitCode.USAGE,
                    "there is no template " + Columns.clean(name) + Names.didYouMean(name, names())
                            + "\n  help: there are " + String.join(", ", names()));
        }
        Map<String, String> texts = new LinkedHashMap<>();
        for (String file : files) {
            try (InputStream in = Template.class.getResourceAsStream(name + "/" + file)) {
                if (in == null) {
                    throw new IllegalStateException("the program lacks its template " + name + "/" + file);
                }
                texts.put(file, new String(in.readAllBytes(), StandardCharsets.UTF_8));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return texts;
    }

    /** Writes them into a folder; files that are there are never touched. */
    static void write(String name, Path folder) {
        Map<String, String> texts = files(name);
        for (String file : texts.keySet()) {
            if (Files.exists(folder.resolve(file))) {
                throw new CliFailure(
                        ExitCode.CONFLICT, folder.resolve(file) + " is there already; nothing was written");
            }
        }
        try {
            Files.createDirectories(folder);
            for (Map.Entry<String, String> each : texts.entrySet()) {
                Files.writeString(folder.resolve(each.getKey()), each.getValue());
            }
        } catch (IOException e) {
            throw new CliFailure(ExitCode.UNEXPECTED, folder + " cannot be written: " + e.getMessage());
        }
    }
}
