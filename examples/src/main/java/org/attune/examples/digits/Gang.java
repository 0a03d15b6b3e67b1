package org.attune.examples.digits;

import java.util.Map;

/**
 * Who this worker is among the workers of its training.
 *
 * @param rank 0 … world−1
 * @param world the number of workers, 1 … {@value #MOST}
 * @param masterAddress where rank 0 can be reached
 * @param masterPort the port that rank 0 listens on
 */
record Gang(int rank, int world, String masterAddress, int masterPort) {
    /** The largest gang: the ring's pieces become too small beyond it. */
    static final int MOST = 64;

    /** One worker alone, as when the trainer is started by hand. */
    static Gang alone() {
        return new Gang(0, 1, "127.0.0.1", 0);
    }

    /**
     * Reads {@code RANK}, {@code WORLD_SIZE}, {@code MASTER_ADDR} and {@code MASTER_PORT}; without {@code WORLD_SIZE}
     * the worker is alone.
     *
     * @throws UsageException if one is missing or out of range
     */
    static Gang from(Map<String, String> environment) {
        String size = environment.get("WORLD_SIZE");
        if (size == null || size.isBlank()) {
            return alone();
        }
        int world = number("WORLD_SIZE", size, 1, MOST);
        int rank = number("RANK", environment.getOrDefault("RANK", world == 1 ? "0" : ""), 0, world - 1);
        if (world == 1) {
            return alone();
        }
        String address = environment.getOrDefault("MASTER_ADDR", "");
        if (address.isBlank()) {
            throw new UsageException("MASTER_ADDR is not set, and WORLD_SIZE is " + world);
        }
        int port = number("MASTER_PORT", environment.getOrDefault("MASTER_PORT", ""), 1, 65535);
        return new Gang(rank, world, address, port);
    }

    private static int number(String name, String text, int least, int most) {
        try {
            int value = Integer.parseInt(text.trim());
            if (value >= least && value <= most) {
                return value;
            }
        } catch (NumberFormatException notANumber) {
            // falls through to the one message for both mistakes
        }
        throw new UsageException(name + " is '" + text + "', expected a whole number from " + least + " to " + most);
    }
}
