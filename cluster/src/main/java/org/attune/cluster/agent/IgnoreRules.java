package org.attune.cluster.agent;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Which files of a folder stay out of its pack: the lines of {@code .attuneignore}, written like those of
 * {@code .gitignore}. A line with a slash before its end starts at the folder, others hold at any depth; {@code *} and
 * {@code ?} stay within a name, {@code **} crosses them; a slash at the end means folders only; {@code !} takes back; the
 * last line that fits decides. A folder that stays out takes all in it with it.
 */
final class IgnoreRules {

    static final String FILE = ".attuneignore";

    private static final int RULES_MAX = 1000;
    private static final List<String> ALWAYS = List.of(".git/", ".hg/", ".svn/", FILE);

    private record Rule(Pattern pattern, boolean foldersOnly, boolean takesBack) {}

    private final List<Rule> rules = new ArrayList<>();

    private IgnoreRules(List<String> lines) {
        for (String line : lines) {
            String text = line.strip();
            if (!text.isEmpty() && !text.startsWith("#")) {
                rules.add(rule(text));
            }
        }
    }

    static IgnoreRules of(List<String> lines) {
        List<String> all = new ArrayList<>(ALWAYS);
        all.addAll(lines);
        return new IgnoreRules(all);
    }

    /** The rules of a folder; only the built-in ones when it has none of its own. */
    static IgnoreRules in(Path folder) throws IOException {
        List<String> lines;
        try {
            lines = Files.readAllLines(folder.resolve(FILE));
        } catch (NoSuchFileException e) {
            lines = List.of();
        }
        if (lines.size() > RULES_MAX) {
            throw new IllegalArgumentException(FILE + " has at most " + RULES_MAX + " lines, not " + lines.size());
        }
        return of(lines);
    }

    /**
     * Whether a file or folder stays out.
     *
     * @param path relative, with slashes, without one at its end
     */
    boolean ignores(String path, boolean folder) {
        boolean ignored = false;
        for (Rule rule : rules) {
            if ((folder || !rule.foldersOnly()) && rule.pattern().matcher(path).matches()) {
                ignored = !rule.takesBack();
            }
        }
        return ignored;
    }

    private static Rule rule(String text) {
        boolean takesBack = text.startsWith("!");
        String glob = takesBack ? text.substring(1) : text;
        boolean foldersOnly = glob.endsWith("/");
        if (foldersOnly) {
            glob = glob.substring(0, glob.length() - 1);
        }
        boolean anchored = glob.contains("/");
        if (glob.startsWith("/")) {
            glob = glob.substring(1);
        }
        return new Rule(Pattern.compile((anchored ? "" : "(?:.*/)?") + regex(glob)), foldersOnly, takesBack);
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
            } else {
                out.append(c == '*' ? "[^/]*" : c == '?' ? "[^/]" : Pattern.quote(String.valueOf(c)));
                i++;
            }
        }
        return out.toString();
    }
}
