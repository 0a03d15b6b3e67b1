package org.attune.tuner.control;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.attune.cluster.gang.Capacity;
import org.attune.cluster.gang.NodeView;
import org.attune.cluster.gang.Resources;
import org.attune.search.strategy.History;
import org.attune.search.strategy.Proposal;
import org.attune.tuner.spec.NormalisedSpec;
import org.attune.tuner.spec.StudySpec;
import org.attune.tuner.spec.TrialSpec;

/**
 * What a study would do.
 *
 * @param spec with every default written in
 * @param trials at most; empty when something else ends it
 * @param points of the whole space; empty when they cannot be counted
 * @param workers of each trial; 0 when clients run all of them
 * @param each what a worker needs
 * @param fitNow how many trials the free nodes could start at once; empty when that was not asked, or clients run them
 * @param samples points that its strategy would begin with
 */
public record StudyPlan(
        ObjectNode spec,
        OptionalInt trials,
        OptionalInt parallelism,
        OptionalLong points,
        int workers,
        Resources each,
        OptionalInt fitNow,
        List<Map<String, Object>> samples) {

    /** Most samples. */
    public static final int SAMPLES_MAX = 50;

    public StudyPlan {
        samples = List.copyOf(samples);
    }

    /** Computes; for as long as a strategy takes for its first proposals. */
    static StudyPlan of(StudySpec spec, int samples, OptionalLong seed) {
        Blueprint blueprint =
                Blueprint.of(spec, seed.orElse(spec.strategy().seed().orElse(0)));
        List<Map<String, Object>> points = new ArrayList<>();
        if (samples > 0) {
            for (Proposal proposal : blueprint
                    .strategy()
                    .propose(History.empty(), Math.min(samples, SAMPLES_MAX))
                    .proposals()) {
                points.add(proposal.assignment().values());
            }
        }
        Optional<Long> size = blueprint.space().size();
        boolean clients = spec.trial().external() == TrialSpec.External.YES;
        return new StudyPlan(
                NormalisedSpec.toJson(spec),
                spec.maxTrials(),
                spec.parallelism(),
                size.isPresent() ? OptionalLong.of(size.get()) : OptionalLong.empty(),
                clients ? 0 : spec.trial().workers(),
                new Resources(
                        spec.trial().resources().cpus(),
                        spec.trial().resources().memoryBytes(),
                        spec.trial().resources().gpus()),
                OptionalInt.empty(),
                points);
    }

    /** The same with a look at the nodes: free shares are counted node by node, without placing anything. */
    StudyPlan on(Capacity capacity) {
        if (workers == 0) {
            return this;
        }
        long shares = 0;
        for (NodeView node : capacity.nodes()) {
            if (node.state().equals("UP")) {
                shares += shares(node.free(), each);
            }
        }
        int fit = (int) Math.min(shares / workers, 1_000_000);
        return new StudyPlan(spec, trials, parallelism, points, workers, each, OptionalInt.of(fit), samples);
    }

    private static long shares(Resources free, Resources each) {
        double most = 1_000_000;
        most = each.cpus() > 0 ? Math.min(most, Math.floor(free.cpus() / each.cpus() + 1e-9)) : most;
        most = each.memoryBytes() > 0
                ? Math.min(most, Math.floor((double) free.memoryBytes() / each.memoryBytes()))
                : most;
        most = each.devices() > 0 ? Math.min(most, Math.floor((double) free.devices() / each.devices())) : most;
        return (long) most;
    }
}
