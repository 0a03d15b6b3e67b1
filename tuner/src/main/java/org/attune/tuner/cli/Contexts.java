package org.attune.tuner.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Servers by name, each with its token, in a file of the person's own: {@code contexts.json} in {@code
 * $XDG_CONFIG_HOME/attune} or {@code ~/.config/attune}. A file that others can read is refused, for it holds secrets.
 */
final class Contexts {

    private static final Set<PosixFilePermission> OTHERS = EnumSet.of(
            PosixFilePermission.GROUP_READ,
            PosixFilePermission.GROUP_WRITE,
            PosixFilePermission.OTHERS_READ,
            PosixFilePermission.OTHERS_WRITE);

    private final Path file;
    private final Map<String, Context> all;
    private final String current;

    /**
     * One server.
     *
     * @param token empty for none
     * @param caFile certificates to trust; empty for those of the system
     */
    record Context(String server, String token, String caFile) {}

    private Contexts(Path file, Map<String, Context> all, String current) {
        this.file = file;
        this.all = new TreeMap<>(all);
        this.current = all.containsKey(current) ? current : "";
    }

    /** Reads the file; no file is no contexts. */
    static Contexts read(Terminal terminal) {
        String xdg = terminal.env("XDG_CONFIG_HOME");
        String home = terminal.env("HOME");
        Path base = xdg.isEmpty() || !Path.of(xdg).isAbsolute()
                ? Path.of(home.isEmpty() ? System.getProperty("user.home", ".") : home, ".config")
                : Path.of(xdg);
        return read(base.resolve("attune").resolve("contexts.json"));
    }

    private static Contexts read(Path file) {
        if (!Files.exists(file)) {
            return new Contexts(file, Map.of(), "");
        }
        try {
            Set<PosixFilePermission> open = EnumSet.copyOf(OTHERS);
            open.retainAll(Files.getPosixFilePermissions(file));
            if (!open.isEmpty()) {
                throw new CliFailure(
                        ExitCode.FORBIDDEN,
                        "others can read or change " + file + ", which holds tokens\n  help: chmod 600 "
                                + Shell.quote(file.toString()));
            }
            JsonNode tree = RestClient.JSON.readTree(file.toFile());
            Map<String, Context> all = new TreeMap<>();
            tree.path("contexts")
                    .properties()
                    .forEach(each -> all.put(
                            each.getKey(),
                            new Context(
                                    each.getValue().path("server").asText(),
                                    each.getValue().path("token").asText(),
                                    each.getValue().path("caFile").asText())));
            return new Contexts(file, all, tree.path("current").asText());
        } catch (IOException | UnsupportedOperationException e) {
            throw new CliFailure(ExitCode.INVALID, file + " cannot be read: " + e.getMessage());
        }
    }

    Map<String, Context> all() {
        return Map.copyOf(all);
    }

    /** Name of the current one; empty for none. */
    String current() {
        return current;
    }

    /** The current one, or null. */
    @Nullable
    Context chosen() {
        return all.get(current);
    }

    /** Whether there is one of this name; fails with the nearest name when there is none. */
    Context named(String name) {
        Context context = all.get(name);
        if (context == null) {
            throw new CliFailure(
                    ExitCode.NOT_FOUND,
                    "there is no context \"" + Columns.clean(name) + "\"" + Names.didYouMean(name, all.keySet()));
        }
        return context;
    }

    /** Adds or replaces one and makes it the current one. */
    void put(String name, Context context) {
        Map<String, Context> next = new TreeMap<>(all);
        next.put(name, context);
        write(next, name);
    }

    void use(String name) {
        named(name);
        write(all, name);
    }

    /** Removes one; the current one is then none, if it was this. */
    void remove(String name) {
        named(name);
        Map<String, Context> next = new TreeMap<>(all);
        next.remove(name);
        write(next, current.equals(name) ? "" : current);
    }

    private void write(Map<String, Context> next, String chosen) {
        ObjectNode tree = RestClient.JSON.createObjectNode().put("current", chosen);
        ObjectNode contexts = tree.putObject("contexts");
        next.forEach((name, context) -> {
            ObjectNode one = contexts.putObject(name).put("server", context.server());
            if (!context.token().isEmpty()) {
                one.put("token", context.token());
            }
            if (!context.caFile().isEmpty()) {
                one.put("caFile", context.caFile());
            }
        });
        try {
            Path folder = file.toAbsolutePath().getParent();
            Files.createDirectories(folder);
            Path arriving = Files.createTempFile(
                    folder,
                    ".contexts-",
                    null,
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            RestClient.JSON.writerWithDefaultPrettyPrinter().writeValue(arriving.toFile(), tree);
            Files.move(arriving, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new CliFailure(ExitCode.UNEXPECTED, file + " cannot be written: " + e.getMessage());
        }
    }
}
