package org.attune.runner.device;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The devices of this machine: declared by its owner or found by {@code nvidia-smi}.
 *
 * @param devices the devices, in the order of the machine
 * @param problem why they could not be found, empty when they were (or when there is no driver, so none)
 */
public record DeviceInventory(List<Device> devices, String problem) {

    /** How long the driver's tool may take; a wedged driver answers never. */
    public static final Duration PROBE_LIMIT = Duration.ofSeconds(15);

    private static final int MAX_DEVICES = 1024;
    private static final int MAX_ANSWER = 1 << 20;
    private static final long MEBIBYTE = 1L << 20;
    private static final List<String> QUERY =
            List.of("nvidia-smi", "--query-gpu=index,uuid,name,memory.total", "--format=csv,noheader,nounits");

    /** Copies the list and refuses ids that stand twice. */
    public DeviceInventory {
        devices = List.copyOf(devices);
        Set<String> ids = new HashSet<>();
        for (Device device : devices) {
            if (!ids.add(device.id())) {
                throw new IllegalArgumentException("device " + device.id() + " stands twice");
            }
        }
    }

    /** A machine without devices. */
    public static DeviceInventory none() {
        return new DeviceInventory(List.of(), "");
    }

    /**
     * What the owner of the machine declares.
     *
     * @param text {@code all} or {@code auto} (probe), {@code none}, {@code A100:4} (four of a model, numbered from 0;
     *     several kinds with commas), or ids such as {@code 0,1}
     * @throws IllegalArgumentException when it is none of these; the message says what is expected
     */
    public static DeviceInventory declared(String text) {
        String all = text.strip();
        if (all.equals("all") || all.equals("auto")) {
            return probe();
        }
        if (all.isEmpty() || all.equals("none")) {
            return none();
        }
        List<Device> devices = new ArrayList<>();
        int next = 0;
        for (String part : all.split(",", -1)) {
            String word = part.strip();
            int colon = word.lastIndexOf(':');
            if (colon < 0) {
                if (!word.matches("\\d{1,4}|(GPU|MIG)-[0-9A-Za-z-]{1,80}")) {
                    throw wrong(text, "\"" + word + "\" is neither an id nor MODEL:COUNT");
                }
                devices.add(new Device(word, "", 0));
            } else {
                String model = word.substring(0, colon).strip();
                int count = count(text, word.substring(colon + 1).strip());
                if (!model.matches("[A-Za-z0-9][A-Za-z0-9 ._-]{0,63}")) {
                    throw wrong(text, "\"" + model + "\" is no model");
                }
                if (devices.size() + count > MAX_DEVICES) {
                    throw wrong(text, "more than " + MAX_DEVICES + " devices");
                }
                for (int i = 0; i < count; i++) {
                    devices.add(new Device(Integer.toString(next++), model, 0));
                }
            }
        }
        try {
            return new DeviceInventory(devices, "");
        } catch (IllegalArgumentException e) {
            throw wrong(text, String.valueOf(e.getMessage()));
        }
    }

    private static int count(String text, String count) {
        if (!count.matches("\\d{1,4}") || Integer.parseInt(count) == 0) {
            throw wrong(text, "\"" + count + "\" is no count of devices");
        }
        return Integer.parseInt(count);
    }

    private static IllegalArgumentException wrong(String text, String why) {
        return new IllegalArgumentException(
                "devices \"" + text + "\": " + why + "; expected all, none, A100:4 or ids such as 0,1");
    }

    /** Asks {@code nvidia-smi}; without it there are none. Waits at most {@link #PROBE_LIMIT}. */
    public static DeviceInventory probe() {
        return probe(QUERY, PROBE_LIMIT);
    }

    static DeviceInventory probe(List<String> command, Duration limit) {
        Process process;
        try {
            process = new ProcessBuilder(command).redirectErrorStream(true).start();
        } catch (IOException e) {
            return none();
        }
        try {
            process.getOutputStream().close();
            CompletableFuture<byte[]> answer = new CompletableFuture<>();
            Thread reader = new Thread(() -> read(process, answer), "attune-device-probe");
            reader.setDaemon(true);
            reader.start();
            String text = new String(answer.get(limit.toMillis(), TimeUnit.MILLISECONDS), StandardCharsets.UTF_8);
            int code = process.waitFor(1, TimeUnit.SECONDS) ? process.exitValue() : -1;
            return code == 0 ? parse(text) : failed(command.get(0) + ": " + firstLine(text));
        } catch (TimeoutException e) {
            return failed(command.get(0) + " did not answer within " + limit.toMillis() + " ms");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return failed("interrupted");
        } catch (IOException | ExecutionException e) {
            return failed(String.valueOf(e.getMessage()));
        } finally {
            process.destroyForcibly();
        }
    }

    private static void read(Process process, CompletableFuture<byte[]> answer) {
        try {
            answer.complete(process.getInputStream().readNBytes(MAX_ANSWER));
        } catch (IOException e) {
            answer.completeExceptionally(e);
        }
    }

    /** Reads lines of {@code index, uuid, name, memory in MiB}. */
    static DeviceInventory parse(String text) {
        List<Device> devices = new ArrayList<>();
        for (String line : text.split("\\R")) {
            if (line.isBlank()) {
                continue;
            }
            String[] fields = line.split(",", -1);
            if (fields.length < 4 || !fields[0].strip().matches("\\d{1,4}")) {
                return failed("nvidia-smi: " + line.strip());
            }
            String memory = fields[fields.length - 1].strip();
            // A model's name may itself hold a comma.
            String model = String.join(",", List.of(fields).subList(2, fields.length - 1));
            long bytes = memory.matches("\\d{1,9}") ? Long.parseLong(memory) * MEBIBYTE : 0;
            devices.add(new Device(fields[0].strip(), model(model), bytes));
        }
        return devices.size() > MAX_DEVICES ? failed("more than " + MAX_DEVICES + " devices") : of(devices);
    }

    private static DeviceInventory of(List<Device> devices) {
        try {
            return new DeviceInventory(devices, "");
        } catch (IllegalArgumentException e) {
            return failed(String.valueOf(e.getMessage()));
        }
    }

    /** {@code NVIDIA A100-SXM4-80GB} as a constraint would name it: {@code A100-SXM4-80GB}. */
    private static String model(String name) {
        return name.strip()
                .replaceFirst("^NVIDIA\\s+", "")
                .replaceFirst("^(?:Tesla|GeForce|Quadro)\\s+(?=\\S)", "")
                .replace(' ', '-');
    }

    private static DeviceInventory failed(String why) {
        return new DeviceInventory(List.of(), why);
    }

    private static String firstLine(String text) {
        String line = text.strip().lines().findFirst().orElse("no answer");
        return line.length() > 300 ? line.substring(0, 300) : line;
    }
}
