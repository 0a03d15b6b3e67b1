package org.attune.tuner.spec;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;
import org.attune.tuner.spec.TrialSpec.ArgsMode;
import org.attune.tuner.spec.TrialSpec.CheckpointKeep;
import org.attune.tuner.spec.TrialSpec.External;
import org.attune.tuner.spec.TrialSpec.Network;
import org.attune.tuner.spec.TrialSpec.OnLost;
import org.attune.tuner.spec.TrialSpec.RuntimeKind;
import org.jspecify.annotations.Nullable;

/** Reads how a trial is run. */
final class TrialReader {

    private static final Pattern SHELL = Pattern.compile("(.*/)?(ba|da|z|k|a)?sh");

    static final int MAX_ARGUMENTS = 1000;
    static final int MAX_TEXT = 16_384;
    static final int MAX_WORKERS = 4096;
    private static final Duration STOP_GRACE = Duration.ofSeconds(30);
    private static final int MAX_LIST = 100;

    private final Problems problems;
    private final ImageReader images;
    private final TemplateCheck templates;
    private final List<String> searched;

    /**
     * A reader of one trial section.
     *
     * @param problems where problems go
     * @param known names of parameters and derived values
     */
    TrialReader(Problems problems, List<String> known) {
        this.problems = problems;
        this.images = new ImageReader(problems);
        this.searched = known;
        List<String> all = new ArrayList<>(known);
        all.addAll(Names.TEMPLATE);
        this.templates = new TemplateCheck(problems, all);
    }

    /** The trial section; a stand-in where it is wrong (the problems say so). */
    TrialSpec read(Section s) {
        External external = external(s);
        if (external == External.YES) {
            for (String key : Shape.TRIAL.keys()) {
                if (!key.equals("external") && s.has(key) && s.node(key) != null) {
                    s.problem(
                                    SpecCode.CONFLICT,
                                    key,
                                    "with external: true clients run the trials, so \"" + key + "\" has no effect")
                            .suggest(new Suggestion(
                                    "external: allowed runs trials here and takes part in ask/tell", null))
                            .add();
                }
            }
        }
        Optional<String> image = images.image(s, "image");
        Optional<BuildSpec> build = images.build(s);
        RuntimeKind runtime = runtime(s, external);
        List<String> command = command(s, external);
        Map<String, String> env = env(s);
        Optional<String> workdir = Optional.ofNullable(s.name("workdir", MAX_TEXT));
        SpecNode workdirNode = s.node("workdir");
        if (workdirNode != null) {
            templates.check(s.pointer("workdir"), workdirNode);
        }
        boolean passed = templates.used().stream().anyMatch(searched::contains);
        ArgsMode args = s.choice("args", ArgsMode.class, passed ? ArgsMode.NONE : ArgsMode.AUTO);
        int[] workers = workers(s);
        Map<String, TrialSpec.Role> roles = roles(s);
        String runner = Optional.ofNullable(s.name("runner", Names.MAX_LENGTH)).orElse(TrialSpec.OWN_RUNNER);
        return new TrialSpec(
                external,
                runner,
                runtime,
                image,
                build,
                command,
                args,
                env,
                workdir,
                secrets(s),
                files(s, runtime, external),
                workers[1],
                workers[0],
                roles,
                s.has("resources") ? resources(s.section("resources", Shape.RESOURCES)) : ResourcesSpec.DEFAULT,
                new PlacementReader(problems).read(s),
                volumes(s),
                prepare(s),
                s.choice("checkpoints", CheckpointKeep.class, CheckpointKeep.BEST, "keep"),
                s.duration("timeout", false),
                s.duration("stopGrace", true).orElse(STOP_GRACE),
                s.duration("freezeTimeout", false),
                retries(s),
                s.has("onLost") ? Optional.of(s.choice("onLost", OnLost.class, OnLost.WAIT)) : Optional.empty(),
                s.choice("network", Network.class, Network.FULL));
    }

