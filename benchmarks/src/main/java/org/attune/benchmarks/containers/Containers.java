package org.attune.benchmarks.containers;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.attune.benchmarks.Machine;
import org.attune.runner.docker.Engine;
import org.attune.runner.docker.ImageBuilds;
import org.attune.runner.image.BuildContext;
import org.attune.runner.image.ImageNames;
import org.attune.runner.worker.ContainerTemplate;
import org.attune.runner.worker.ImageRecipe;

/**
 * Measures what containers cost through Attune and writes {@code containers.md} and {@code containers.json}. Needs a Docker
 * engine, {@code attune/debian:bookworm} and the docker command. Arguments: the repository's root, the folder of results, an
 * empty folder to work in, and how many pairs.
 */
public final class Containers {

    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private record Figure(String what, String aim, boolean met, String measured, String note) {}

    private final List<Figure> figures = new ArrayList<>();

    private Containers() {}

    /** Runs it all. */
    public static void main(String[] args) throws Exception {
        if (args.length != 4) {
            System.err.println("usage: Containers ROOT RESULTS SCRATCH PAIRS");
            System.exit(2);
        }
        Machine machine = Machine.here();
        Containers self = new Containers();
        self.measure(Path.of(args[0]), Path.of(args[2]), Integer.parseInt(args[3]));
        self.write(Path.of(args[1]), machine);
        System.exit(0);
    }

    private void measure(Path repository, Path scratch, int pairs) throws Exception {
        try (Site site = new Site(scratch)) {
            ContainerTemplate trainer = built(repository.resolve("containers/allreduce-trainer"), site);
            start(site, pairs);
            allreduce(site, trainer, pairs);
            prepared(site);
        }
        double[] ends = new GangEnd(scratch.resolve("gangs"), Engine.usualHost(System.getenv())).measure(10);
        double worst = Arrays.stream(ends).max().orElse(Double.NaN);
        add(
                "first dead rank to gang ended, the other rank ending when asked (10 s of grace)",
                "≤ 2 s + grace",
                worst <= 2,
                String.format(Locale.ROOT, "median %.2f s, worst %.2f s", Ratio.median(ends), worst),
                "10 gangs of two containers through scheduler and agent; rank 1 is killed by the engine's API");
    }

    private void add(String what, String aim, boolean met, String measured, String note) {
        figures.add(new Figure(what, aim, met, measured, note));
        System.err.println(what + ": " + measured + (met ? "" : "   (aim " + aim + ")"));
    }

    /** Builds the trainer's image, then asks for the unchanged one again. */
    private ContainerTemplate built(Path context, Site site) throws IOException {
        double seconds = 0;
        ImageRecipe recipe = new ImageRecipe("0".repeat(64), "Dockerfile", null, Map.of(), true);
        for (int i = 0; i < 2; i++) {
            long begun = System.nanoTime();
            BuildContext.Packed packed = BuildContext.pack(context, "Dockerfile");
            Path blob = Files.write(site.root.resolve("context-" + i), packed.bytes());
            ImageRecipe asked = new ImageRecipe(packed.sha256(), "Dockerfile", null, Map.of(), true);
            try (ImageBuilds builds = new ImageBuilds(Engine.at(site.host), (digest, into) -> blob)) {
                Site.awaitLong(
                        "the trainer's image is built",
                        () -> builds.ask(asked, 1).state() != ImageBuilds.State.BUILDING);
                if (builds.ask(asked, 1).state() != ImageBuilds.State.READY) {
                    throw new IOException(builds.ask(asked, 1).error());
                }
            }
            seconds = (System.nanoTime() - begun) / 1e9;
            recipe = asked;
        }
        add(
                "build of an unchanged context",
                "≤ 0.5 s",
                seconds <= 0.5,
                String.format(Locale.ROOT, "%.3f s", seconds),
                "packing, address, question to the engine");
        return new ContainerTemplate(
                ImageNames.of(recipe), recipe, 1, 0, 256L << 20, false, List.of(), List.of(), null);
    }

    private void start(Site site, int pairs) throws Exception {
        StringBuilder note = new StringBuilder();
        Ratio ratio = new StartPairs(site).measure(pairs, note);
        add("start of a ready image over docker run", "≤ 1.15", ratio.median() <= 1.15, words(ratio), note.toString());
    }

    private void allreduce(Site site, ContainerTemplate trainer, int pairs) throws Exception {
        StringBuilder note = new StringBuilder();
        Ratio ratio = new AllreducePairs(site, trainer).measure(pairs, note);
        add(
                "bandwidth of a 64 MiB allreduce in a gang over the same by hand",
                "≥ 0.97",
                ratio.median() >= 0.97,
                words(ratio),
                note.toString());
    }

    private void prepared(Site site) throws IOException {
        ContainerTemplate.Prepared data = new ContainerTemplate.Prepared(
                "be".repeat(32), Site.BASE, null, List.of("sh", "-c", "echo made >/prepared/x"), "/prepared");
        ContainerTemplate container =
                new ContainerTemplate(Site.BASE, null, 1, 0, 0, false, List.of(), List.of(), data);
        var template = site.gang(1, container, "true").get(0).template();
        site.runtime.makeReady(template, (digest, into) -> into);
        long begun = System.nanoTime();
        site.runtime.makeReady(template, (digest, into) -> into);
        double seconds = (System.nanoTime() - begun) / 1e9;
        add(
                "prepared data found again",
                "≤ 0.2 s",
                seconds <= 0.2,
                String.format(Locale.ROOT, "%.3f s", seconds),
                "the image and the data are looked for, nothing runs");
    }

    private static String words(Ratio ratio) {
        return String.format(
                Locale.ROOT, "%.3f [%.3f, %.3f], %d pairs", ratio.median(), ratio.low(), ratio.high(), ratio.pairs());
    }

    private void write(Path folder, Machine machine) throws IOException {
        StringBuilder page = new StringBuilder("# What containers cost through Attune\n\n")
                .append("Written by `make bench-containers`, in one run on ")
                .append(machine.cores())
                .append(" cores (")
                .append(machine.processor())
                .append("), load at the start ")
                .append(machine.loads())
                .append(", ")
                .append(machine.date())
                .append(".\nRatios are medians of interleaved pairs with their 95 % intervals.\n\n")
                .append("| figure | aim | measured | | |\n|---|---|---|---|---|\n");
        ObjectNode root = JSON.createObjectNode();
        root.put("benchmark", "containers")
                .put("date", machine.date().toString())
                .put("load", machine.loads());
        ArrayNode all = root.putArray("figures");
        for (Figure figure : figures) {
            page.append(String.format(
                    Locale.ROOT,
                    "| %s | %s | **%s** | %s | %s |%n",
                    figure.what(),
                    figure.aim(),
                    figure.measured(),
                    figure.met() ? "met" : "MISSED",
                    figure.note()));
            ObjectNode one = all.addObject();
            one.put("figure", figure.what()).put("aim", figure.aim()).put("met", figure.met());
            one.put("measured", figure.measured()).put("note", figure.note());
        }
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("containers.md"), page.toString());
        Files.writeString(folder.resolve("containers.json"), JSON.writeValueAsString(root) + "\n");
    }
}
