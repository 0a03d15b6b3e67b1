package org.attune.search.tpe;

import java.util.ArrayList;
import java.util.List;
import org.attune.search.space.UnitCube;

/** Contrasts over dimensions that are active together, which have the same good trials and the same others. */
final class Models {

    private final Members good = new Members();
    private final Members rest = new Members();
    private final List<Contrast> contrasts = new ArrayList<>();

    /**
     * Models that have learnt nothing yet.
     *
     * @param parts the dimensions of each contrast
     */
    Models(UnitCube cube, List<int[]> parts) {
        for (int[] part : parts) {
            contrasts.add(new Contrast(cube, part, good, rest));
        }
    }

    void learn(Split split) {
        good.replace(split.good(), split.goodWeights());
        rest.replace(split.rest(), split.restWeights());
        contrasts.forEach(Contrast::learn);
    }

    List<Contrast> contrasts() {
        return contrasts;
    }
}
