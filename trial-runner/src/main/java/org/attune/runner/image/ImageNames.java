package org.attune.runner.image;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;
import org.attune.runner.worker.ImageRecipe;

/** Names images by what they are made of, so that the same thing is never made twice. */
public final class ImageNames {

    private static final String REPOSITORY = "attune/build";
    private static final Pattern DIGEST = Pattern.compile("[0-9a-f]{64}");

    private ImageNames() {}

    /**
     * The name of the image that a recipe gives.
     *
     * @throws IllegalArgumentException when its context has no content address
     */
    public static String of(ImageRecipe recipe) {
        if (!DIGEST.matcher(recipe.contextDigest()).matches()) {
            throw new IllegalArgumentException("the build context has no SHA-256: " + recipe.contextDigest());
        }
        StringBuilder text = new StringBuilder("1");
        part(text, recipe.contextDigest());
        part(text, recipe.dockerfile());
        part(text, recipe.target() == null ? "" : recipe.target());
        part(text, recipe.network() ? "full" : "none");
        recipe.args().forEach((name, value) -> {
            part(text, name);
            part(text, value);
        });
        return REPOSITORY + ":" + sha256(text.toString()).substring(0, 32);
    }

    /** The content address of a text. */
    public static String sha256(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }

    private static void part(StringBuilder text, String part) {
        // With its length in front no two lists of parts have the same text.
        text.append('|').append(part.length()).append(':').append(part);
    }
}