    private static External external(Section s) {
        SpecNode node = s.node("external");
        if (node == null) {
            return External.NO;
        }
        if (node instanceof SpecNode.Scalar scalar) {
            if (scalar.value() instanceof Boolean b) {
                return b ? External.YES : External.NO;
            }
            if (scalar.text().equals("allowed")) {
                return External.ALLOWED;
            }
            s.unknownValue("external", scalar, List.of("true", "false", "allowed"));
        } else {
            s.wrongType("external", "true, false or allowed");
        }
        return External.ALLOWED;
    }

    private RuntimeKind runtime(Section s, External external) {
        boolean hasImage = s.has("image") || s.has("build");
        RuntimeKind runtime =
                s.choice("runtime", RuntimeKind.class, hasImage ? RuntimeKind.DOCKER : RuntimeKind.PROCESS);
        if (external == External.YES || !s.has("runtime")) {
            return runtime;
        }
        if (runtime == RuntimeKind.PROCESS
                && hasImage
                && s.node("runtime") instanceof SpecNode.Scalar n
                && n.text().equals("process")) {
            s.problem(
                            SpecCode.CONFLICT,
                            "runtime",
                            "runtime: process runs no image, but \"" + (s.has("image") ? "image" : "build")
                                    + "\" is given")
                    .expected("runtime: docker, or neither image nor build")
                    .add();
        }
        if (runtime == RuntimeKind.DOCKER && !hasImage) {
            s.problem(SpecCode.MISSING_KEY, "runtime", "runtime: docker needs \"image\" or \"build\"")
                    .expected("image or build")
                    .add();
        }
        return runtime;
    }

    private List<String> command(Section s, External external) {
        if (external == External.YES
                || !s.require("command", "the program and its arguments, such as [python3, train.py]")) {
            return List.of();
        }
        boolean[] shell = new boolean[1];
        return command(s, "command", (pointer, node) -> {
            shell[0] = pointer.endsWith("/0") ? isShell(node) : shell[0];
            templates.check(pointer, node, shell[0]);
        });
    }

    private static boolean isShell(SpecNode program) {
        return program instanceof SpecNode.Scalar scalar
                && SHELL.matcher(scalar.text()).matches();
    }

    /** A list of texts, at least one; each goes to {@code check} as well. */
    static List<String> command(Section s, String key, BiConsumer<String, SpecNode> check) {
        SpecNode node = s.node(key);
        if (node instanceof SpecNode.Scalar scalar && scalar.kind() == SpecNode.Kind.TEXT) {
            Scalars.wrongType(s.problems(), s.pointer(key), node, "a list such as [python3, train.py]")
                    .suggest(new Suggestion(
                            "an argument vector is no shell line: ["
                                    + String.join(", ", scalar.text().strip().split("\\s+")) + "]",
                            null))
                    .add();
            return List.of();
        }
        List<String> out = new ArrayList<>();
        List<SpecNode> items = s.items(key, MAX_ARGUMENTS);
        if (node instanceof SpecNode.Items && items.isEmpty()) {
            s.problem(SpecCode.WRONG_TYPE, key, "the command is empty")
                    .expected("the program and its arguments")
                    .add();
        }
        for (int i = 0; i < items.size(); i++) {
            String pointer = Problems.child(s.pointer(key), Integer.toString(i));
            SpecNode item = items.get(i);
            // numbers and truth values are what they look like: [sleep, 5]
            if (item instanceof SpecNode.Scalar scalar && scalar.value() instanceof Number) {
                out.add(scalar.text());
                continue;
            }
            String text = Scalars.text(s.problems(), pointer, item, MAX_TEXT);
            if (text != null) {
                check.accept(pointer, item);
                out.add(text);
            }
        }
        return out;
    }

