package org.attune.tuner.spec;

import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.attune.tuner.spec.TrialSpec.Network;

/** Reads {@code image} and {@code build}, which a trial, its preparation and an export share. */
final class ImageReader {

    private static final Pattern IMAGE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._/:@-]{0,499}");

    private static final Pattern DIGEST = Pattern.compile("[0-9a-f]{64}");

    private final Problems problems;

    ImageReader(Problems problems) {
        this.problems = problems;
    }

    Optional<String> image(Section s, String key) {
        String image = s.name(key, 500);
        if (image != null && !IMAGE.matcher(image).matches()) {
            s.problem(SpecCode.BAD_NAME, key, "\"" + SpecNode.shorten(image) + "\" is not the name of an image")
                    .expected("a name such as my/trainer:1")
                    .add();
            return Optional.empty();
        }
        if (s.node("image") != null && s.node("build") != null) {
            s.problem(SpecCode.CONFLICT, "image", "image and build exclude each other")
                    .expected("one of the two")
                    .add();
        }
        return Optional.ofNullable(image);
    }

    private static Optional<String> digest(Section b) {
        String digest = b.name("digest", Names.MAX_LENGTH);
        if (digest != null && !DIGEST.matcher(digest).matches()) {
            b.problem(SpecCode.BAD_NAME, "digest", "\"" + SpecNode.shorten(digest) + "\" is no SHA-256")
                    .expected("64 lower-case hexadecimal digits")
                    .add();
            return Optional.empty();
        }
        return Optional.ofNullable(digest);
    }

    Optional<BuildSpec> build(Section s) {
        Section b = s.has("build") ? s.section("build", Shape.BUILD) : null;
        if (b == null) {
            return Optional.empty();
        }
        b.require("context", "the folder to build from");
        String context = b.name("context", 4096);
        String dockerfile = b.name("dockerfile", 4096);
        String target = b.name("target", Names.MAX_LENGTH);
        Map<String, String> args = b.textMap("args", 1000, TrialReader.MAX_TEXT);
        for (String name : args.keySet()) {
            if (!Names.VARIABLE.matcher(name).matches()) {
                String shown = SpecNode.shorten(name);
                problems.at(
                                SpecCode.BAD_NAME,
                                Problems.child(b.pointer("args"), name),
                                b.placeOf("args"),
                                "\"" + shown + "\" is not the name of a build argument")
                        .found(shown)
                        .add();
            }
        }
        return Optional.of(new BuildSpec(
                context == null ? "." : context,
                dockerfile == null ? "Dockerfile" : dockerfile,
                Optional.ofNullable(target),
                args,
                b.choice("network", Network.class, Network.FULL),
                digest(b)));
    }
}
