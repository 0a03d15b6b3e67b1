package org.attune.tuner.cli;

import java.util.Collection;
import org.attune.tuner.spec.Nearest;

/** Words that were not found, with the one that was probably meant. */
final class Names {

    private Names() {}

    /** The failure for a study that is not there. */
    static CliFailure unknownStudy(String study, Collection<String> names) {
        String near = didYouMean(study, names);
        String otherwise = names.isEmpty()
                ? "\n  help: there is no study yet; attune run study.yaml  starts one"
                : "\n  help: attune study list  shows what there is";
        return new CliFailure(
                ExitCode.NOT_FOUND, "there is no study \"" + study + "\"" + (near.isEmpty() ? otherwise : near));
    }

    /** A line of help with the nearest of the names; empty when none is near. */
    static String didYouMean(String word, Collection<String> names) {
        return Nearest.to(word, names)
                .map(near -> "\n  help: did you mean \"" + near + "\"?")
                .orElse("");
    }
}
