package org.attune.runner.device;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What is going on on one device.
 *
 * @param busy the part of the last moments in which it computed, 0 to 1
 * @param memoryBytes its memory in use
 * @param processes how many programs compute on it; -1 when that is not known
 */
public record DeviceUse(double busy, long memoryBytes, int processes) {

    private static final long MEBIBYTE = 1L << 20;
    private static final List<String> QUERY = List.of(
            "nvidia-smi", "--query-gpu=index,uuid,utilization.gpu,memory.used", "--format=csv,noheader,nounits");

    /** Asks {@code nvidia-smi}, at most {@link DeviceInventory#PROBE_LIMIT}; by index and by UUID, empty without one. */
    public static Map<String, DeviceUse> probe() {
        return parse(DriverTool.ask(QUERY, DeviceInventory.PROBE_LIMIT).text());
    }

    /** Reads lines of {@code index, uuid, percent, MiB}; what is no number, such as {@code [N/A]} of a split device, is 0. */
    static Map<String, DeviceUse> parse(String text) {
        Map<String, DeviceUse> used = new HashMap<>();
        for (String line : text.split("\\R")) {
            String[] fields = line.split(",", -1);
            if (fields.length == 4 && fields[0].strip().matches("\\d{1,4}")) {
                DeviceUse use = new DeviceUse(number(fields[2]) / 100.0, number(fields[3]) * MEBIBYTE, -1);
                used.put(fields[0].strip(), use);
                used.put(fields[1].strip(), use);
            }
        }
        return used;
    }

    private static long number(String field) {
        String text = field.strip();
        return text.matches("\\d{1,9}") ? Long.parseLong(text) : 0;
    }
}
