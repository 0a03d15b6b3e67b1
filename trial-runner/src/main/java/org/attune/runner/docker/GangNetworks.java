package org.attune.runner.docker;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;
import org.attune.runner.worker.AttemptId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One bridge for each gang of several workers on this machine. Each has a subnet {@code 10.213.N.0/24} of its own, so that
 * ranks have addresses that are known before they run; the engine's own pools would also be used up by 31 gangs.
 */
final class GangNetworks {

    private static final Logger LOG = LoggerFactory.getLogger(GangNetworks.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String POOL = "10.213.";
    private static final int SUBNETS = 256;
    private static final int FIRST_HOST = 2;
    static final int WORKERS_MAX = 250;

    private final Engine engine;
    private final String owner;

    GangNetworks(Engine engine, String owner) {
        this.engine = engine;
        this.owner = owner;
    }

    static String address(String subnet, int rank) {
        return subnet + "." + (FIRST_HOST + rank);
    }

    /**
     * Makes the network of a gang, unless another of its ranks has made it.
     *
     * @return the first three numbers of its addresses
     */
    synchronized String ensure(AttemptId attempt, int workers, boolean isolated) throws EngineException {
        if (workers > WORKERS_MAX) {
            throw new IllegalArgumentException("a gang on one node has at most " + WORKERS_MAX + " containers");
        }
        String name = ContainerPlan.network(attempt);
        int first = Math.floorMod(name.hashCode(), SUBNETS);
        for (int i = 0; i < SUBNETS; i++) {
            String subnet = POOL + (first + i) % SUBNETS;
            try {
                engine.post("/networks/create", body(name, subnet, attempt, isolated));
                return subnet;
            } catch (EngineException e) {
                if (e.status() == 409) {
                    return subnetOf(engine.get("/networks/" + name));
                }
                if (!overlaps(e)) {
                    throw e;
                }
            }
        }
        throw new EngineException(500, "no subnet of " + POOL + "0.0/16 is free for a gang's network", null);
    }

    private static boolean overlaps(EngineException e) {
        String text = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
        return e.status() != 0 && (text.contains("overlap") || text.contains("conflicts with network"));
    }

    private ObjectNode body(String name, String subnet, AttemptId attempt, boolean isolated) {
        ObjectNode body = JSON.createObjectNode();
        body.put("Name", name).put("CheckDuplicate", true).put("Driver", "bridge");
        body.put("Internal", isolated);
        body.putObject("IPAM")
                .put("Driver", "default")
                .putArray("Config")
                .addObject()
                .put("Subnet", subnet + ".0/24");
        ObjectNode labels = body.putObject("Labels");
        labels.put(ContainerPlan.OWNER, owner).put("attune.gang", attempt.toString());
        return body;
    }

    private static String subnetOf(JsonNode network) throws EngineException {
        String subnet =
                network.path("IPAM").path("Config").path(0).path("Subnet").asText();
        if (!subnet.startsWith(POOL) || !subnet.endsWith(".0/24")) {
            throw new EngineException(500, "the network " + network.path("Name") + " has the subnet " + subnet, null);
        }
        return subnet.substring(0, subnet.length() - ".0/24".length());
    }

    /** Deletes the network of a gang, unless one of its containers is still in it. */
    synchronized void release(AttemptId attempt) {
        remove(ContainerPlan.network(attempt));
    }

    void remove(String name) {
        try {
            engine.delete("/networks/" + Engine.encoded(name));
        } catch (EngineException e) {
            // 403: it is in use; whoever leaves last deletes it, or the next look for orphans
            if (e.status() != 403) {
                LOG.warn("the network {} stays: {}", name, e.getMessage());
            }
        }
    }
}
