package org.attune.tuner.cli;

import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** Finds the name that was probably meant. */
final class Names {

    private Names() {}

    /** The failure for a study that is not there. */
    static CliFailure unknownStudy(String study, Collection<String> names) {
        String near = nearest(study, names);
        String help = near != null
                ? "did you mean \"" + near + "\"?"
                : names.isEmpty() ? "there is no study yet" : "attune study list  shows what there is";
        return new CliFailure(ExitCode.NOT_FOUND, "there is no study \"" + study + "\"\n  help: " + help);
    }

    /** The nearest of the names, when it is near enough to be a slip of the finger; otherwise null. */
    static @Nullable String nearest(String word, Collection<String> names) {
        String best = null;
        int least = Math.max(1, word.length() / 3) + 1;
        for (String name : names) {
            int distance = name.startsWith(word) && word.length() > 1 ? 1 : distance(word, name);
            if (distance < least) {
                least = distance;
                best = name;
            }
        }
        return best;
    }

    /** Edit distance with transpositions (optimal string alignment); O(a·b). */
    static int distance(String a, String b) {
        int[][] d = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                if (i == 0 || j == 0) {
                    d[i][j] = i + j;
                    continue;
                }
                int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
                d[i][j] = Math.min(d[i - 1][j - 1] + change, Math.min(d[i - 1][j], d[i][j - 1]) + 1);
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
                }
            }
        }
        return d[a.length()][b.length()];
    }
}
