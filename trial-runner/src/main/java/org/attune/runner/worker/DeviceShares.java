package org.attune.runner.worker;

import java.util.List;

/** The ids of shares of devices: the device's own id and a number. */
public final class DeviceShares {

    private static final String SHARE = "::";

    private DeviceShares() {}

    /** The id of one share of a device. */
    public static String id(String device, int number) {
        return device + SHARE + number;
    }

    /** The devices behind these ids, each once; a whole device stands for itself. */
    public static List<String> devices(List<String> ids) {
        return ids.stream()
                .map(id -> id.contains(SHARE) ? id.substring(0, id.indexOf(SHARE)) : id)
                .distinct()
                .toList();
    }
}
