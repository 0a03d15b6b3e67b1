package org.attune.runner.docker;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Predicate;
import org.attune.runner.worker.AttemptId;
import org.attune.runner.worker.WorkerId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes what no worker owns any more: containers, networks and copies of secrets that bear this agent's mark. Nothing of
 * anybody else is looked at. A worker's notes are written before its container is created, so a container without notes
 * has nobody who waits for it.
 */
final class Orphans {

    private static final Logger LOG = LoggerFactory.getLogger(Orphans.class);

    private final Engine engine;
    private final DockerSettings settings;
    private final GangNetworks networks;

    Orphans(Engine engine, DockerSettings settings, GangNetworks networks) {
        this.engine = engine;
        this.settings = settings;
        this.networks = networks;
    }

    private String mark() {
        return Engine.encoded("{\"label\":[\"" + ContainerPlan.OWNER + "=" + settings.owner() + "\"]}");
    }

    /** Every container of this agent, whatever it does. */
    JsonNode containers() throws EngineException {
        return engine.get("/containers/json?all=1&filters=" + mark());
    }

    /** Removes what belongs to no worker that is wanted. */
    void remove(Predicate<WorkerId> wanted, Predicate<String> preparing) {
        try {
            for (JsonNode container : containers()) {
                String worker =
                        container.path("Labels").path(ContainerPlan.WORKER).asText();
                String prepare =
                        container.path("Labels").path(ContainerPlan.PREPARE).asText();
                if (prepare.isEmpty() ? !isWanted(worker, wanted) : !preparing.test(prepare)) {
                    String id = container.path("Id").asText();
                    LOG.info("removing the container {}, which nobody owns any more", worker.isEmpty() ? id : worker);
                    engine.delete("/containers/" + id + "?force=1&v=1");
                }
            }
            for (JsonNode network : engine.get("/networks?filters=" + mark())) {
                String gang = network.path("Labels").path("attune.gang").asText();
                if (!isWanted(gang + "-r0", w -> anyRank(w.attempt(), wanted))) {
                    networks.remove(network.path("Id").asText());
                }
            }
        } catch (EngineException e) {
            LOG.warn("the engine cannot be cleaned up now: {}", e.getMessage());
        }
        removeSecrets(wanted);
    }

    /** Removes networks that no container is in; those of gangs that still run stay. */
    void removeEmptyNetworks() {
        try {
            for (JsonNode network : engine.get("/networks?filters=" + mark())) {
                networks.remove(network.path("Id").asText());
            }
        } catch (EngineException e) {
            LOG.debug("the engine does not list its networks: {}", e.getMessage());
        }
    }

    private static boolean anyRank(AttemptId attempt, Predicate<WorkerId> wanted) {
        for (int rank = 0; rank < GangNetworks.WORKERS_MAX; rank++) {
            if (wanted.test(new WorkerId(attempt, rank))) {
                return true;
            }
        }
        return false;
    }

    private static boolean isWanted(String worker, Predicate<WorkerId> wanted) {
        try {
            return wanted.test(WorkerId.parse(worker));
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private void removeSecrets(Predicate<WorkerId> wanted) {
        Path folder = settings.memoryDirectory();
        if (!Files.isDirectory(folder)) {
            return;
        }
        try (DirectoryStream<Path> copies = Files.newDirectoryStream(folder)) {
            for (Path copy : copies) {
                if (!isWanted(copy.getFileName().toString(), wanted)) {
                    SecretCopies.delete(copy);
                }
            }
        } catch (IOException e) {
            LOG.warn("copies of secrets in {} cannot be deleted: {}", folder, e.toString());
        }
    }
}
