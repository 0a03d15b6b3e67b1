package org.attune.tuner.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.attune.tuner.api.RestCalls.Got;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Clients that crash, repeat themselves and come late, against a model of a few lines: whatever they do, and across
 * restarts of the server, each trial is in the state that the model has for it.
 */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class AskAndTellModelTest {

    private static final int STEPS = 220;
    private static final int RESTART_EVERY = 110;
    private static final int BUDGET = 60;
    private static final String TRIALS = "/api/v1/studies/model/trials";

    private enum State {
        RUNNING,
        STOPPING,
        SUCCEEDED,
        PRUNED,
        FAILED,
        CANCELLED
    }

    private static final class Trial {
        State state = State.RUNNING;
        double value;
        String client = "";
    }

    private final Map<Integer, Trial> model = new TreeMap<>();
    private final Map<String, List<Integer>> requests = new HashMap<>();

    @TempDir
    Path folder;

    @Test
    void whatever_clients_do_the_trials_are_as_the_model_has_them() {
        long seed = Long.getLong("attune.seed", 7_331L);
        Random random = new Random(seed);
        Live live = new Live(folder);
        try {
            live.create("model", BUDGET);
            for (int i = 0; i < STEPS; i++) {
                if (i > 0 && i % RESTART_EVERY == 0) {
                    live.close();
                    live = new Live(folder);
                }
                step(live, random, "seed " + seed + " step " + i);
            }
            Map<Integer, String> said = new TreeMap<>();
            for (JsonNode trial : live.get(TRIALS + "?pageSize=1000").json().path("trials")) {
                said.put(trial.path("number").asInt(), trial.path("state").asText());
            }
            Map<Integer, String> expected = new TreeMap<>();
            model.forEach((number, trial) -> expected.put(number, trial.state.name()));
            assertThat(said).as("seed %d", seed).isEqualTo(expected);
        } finally {
            live.close();
        }
    }

    private void step(Live live, Random random, String what) {
        switch (random.nextInt(8)) {
            case 0, 1 -> ask(live, random, what);
            case 2, 3 -> report(live, random, what);
            case 4, 5 -> complete(live, random, what);
            case 6 -> stop(live, random, what);
            default -> repeat(live, random, what);
        }
    }

    private void ask(Live live, Random random, String what) {
        String client = random.nextInt(3) == 0 ? "" : "client-" + random.nextInt(4);
        String request = random.nextBoolean() ? "" : "request-" + what.hashCode();
        int count = 1 + random.nextInt(3);
        String body = "{\"count\": " + count + ", \"clientId\": \"" + client + "\", \"waitSeconds\": 5"
                + (request.isEmpty() ? "" : ", \"requestId\": \"" + request + "\"") + "}";
        List<Integer> held = new ArrayList<>();
        model.forEach((number, trial) -> {
            boolean alive = trial.state == State.RUNNING || trial.state == State.STOPPING;
            if (!client.isEmpty() && alive && trial.client.equals(client) && held.size() < count) {
                held.add(number);
            }
        });
        int left = BUDGET - model.size();
        if (held.isEmpty() && left == 0) {
            return; // it would wait for nothing
        }
        List<Integer> given = numbers(live.post(TRIALS + ":suggest", body));
        if (!held.isEmpty()) {
            assertThat(given).as(what).isEqualTo(held);
        } else {
            assertThat(given).as(what).hasSize(Math.min(count, left));
            assertThat(given.stream().anyMatch(model::containsKey)).as(what).isFalse();
            for (int number : given) {
                Trial trial = new Trial();
                trial.client = client;
                model.put(number, trial);
            }
            if (!request.isEmpty()) {
                requests.put(request, given);
            }
        }
    }

    private void repeat(Live live, Random random, String what) {
        if (requests.isEmpty()) {
            return;
        }
        List<String> known = new ArrayList<>(requests.keySet());
        String request = known.get(random.nextInt(known.size()));
        Got again = live.post(TRIALS + ":suggest", "{\"count\": 2, \"requestId\": \"" + request + "\"}");
        assertThat(numbers(again)).as(what).isEqualTo(requests.get(request));
    }

    private static List<Integer> numbers(Got got) {
        assertThat(got.status()).as(got.text()).isEqualTo(200);
        List<Integer> numbers = new ArrayList<>();
        got.json()
                .path("trials")
                .forEach(trial -> numbers.add(trial.path("number").asInt()));
        return numbers;
    }

    private int any(Random random) {
        // now and then one that does not exist
        return 1 + random.nextInt(model.size() + 1);
    }

    private void report(Live live, Random random, String what) {
        int number = any(random);
        Got got = live.post(
                TRIALS + "/" + number + ":report",
                "{\"step\": " + random.nextInt(5) + ", \"metrics\": {\"loss\": " + random.nextInt(9) + "}}");
        Trial trial = model.get(number);
        if (trial == null) {
            assertThat(got.status()).as(what).isEqualTo(404);
        } else if (trial.state == State.RUNNING || trial.state == State.STOPPING) {
            assertThat(got.status()).as(what + got.text()).isEqualTo(200);
            assertThat(got.json().path("shouldStop").asBoolean()).as(what).isEqualTo(trial.state == State.STOPPING);
        } else {
            assertThat(got.code()).as(what).isEqualTo("WRONG_STATE");
        }
    }

    private void complete(Live live, Random random, String what) {
        int number = any(random);
        boolean fails = random.nextInt(4) == 0;
        double value = random.nextInt(3);
        String body = fails ? "{\"state\": \"FAILED\"}" : "{\"metrics\": {\"loss\": " + value + "}}";
        Got got = live.post(TRIALS + "/" + number + ":complete", body);
        Trial trial = model.get(number);
        if (trial == null) {
            assertThat(got.status()).as(what).isEqualTo(404);
            return;
        }
        switch (trial.state) {
            case RUNNING, STOPPING -> {
                assertThat(got.status()).as(what + got.text()).isEqualTo(200);
                trial.value = value;
                trial.state = fails ? State.FAILED : trial.state == State.STOPPING ? State.PRUNED : State.SUCCEEDED;
                assertThat(got.json().path("state").asText()).as(what).isEqualTo(trial.state.name());
            }
            case SUCCEEDED, PRUNED -> {
                boolean same = !fails && trial.value == value;
                assertThat(got.status()).as(what + got.text()).isEqualTo(same ? 200 : 409);
            }
            case FAILED -> assertThat(got.status()).as(what + got.text()).isEqualTo(fails ? 200 : 409);
            default -> assertThat(got.code()).as(what).isEqualTo("WRONG_STATE");
        }
    }

    private void stop(Live live, Random random, String what) {
        int number = any(random);
        boolean cancel = random.nextInt(3) == 0;
        Got got = live.post(TRIALS + "/" + number + (cancel ? ":cancel" : ":stop"), "{}");
        Trial trial = model.get(number);
        if (trial == null) {
            assertThat(got.status()).as(what).isEqualTo(404);
        } else if (trial.state == State.RUNNING || trial.state == State.STOPPING) {
            assertThat(got.status()).as(what + got.text()).isEqualTo(200);
            trial.state = cancel ? State.CANCELLED : State.STOPPING;
        } else {
            boolean same = trial.state == (cancel ? State.CANCELLED : State.PRUNED);
            assertThat(got.status()).as(what + got.text()).isEqualTo(same ? 200 : 409);
        }
    }
}
