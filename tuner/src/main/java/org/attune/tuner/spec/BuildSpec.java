package org.attune.tuner.spec;

import java.util.Map;
import java.util.Optional;

/**
 * An image that is built from a folder.
 *
 * @param context the folder, relative to the spec
 * @param dockerfile the file in it
 * @param target a stage of that file
 * @param args build arguments
 * @param network what the build may reach
 * @param digest the content address of the packed folder, once it was brought to the server
 */
public record BuildSpec(
        String context,
        String dockerfile,
        Optional<String> target,
        Map<String, String> args,
        TrialSpec.Network network,
        Optional<String> digest) {
    /** Copies the arguments. */
    public BuildSpec {
        args = StudySpec.ordered(args);
    }
}
