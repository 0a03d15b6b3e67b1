package org.attune.runner.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Which files stay out of a build context: the lines of {@code .dockerignore}, or of {@code NAME.dockerignore} beside a
 * Dockerfile of that name. Every pattern begins at the context's root; {@code *} and {@code ?} stay within a name, {@code
 * **} crosses them; what fits a folder fits all in it; {@code !} takes back, in left-out folders too; the last line that
 * fits decides.
 */
final class DockerIgnore {

    static final String FILE = ".dockerignore";

    private static final int RULES_MAX = 1000;

    private record Rule(Pattern pattern, boolean takesBack, String literal) {}

    private final List<Rule> rules = new ArrayList<>();

    private DockerIgnore(List<String> lines) {
        for (String line : lines) {
            String text = line.strip();
            if (!text.isEmpty() && !text.startsWith("#")) {
                boolean takesBack = text.startsWith("!");
                String glob = takesBack ? text.substring(1).strip() : text;
                glob = glob.replaceAll("^(\\./|/)+", "").replaceAll("/+$", "");
                if (!glob.isEmpty() && !glob.equals(".")) {
                    Pattern pattern = Pattern.compile(regex(glob) + "(?:/.*)?", Pattern.DOTALL);
                    rules.add(new Rule(pattern, takesBack, glob.replaceFirst("[*?\\[\\\\].*", "")));
                }
            }
        }
    }

    static DockerIgnore of(List<String> lines) {
        if (lines.size() > RULES_MAX) {
            throw new IllegalArgumentException(FILE + " has at most " + RULES_MAX + " lines, not " + lines.size());
        }
        return new DockerIgnore(lines);
    }

    /** The rules of a context. */
    static DockerIgnore in(Path context, String dockerfile) throws IOException {
        for (Path file : List.of(context.resolve(dockerfile + FILE), context.resolve(FILE))) {
            try {
                return of(Files.readAllLines(file));
            } catch (NoSuchFileException e) {
                // the next one, or none
            }
        }
        return of(List.of());
    }

    /** Whether a file or folder stays out; its path is relative, with slashes. */
    boolean ignores(String path) {
        boolean ignored = false;
        for (Rule rule : rules) {
            if (rule.pattern().matcher(path).matches()) {
                ignored = !rule.takesBack();
            }
        }
        return ignored;
    }

    /** Whether something in a left-out folder may be taken back: a line that does so begins in it, or above it. */
    boolean mayTakeBackIn(String folder) {
        String inside = folder + "/";
        return rules.stream()
                .filter(Rule::takesBack)
                .anyMatch(rule -> rule.literal().startsWith(inside) || inside.startsWith(rule.literal()));
    }

    private static String regex(String glob) {
        StringBuilder out = new StringBuilder();
        int i = 0;
        while (i < glob.length()) {
            char c = glob.charAt(i);
            if (glob.startsWith("**/", i)) {
                out.append("(?:.*/)?");
                i += 3;
            } else if (glob.startsWith("**", i)) {
                out.append(".*");
                i += 2;
            } else if (c == '\\' && i + 1 < glob.length()) {
                out.append(Pattern.quote(glob.substring(i + 1, i + 2)));
                i += 2;
            } else {
                out.append(c == '*' ? "[^/]*" : c == '?' ? "[^/]" : Pattern.quote(String.valueOf(c)));
                i++;
            }
        }
        return out.toString();
    }
}
