package org.attune.tuner.api;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.attune.cluster.gang.GangOutcome;
import org.attune.runner.worker.AttemptId;
import org.attune.runner.worker.ExitOutcome;
import org.attune.runner.worker.MetricPoint;
import org.attune.tuner.config.DataDirectory;
import org.attune.tuner.control.Control;
import org.attune.tuner.control.ControlSettings;
import org.attune.tuner.control.ScriptedRunner;
import org.attune.tuner.control.ScriptedRunner.Script;
import org.attune.tuner.store.SqlStudyStore;

/**
 * A server over the real store and the real control plane. Its gangs are played: each reports one loss and ends well,
 * or does what {@link #scripts} says.
 */
final class Live extends RestCalls {

    final DataDirectory data;
    final SqlStudyStore store;
    final Control control;
    final Tokens tokens;
    final RestServer server;
    volatile Function<AttemptId, Script> scripts = id -> new Script(
            List.of(new MetricPoint("loss", 1, 1.0 / id.trial(), 0)),
            new GangOutcome(0, ExitOutcome.success(), false, "", List.of()));
    private final ActorTestKit kit;

    Live(Path folder) {
        this(folder, settings -> settings);
    }

    Live(Path folder, Function<RestSettings, RestSettings> settings) {
        try {
            data = DataDirectory.at(folder);
            data.create();
            kit = ActorTestKit.create("live");
            store = SqlStudyStore.open(data.store(), InstantSource.system());
            ScriptedRunner.World world = new ScriptedRunner.World();
            control = Control.start(
                    kit.system(),
                    store,
                    (epoch, ledger) -> new ScriptedRunner(world, epoch, ledger, id -> scripts.apply(id), List.of()),
                    ControlSettings.server(uid -> {}));
            control.ready().toCompletableFuture().get(20, TimeUnit.SECONDS);
            tokens = Tokens.open(data);
            server = RestServer.start(
                    settings.apply(RestSettings.local(0, Served.VERSION, data)),
                    control.studies(),
                    store.queries(),
                    tokens,
                    store.tokens(),
                    new Served.Door(),
                    (into, wanted) -> store.backup(data, into, wanted),
                    InstantSource.system());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new CompletionException(e);
        }
    }

    @Override
    String url() {
        return server.url();
    }

    @Override
    String admin() {
        return tokens.admin();
    }

    /** Asks for trials, and completes each with a loss that depends on its number. */
    void sweep(String study, int trials) {
        for (int done = 0; done < trials; ) {
            Got asked = post(
                    "/api/v1/studies/" + study + "/trials:suggest",
                    "{\"count\": " + Math.min(20, trials - done) + ", \"waitSeconds\": 5}");
            for (var trial : asked.json().path("trials")) {
                int number = trial.path("number").asInt();
                post(
                        "/api/v1/studies/" + study + "/trials/" + number + ":report",
                        "{\"step\": 1, \"metrics\": {\"loss\": " + (100 - number) + "}}");
                post(
                        "/api/v1/studies/" + study + "/trials/" + number + ":complete",
                        "{\"metrics\": {\"loss\": " + (100 - number) + ", \"other\": 0.5}}");
                done++;
            }
        }
    }

    @Override
    public void close() {
        server.close();
        control.close();
        store.close();
        kit.shutdownTestKit();
    }
}
