package org.attune.runner.worker;

import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How an image is built.
 *
 * @param contextDigest the content address of the packed context
 * @param dockerfile the file in it, relative
 * @param target the stage to build, or null for the last
 * @param args build arguments; no secrets, for they stay in the image's history
 * @param network whether its steps reach the network
 */
public record ImageRecipe(
        String contextDigest, String dockerfile, @Nullable String target, Map<String, String> args, boolean network) {

    /** Sorts the arguments. */
    public ImageRecipe {
        Objects.requireNonNull(contextDigest, "contextDigest");
        Objects.requireNonNull(dockerfile, "dockerfile");
        args = Collections.unmodifiableMap(new TreeMap<>(args));
    }
}