    private Map<String, String> env(Section s) {
        Map<String, String> env = s.textMap("env", 1000, MAX_TEXT);
        if (s.node("env") instanceof SpecNode.Mapping mapping) {
            for (SpecNode.Entry entry : mapping.entries()) {
                String pointer = Problems.child(s.pointer("env"), entry.key());
                String shown = SpecNode.shorten(entry.key());
                if (!Names.VARIABLE.matcher(entry.key()).matches()) {
                    problems.at(
                                    SpecCode.BAD_NAME,
                                    pointer,
                                    entry.keyPlace(),
                                    "\"" + shown + "\" is not the name of a variable")
                            .found(shown)
                            .expected("letters, digits and _, not starting with a digit")
                            .add();
                } else if (Names.isReservedVariable(entry.key())) {
                    problems.at(
                                    SpecCode.RESERVED_NAME,
                                    pointer,
                                    entry.keyPlace(),
                                    "Attune sets the variable " + shown + " itself")
                            .found(shown)
                            .expected("another name")
                            .add();
                }
                templates.check(pointer, entry.value());
            }
        }
        return env;
    }

    private List<TrialSpec.Secret> secrets(Section s) {
        List<TrialSpec.Secret> out = new ArrayList<>();
        forEach(s, "secrets", Shape.SECRET, secret -> {
            boolean complete = secret.requireAll(
                    "name", "a file of the node's secrets folder", "file", "where the worker finds it");
            String name = secret.name("name", Names.MAX_LENGTH);
            String file = absolute(secret, "file");
            if (name != null && !Names.FILE_NAME.matcher(name).matches()) {
                secret.problem(
                                SpecCode.BAD_NAME,
                                "name",
                                "\"" + SpecNode.shorten(name) + "\" is not the name of a file")
                        .expected("letters, digits, _ . -")
                        .add();
            } else if (complete && name != null && file != null) {
                out.add(new TrialSpec.Secret(name, file));
            }
        });
        return out;
    }

    private void forEach(Section s, String key, Shape shape, java.util.function.Consumer<Section> each) {
        List<SpecNode> items = s.items(key, MAX_LIST);
        for (int i = 0; i < items.size(); i++) {
            String pointer = Problems.child(s.pointer(key), Integer.toString(i));
            if (items.get(i) instanceof SpecNode.Mapping mapping) {
                each.accept(new Section(mapping, pointer, shape.keys(), problems));
            } else if (!(items.get(i) instanceof SpecNode.Broken)) {
                Scalars.wrongType(problems, pointer, items.get(i), "a mapping with " + String.join(", ", shape.keys()))
                        .add();
            }
        }
    }

    private static @Nullable String absolute(Section s, String key) {
        String path = s.name(key, 4096);
        if (path != null && !path.startsWith("/")) {
            s.problem(
                            SpecCode.UNKNOWN_VALUE,
                            key,
                            "expected an absolute path, found \"" + SpecNode.shorten(path) + "\"")
                    .expected("an absolute path")
                    .add();
            return null;
        }
        return path;
    }

    private static Optional<String> files(Section s, RuntimeKind runtime, External external) {
        String files = s.name("files", 4096);
        if (files != null) {
            return files.equals("none") ? Optional.empty() : Optional.of(files);
        }
        return runtime == RuntimeKind.PROCESS && external != External.YES ? Optional.of(".") : Optional.empty();
    }

    /** Least and most workers. */
    private int[] workers(Section s) {
        if (!(s.node("workers") instanceof SpecNode.Mapping)) {
            int workers = s.integer("workers", 1, MAX_WORKERS, 1);
            return new int[] {workers, workers};
        }
        Section range = s.section("workers", Shape.WORKERS);
        if (range == null || !range.requireAll("min", "a whole number", "max", "a whole number")) {
            return new int[] {1, 1};
        }
        OptionalInt min = range.integer("min", 1, MAX_WORKERS);
        OptionalInt max = range.integer("max", 1, MAX_WORKERS);
        if (min.isPresent() && max.isPresent() && min.getAsInt() > max.getAsInt()) {
            range.problem(
                            SpecCode.RANGE_EMPTY,
                            "max",
                            "max (" + max.getAsInt() + ") must not be below min (" + min.getAsInt() + ")")
                    .add();
        }
        return new int[] {min.orElse(1), max.orElse(1)};
    }

