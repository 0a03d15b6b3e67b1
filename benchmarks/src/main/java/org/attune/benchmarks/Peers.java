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

    /** Ask, one report and tell by 16 processes. */
    Peer askTellOfMany() {
        return measured("ask_report_tell_16_per_second", "ask + report + tell/s");
    }

    /** Values of one trial, one after the other. */
    Peer valuesOfMany() {
        return measured("values_per_second", "values/s");
    }

    /** The slowest hundredth of TPE's proposals after 1,000 results, one process. */
    Peer suggestTail() {
        return measured("suggest_p99_millis", "ms p99");
    }

    private Peer measured(String key, String unit) {
        JsonNode here = measured;
        if (here == null || (!here.path("sqlite").has(key) && !here.path("grpc").has(key))) {
            return Peer.NONE;
        }
        StringBuilder text = new StringBuilder("Optuna " + here.path("optuna").asText("?") + ":");
        for (String storage : new String[] {"sqlite", "grpc"}) {
            JsonNode value = here.path(storage).path(key);
            if (value.isNumber()) {
                text.append(
                                storage.equals("sqlite")
                                        ? " SQLite "
                                        : text.indexOf("SQLite") > 0 ? ", gRPC before SQLite " : " gRPC ")
                        .append(Numbers.show(value.asDouble()))
                        .append(' ')
                        .append(unit);
            }
        }
        return new Peer(text.toString(), Peer.How.MEASURED_HERE);
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
