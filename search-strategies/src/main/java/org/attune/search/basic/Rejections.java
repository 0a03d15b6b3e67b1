package org.attune.search.basic;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Counts why draws were turned down, and says it. */
final class Rejections {

    private final Map<String, Integer> violations = new LinkedHashMap<>();
    private int violated;
    private int taken;

    void violated(List<String> problems) {
        violated++;
        for (String problem : problems) {
            violations.merge(problem, 1, Integer::sum);
        }
    }

    void taken() {
        taken++;
    }

    String reason() {
        int draws = violated + taken;
        if (violated == 0) {
            return String.format(Locale.ROOT, "no assignment that is not tried yet was found in %,d draws", draws);
        }
        Map.Entry<String, Integer> worst =
                violations.entrySet().stream().max(Map.Entry.comparingByValue()).orElseThrow();
        String what = taken == 0
                ? "no assignment satisfying the constraints was found"
                : "no assignment that satisfies the constraints and is not tried yet was found";
        return String.format(
                Locale.ROOT, "%s in %,d draws: in %,d of them %s", what, draws, worst.getValue(), worst.getKey());
    }
}
