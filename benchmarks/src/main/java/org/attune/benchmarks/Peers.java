package org.attune.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The peers' figures: recorded ones, or those that {@code peers/optuna_store.py} has just measured on this machine. */
final class Peers {

    private final @Nullable JsonNode measured;

    private Peers(@Nullable JsonNode measured) {
        this.measured = measured;
    }

    /** With the answers of the peers' own programs, when there are any. */
    static Peers read(@Nullable Path measured) throws IOException {
        return new Peers(measured == null ? null : new ObjectMapper().readTree(Files.readAllBytes(measured)));
    }

    Peer noOpTrials() {
        return Peer.recorded(
                "Ray Tune 2.60: 1.0/s as it comes, 26/s with reused processes, 47/s with its loggers off too");
    }

    Peer observations() {
        return optuna("observations_per_second", "observations/s", 2_200, "; Ray Tune 2.60: about 400 results/s");
    }

    Peer askReportTell() {
        return optuna("ask_report_tell_per_second", "ask + 10 reports + tell/s", 131, "");
    }

    Peer stopMedian() {
        return Peer.recorded("Ray Tune 2.60: median 26 ms, and every report blocks the training for 2–7 ms");
    }

    Peer stopTail() {
        return Peer.recorded("Ray Tune 2.60: p95 44 ms");
    }

    Peer lines() {
        return Peer.recorded("Ray Tune 2.60: 19–22 lines a trial");
    }

    private Peer optuna(String key, String unit, double recorded, String more) {
        JsonNode here = measured;
        if (here != null && here.path(key).isNumber()) {
            String version = here.path("optuna").asText("?");
            return new Peer(
                    "Optuna " + version + ", journal file: "
                            + Numbers.show(here.path(key).asDouble()) + " " + unit,
                    Peer.How.MEASURED_HERE);
        }
        return Peer.recorded("Optuna 5, journal file: " + Numbers.show(recorded) + " " + unit + more);
    }
}
