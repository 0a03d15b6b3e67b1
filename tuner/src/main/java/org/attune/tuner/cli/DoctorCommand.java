package org.attune.tuner.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.attune.runner.docker.Engine;
import org.attune.runner.docker.EngineException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code attune doctor}: looks at this machine, and says what studies on it will miss. */
@Command
final class DoctorCommand extends AttuneCommand {

    private static final long DISK_LOW = 2L << 30;
    private static final long SHM_LOW = 1L << 30;
    private static final String BASE = "attune/debian:bookworm";

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORM",
            description = "text or json.")
    String output = "text";

    private enum Verdict {
        OK,
        WARNING,
        PROBLEM
    }

    private record Finding(Verdict verdict, String what, String text, String help) {}

    private final List<Finding> findings = new ArrayList<>();

    @Override
    int run() {
        if (!output.equals("text") && !output.equals("json")) {
            throw new CliFailure(ExitCode.USAGE, "-o " + output + " is not text or json");
        }
        Launcher.Machine machine = launcher().machine();
        machine(machine);
        data();
        processes();
        engine();
        devices(machine);
        server();
        if (output.equals("json")) {
            json();
        } else {
            people();
        }
        return findings.stream().anyMatch(f -> f.verdict() == Verdict.PROBLEM) ? ExitCode.UNEXPECTED : ExitCode.OK;
    }

    private void add(Verdict verdict, String what, String text, String help) {
        findings.add(new Finding(verdict, what, text, help));
    }

    private void machine(Launcher.Machine machine) {
        add(
                Verdict.OK,
                "machine",
                Numbers.of(RestClient.JSON.getNodeFactory().numberNode(machine.cpus())) + " CPUs, "
                        + Sizes.text(machine.memoryBytes()) + ", Java " + System.getProperty("java.version", "?"),
                "");
        try {
            long shm = Files.getFileStore(Path.of("/dev/shm")).getTotalSpace();
            boolean low = shm < SHM_LOW;
            add(
                    low ? Verdict.WARNING : Verdict.OK,
                    "shared memory",
                    "/dev/shm has " + Sizes.text(shm),
                    low ? "data loaders of processes may fail; containers have their own (resources.shm)" : "");
        } catch (IOException e) {
            add(Verdict.WARNING, "shared memory", "there is no /dev/shm", "secrets of containers need it");
        }
    }

    private void data() {
        Path root = dataDirectory().root();
        Path there = root;
        while (!Files.exists(there) && there.getParent() != null) {
            there = there.getParent();
        }
        if (!Files.isDirectory(there) || !Files.isWritable(there)) {
            add(Verdict.PROBLEM, "data", root + " cannot be written", "--data DIR names another place");
            return;
        }
        try {
            FileStore store = Files.getFileStore(there);
            boolean low = store.getUsableSpace() < DISK_LOW;
            add(
                    low ? Verdict.WARNING : Verdict.OK,
                    "data",
                    Sizes.text(store.getUsableSpace()) + " free at " + root,
                    low ? "logs, checkpoints and images of files need room" : "");
        } catch (IOException e) {
            add(Verdict.PROBLEM, "data", root + " cannot be looked at: " + e.getMessage(), "");
        }
    }

    private void processes() {
        boolean ready = onPath("setsid") && Files.isExecutable(Path.of("/bin/sh"));
        add(
                ready ? Verdict.OK : Verdict.PROBLEM,
                "processes",
                ready ? "runtime: process works here" : "runtime: process needs setsid and /bin/sh",
                ready ? "" : "install util-linux");
        boolean python = onPath("python3");
        add(
                python ? Verdict.OK : Verdict.WARNING,
                "python3",
                python ? "is there" : "is not on the PATH",
                python ? "" : "trials that run it as a process will fail to start");
    }

    private boolean onPath(String program) {
        for (String folder : (terminal().env("PATH") + ":/usr/bin:/bin").split(":", -1)) {
            if (!folder.isEmpty() && Files.isExecutable(Path.of(folder, program))) {
                return true;
            }
        }
        return false;
    }

    private void engine() {
        String host = Engine.usualHost(terminal().environment());
        try (Engine engine = Engine.at(host)) {
            if (engine.isAbsent()) {
                add(
                        Verdict.WARNING,
                        "containers",
                        "no Docker engine answers at " + host,
                        "scripts/engine.sh start gives one; without it runtime: docker has no node here");
                return;
            }
            JsonNode info = engine.info();
            add(
                    Verdict.OK,
                    "containers",
                    "Docker engine " + info.path("ServerVersion").asText() + " at " + host + ", "
                            + info.path("Driver").asText() + ", "
                            + info.path("Containers").asInt() + " containers, "
                            + info.path("Images").asInt() + " images",
                    "");
            settings(info);
            boolean base = engine.has(BASE);
            add(
                    base ? Verdict.OK : Verdict.WARNING,
                    "base image",
                    BASE + (base ? " is there" : " is not there"),
                    base ? "" : "scripts/engine.sh base makes it; only images that name it need it");
        } catch (EngineException | IllegalArgumentException e) {
            add(Verdict.PROBLEM, "containers", String.valueOf(e.getMessage()), "");
        }
    }

    private void settings(JsonNode info) {
        boolean live = info.path("LiveRestoreEnabled").asBoolean();
        add(
                live ? Verdict.OK : Verdict.WARNING,
                "live-restore",
                live ? "containers outlive their engine" : "containers end when their engine is restarted",
                live ? "" : "set \"live-restore\": true in the engine's daemon.json");
        boolean limits =
                info.path("MemoryLimit").asBoolean() && info.path("PidsLimit").asBoolean(true);
        add(
                limits ? Verdict.OK : Verdict.WARNING,
                "limits",
                limits ? "memory and processes are limited" : "the kernel limits no memory or no processes here",
                limits ? "" : "resources.memory is not kept");
    }

    private void devices(Launcher.Machine machine) {
        String problem = machine.deviceProblem();
        List<String> models = machine.models();
        if (!problem.isEmpty()) {
            add(Verdict.PROBLEM, "devices", problem, "trials with gpus will not run here, or wait");
        } else if (models.isEmpty()) {
            add(Verdict.OK, "devices", "none (no nvidia-smi)", "");
        } else {
            String kinds = String.join(", ", models.stream().distinct().toList());
            add(Verdict.OK, "devices", models.size() + " " + kinds, "");
        }
    }

    private void server() {
        RestClient client = servers().find();
        if (client == null) {
            add(Verdict.OK, "server", "none runs; attune run starts one inside itself", "");
            return;
        }
        try {
            add(
                    Verdict.OK,
                    "server",
                    "attune " + client.get("version").path("version").asText() + " answers",
                    "");
        } catch (CliFailure failure) {
            add(Verdict.PROBLEM, "server", failure.text(), "");
        }
    }

    private void people() {
        Style style = terminal().outStyle();
        for (Finding finding : findings) {
            String mark = switch (finding.verdict()) {
                case OK -> style.tick() + " ";
                case WARNING -> style.unicode() ? "! " : "warn ";
                case PROBLEM -> style.red(style.failed());
            };
            terminal().out().println(mark + String.format("%-14s", finding.what()) + Columns.clean(finding.text()));
            if (!finding.help().isEmpty()) {
                terminal().out().println(style.dim("    " + finding.help()));
            }
        }
    }

    private void json() {
        ArrayNode all = RestClient.JSON.createArrayNode();
        for (Finding finding : findings) {
            ObjectNode one = all.addObject();
            one.put("verdict", finding.verdict().name()).put("what", finding.what());
            one.put("text", finding.text()).put("help", finding.help());
        }
        terminal().out().println(ReadingCommand.pretty(all));
    }
}
