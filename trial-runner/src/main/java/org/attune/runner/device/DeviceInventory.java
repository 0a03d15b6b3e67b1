package org.attune.runner.device;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.attune.runner.worker.DeviceShares;

/**
 * The devices of this machine: declared by its owner or found by {@code nvidia-smi}.
 *
 * @param devices the devices, in the order of the machine
 * @param problem why they could not be found, empty when they were (or when there is no driver, so none)
 * @param shares how many shares each device is offered as; 1 for whole devices
 */
public record DeviceInventory(List<Device> devices, String problem, int shares) {

    /** How long the driver's tool may take; a wedged driver answers never. */
    public static final Duration PROBE_LIMIT = Duration.ofSeconds(15);

    private static final int MAX_DEVICES = 1024;
    private static final int SHARES_MAX = 64;

    private static final long MEBIBYTE = 1L << 20;
    private static final String FORMAT = "--format=csv,noheader,nounits";
    private static final List<String> OLD_QUERY =
            List.of("nvidia-smi", "--query-gpu=index,uuid,name,memory.total", FORMAT);
    private static final List<String> QUERY =
            List.of("nvidia-smi", "--query-gpu=index,uuid,name,memory.total,mig.mode.current", FORMAT);
    private static final List<String> LIST = List.of("nvidia-smi", "-L");

    /** A model's name may itself hold a comma. */
    private static final Pattern LINE = Pattern.compile(
            "\\s*\\d{1,4}\\s*,\\s*((?:GPU|MIG)-[^,\\s]{1,80})\\s*,\\s*(.+?)\\s*,\\s*(\\d+|\\[[^\\]]*\\])\\s*"
                    + "(?:,\\s*(?:Enabled|Disabled|\\[[^\\]]*\\])\\s*)?");

    private static final Pattern GPU = Pattern.compile("^GPU \\d+: (.+) \\(UUID: (GPU-[^)\\s]{1,80})\\)");
    private static final Pattern INSTANCE =
            Pattern.compile("^\\s+MIG (\\S+?\\.(\\d{1,4})gb\\S*)\\s.*\\(UUID: (MIG-[^)\\s]{1,120})\\)");

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

    /** Whole devices. */
    public DeviceInventory(List<Device> devices, String problem) {
        this(devices, problem, 1);
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

    /** Asks {@code nvidia-smi}; without it there are none. Waits at most {@link #PROBE_LIMIT} for each answer. */
    public static DeviceInventory probe() {
        return probe(command -> DriverTool.ask(command, PROBE_LIMIT));
    }

    /** Asks a driver's tool. */
    static DeviceInventory probe(Function<List<String>, DriverTool.Answer> tool) {
        DriverTool.Answer devices = tool.apply(QUERY);
        if (devices.problem().contains("not a valid field")) {
            // a driver from before devices could be split
            devices = tool.apply(OLD_QUERY);
        }
        if (devices.absent()) {
            return none();
        }
        if (!devices.problem().isEmpty()) {
            return failed(devices.problem());
        }
        DeviceInventory found = parse(devices.text());
        if (!devices.text().contains("Enabled")) {
            return found;
        }
        DriverTool.Answer list = tool.apply(LIST);
        return list.problem().isEmpty() ? split(found, devices.text(), list.text()) : failed(list.problem());
    }

    /** Reads lines of {@code index, uuid, name, memory in MiB} and perhaps whether it is split. */
    static DeviceInventory parse(String text) {
        List<Device> devices = new ArrayList<>();
        for (String line : text.split("\\R")) {
            if (line.isBlank()) {
                continue;
            }
            Matcher fields = LINE.matcher(line);
            if (!fields.matches()) {
                return failed("nvidia-smi: " + line.strip());
            }
            String memory = fields.group(3);
            long bytes = memory.matches("\\d{1,9}") ? Long.parseLong(memory) * MEBIBYTE : 0;
            devices.add(new Device(fields.group(1), model(fields.group(2)), bytes));
        }
        return devices.size() > MAX_DEVICES ? failed("more than " + MAX_DEVICES + " devices") : of(devices);
    }

    /** Puts the instances of split devices in their places; a device that is split into nothing offers nothing. */
    private static DeviceInventory split(DeviceInventory whole, String states, String list) {
        Map<String, List<Device>> instances = new HashMap<>();
        Device at = new Device("none", "", 0);
        for (String line : list.split("\\R")) {
            Matcher gpu = GPU.matcher(line);
            Matcher instance = INSTANCE.matcher(line);
            if (gpu.find()) {
                at = new Device(gpu.group(2), model(gpu.group(1)), 0);
            } else if (instance.find()) {
                long bytes = Long.parseLong(instance.group(2)) << 30;
                instances
                        .computeIfAbsent(at.id(), id -> new ArrayList<>())
                        .add(new Device(instance.group(3), at.model() + "-MIG-" + instance.group(1), bytes));
            }
        }
        List<Device> all = new ArrayList<>();
        for (Device device : whole.devices()) {
            if (states.lines()
                    .anyMatch(l -> l.contains(device.id()) && l.strip().endsWith("Enabled"))) {
                all.addAll(instances.getOrDefault(device.id(), List.of()));
            } else {
                all.add(device);
            }
        }
        return of(all);
    }

    /**
     * The same devices, each offered as several shares of it, which several workers may hold at a time. Nothing but their
     * own care keeps these apart.
     *
     * @param shares how many; 1 for whole devices
     */
    public DeviceInventory divided(int shares) {
        if (shares < 1 || shares > SHARES_MAX) {
            throw new IllegalArgumentException(
                    "shares of a device: " + shares + " (expected: 1 to " + SHARES_MAX + ")");
        }
        if (shares == 1) {
            return this;
        }
        List<Device> all = new ArrayList<>();
        for (Device device : devices) {
            for (int i = 0; i < shares; i++) {
                all.add(new Device(DeviceShares.id(device.id(), i), device.model(), device.memoryBytes() / shares));
            }
        }
        return all.size() > MAX_DEVICES
                ? failed("more than " + MAX_DEVICES + " shares of devices")
                : new DeviceInventory(all, problem, shares);
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
}