    private Map<String, TrialSpec.Role> roles(Section s) {
        Map<String, TrialSpec.Role> out = new LinkedHashMap<>();
        for (SpecNode.Entry entry : s.entries("roles", MAX_LIST)) {
            String pointer = Problems.child(s.pointer("roles"), entry.key());
            ParameterReader.checkName(
                    problems,
                    pointer,
                    entry.keyPlace(),
                    entry.key().equals("workers") ? "worker" : entry.key(),
                    "role");
            if (!(entry.value() instanceof SpecNode.Mapping mapping)) {
                Scalars.wrongType(problems, pointer, entry.value(), "a mapping such as {workers: 2}")
                        .add();
                continue;
            }
            Section role = new Section(mapping, pointer, Shape.ROLE.keys(), problems);
            ResourcesSpec resources = role.has("resources")
                    ? resources(role.section("resources", Shape.RESOURCES))
                    : ResourcesSpec.DEFAULT;
            out.put(entry.key(), new TrialSpec.Role(role.integer("workers", 1, MAX_WORKERS, 1), resources));
        }
        for (String key : List.of("workers", "resources")) {
            if (s.has("roles") && s.has(key)) {
                s.problem(SpecCode.CONFLICT, key, "each role has its own \"" + key + "\", so this one has no effect")
                        .add();
            }
        }
        return out;
    }

    private static ResourcesSpec resources(@Nullable Section s) {
        if (s == null) {
            return ResourcesSpec.DEFAULT;
        }
        OptionalDouble cpus = s.positive("cpus");
        if (cpus.isPresent() && cpus.getAsDouble() > 4096) {
            s.outOfRange("cpus", "0", "4096");
        }
        Long memory = s.size("memory");
        int gpus = s.integer("gpus", 0, 1024, 0);
        OptionalDouble share = s.positive("gpuShare");
        if (share.isPresent() && share.getAsDouble() >= 1) {
            s.problem(SpecCode.OUT_OF_RANGE, "gpuShare", "a share is below 1; for whole devices use gpus")
                    .expected("above 0, below 1")
                    .add();
        }
        if (share.isPresent() && gpus > 0) {
            s.problem(SpecCode.CONFLICT, "gpuShare", "whole devices (gpus) and a share of one exclude each other")
                    .add();
        }
        Long gpuMemory = s.size("gpuMemory");
        Long shm = s.size("shm");
        return new ResourcesSpec(
                cpus.orElse(1),
                memory == null ? 0 : memory,
                gpus,
                share,
                gpuMemory == null ? 0 : gpuMemory,
                shm == null ? OptionalLong.empty() : OptionalLong.of(shm));
    }

    private List<TrialSpec.Volume> volumes(Section s) {
        List<TrialSpec.Volume> out = new ArrayList<>();
        forEach(s, "volumes", Shape.VOLUME, volume -> {
            boolean complete = volume.requireAll(
                    "source", "an absolute path on the node", "target", "an absolute path in the container");
            String source = absolute(volume, "source");
            String target = absolute(volume, "target");
            Boolean readOnly = volume.bool("readOnly");
            if (complete && source != null && target != null) {
                out.add(new TrialSpec.Volume(source, target, readOnly != null && readOnly));
            }
        });
        return out;
    }

    private Optional<TrialSpec.Prepare> prepare(Section s) {
        Section p = s.has("prepare") ? s.section("prepare", Shape.PREPARE) : null;
        if (p == null) {
            return Optional.empty();
        }
        p.require("command", "the program and its arguments");
        p.require("target", "where its result is mounted");
        TemplateCheck own = new TemplateCheck(problems, List.of("study"));
        List<String> command = command(p, "command", own::check);
        String target = absolute(p, "target");
        return Optional.of(new TrialSpec.Prepare(
                command, target == null ? "" : target, images.image(p, "image"), images.build(p)));
    }

    private static TrialSpec.Retries retries(Section s) {
        Section r = s.has("retries") ? s.section("retries", Shape.RETRIES) : null;
        if (r == null) {
            return new TrialSpec.Retries(3, 0);
        }
        return new TrialSpec.Retries(r.integer("infrastructure", 0, 1000, 3), r.integer("user", 0, 1000, 0));
    }
}
