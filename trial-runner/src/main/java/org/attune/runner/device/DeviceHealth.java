package org.attune.runner.device;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.attune.runner.worker.DeviceShares;

/** Whether devices can be given to somebody: they answer, and nobody else computes on them. */
public final class DeviceHealth {

    private static final String FORMAT = "--format=csv,noheader,nounits";
    private static final List<String> PRESENT = List.of("nvidia-smi", "--query-gpu=uuid,index", FORMAT);
    private static final List<String> BUSY = List.of("nvidia-smi", "--query-compute-apps=gpu_uuid,pid", FORMAT);

    private DeviceHealth() {}

    /**
     * Why these devices cannot be used now; empty when they can, and where no driver's tool can be asked. Blocks for at most
     * twice {@link DeviceInventory#PROBE_LIMIT}. Shares of devices may have neighbours, and instances are asked through the
     * device that they belong to, so only whole ones are looked at.
     */
    public static String problem(List<String> ids) {
        return problem(ids, command -> DriverTool.ask(command, DeviceInventory.PROBE_LIMIT));
    }

    static String problem(List<String> ids, Function<List<String>, DriverTool.Answer> tool) {
        List<String> whole = ids.stream()
                .filter(id -> id.startsWith("GPU-")
                        && DeviceShares.devices(List.of(id)).contains(id))
                .toList();
        if (whole.isEmpty()) {
            return "";
        }
        DriverTool.Answer present = tool.apply(PRESENT);
        if (present.absent()) {
            return "";
        }
        if (!present.problem().isEmpty()) {
            return present.problem();
        }
        for (String id : whole) {
            if (!present.text().contains(id)) {
                return "device " + id + " does not answer its driver any more";
            }
        }
        DriverTool.Answer busy = tool.apply(BUSY);
        List<String> taken = new ArrayList<>();
        for (String line : busy.text().split("\\R")) {
            String[] fields = line.split(",", -1);
            if (fields.length == 2 && whole.contains(fields[0].strip())) {
                taken.add(fields[0].strip());
            }
        }
        Set<String> names = new TreeSet<>(taken);
        return names.isEmpty()
                ? busy.problem()
                : "device " + String.join(", ", names) + " is in use by " + taken.size()
                        + (taken.size() == 1 ? " program" : " programs") + " that Attune did not start";
    }
}
