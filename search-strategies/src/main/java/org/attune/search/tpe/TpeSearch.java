package org.attune.search.tpe;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.attune.search.basic.PointSource;
import org.attune.search.basic.RandomPoints;
import org.attune.search.basic.SobolPoints;
import org.attune.search.basic.Taken;
import org.attune.search.math.Seeds;
import org.attune.search.space.Canonical;
import org.attune.search.space.SearchSpace;
import org.attune.search.space.UnitCube;
import org.attune.search.strategy.Completing;
import org.attune.search.strategy.History;
import org.attune.search.strategy.Outcome;
import org.attune.search.strategy.PointwiseStrategy;
import org.attune.search.strategy.Proposal;
import org.attune.search.strategy.Proposals;
import org.attune.search.strategy.SearchProblem;
import org.attune.search.strategy.SearchStrategy;
import org.attune.search.strategy.TrialRecord;

/**
 * Search by a tree-structured Parzen estimator (Bergstra et al., 2011), with the choices that Watanabe (2023) found to
 * matter. The trials are split into the good ones and the others; of some candidates drawn from the density l of the
 * good ones, the one with the largest l / g is proposed, g being the density of the others.
 *
 * <p>Every other trial is proposed by a joint model: both densities are mixtures of product kernels over parameters that
 * are active under the same condition, learnt from the trials in which they are active. The trials between are proposed
 * parameter by parameter, each with densities of its own. The first keeps together what belongs together, the second
 * combines what was good in different trials and does not settle so soon; taking turns is better than either on most
 * kinds of problems and close to the better one on the rest.
 *
 * <p>Pending trials count among the others, which keeps parallel proposals apart. Failed trials too, unless the
 * problem ignores them. Trials of other studies are members of lower weight: the weight of one is
 * {@code s / (s + n)}, where s is the number of start-up trials and n that of the study's own results.
 *
 * <p>A proposal takes O(candidates · trials · dimensions). What is kept between calls makes that cheaper and changes
 * no proposal.
 */
public final class TpeSearch implements SearchStrategy, Completing {

    private static final String USE = "tpe";

    /** How often candidates are drawn anew when none of them may be proposed. */
    private static final int ROUNDS = 8;

    /** The most draws for one candidate where each is looked at before it is one. */
    private static final int DRAWS = 20;

    private final SearchProblem problem;
    private final TpeSettings settings;
    private final SearchSpace space;
    private final UnitCube cube;
    private final SobolPoints startup;
    private final RandomPoints random;
    private final Points points;
    private final List<int[]> groups;
    /** One for each group. */
    private final List<Models> joint = new ArrayList<>();
    /** As many for each group as it has dimensions. */
    private final List<Models> single = new ArrayList<>();

    private final List<Observation> earlier = new ArrayList<>();

    /** Whether a draw is looked at before it becomes a candidate; only possible when it is a whole point. */
    private final boolean choosy;

    private final boolean conditional;

    /** A strategy for a problem. */
    public TpeSearch(SearchProblem problem, TpeSettings settings) {
        this.problem = problem;
        this.settings = settings;
        this.space = problem.space();
        this.cube = new UnitCube(space);
        this.startup = new SobolPoints(space, problem.seed(), settings.repeats());
        this.random = new RandomPoints(space, problem.seed(), settings.repeats());
        this.points = new Points(space, cube);
        this.groups = Groups.of(space, cube);
        for (int[] group : groups) {
            joint.add(new Models(cube, List.of(group)));
            single.add(new Models(
                    cube,
                    Arrays.stream(group).mapToObj(each -> new int[] {each}).toList()));
        }
        for (TrialRecord trial : problem.earlier()) {
            observe(trial, earlier);
        }
        boolean continuous = false;
        for (int i = 0; i < cube.dimensions(); i++) {
            continuous |= cube.levels(i) < 0;
        }
        this.conditional = space.parameters().stream()
                .anyMatch(parameter -> parameter.when().isPresent());
        this.choosy = groups.size() == 1 && (!continuous || !space.constraints().isEmpty());
    }

    private void observe(TrialRecord trial, List<Observation> observations) {
        if (problem.learnsFrom(trial)) {
            // a lambda would be garbage for every trial
            Optional<Point> point = points.of(trial.assignment());
            if (point.isPresent()) {
                observations.add(Observation.of(point.get(), trial, problem.goals()));
            }
        }
    }

    /** Synchronized for what is kept between calls alone. */
    @Override
    public synchronized Proposals propose(History history, int count) {
        PointwiseStrategy.checkCount(count);
        points.limit(history.trials().size());
        Taken taken = new Taken();
        List<Observation> own = new ArrayList<>();
        List<Point> pending = new ArrayList<>();
        for (TrialRecord trial : history.trials()) {
            taken.add(trial.assignment());
            if (trial.outcome() == Outcome.PENDING) {
                points.of(trial.assignment()).ifPresent(pending::add);
            } else {
                observe(trial, own);
            }
        }
        boolean starting = starting(own);
        List<Proposal> proposals = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int trial = history.nextTrial() + i;
            PointSource.Result result = starting ? startup.point(trial, taken) : modelled(trial, taken, own, pending);
            if (result instanceof PointSource.None none) {
                return new Proposals(proposals, Optional.of(none.reason()));
            }
            PointSource.Found found = (PointSource.Found) result;
            taken.add(found.assignment());
            points.of(found.assignment()).ifPresent(pending::add);
            proposals.add(new Proposal(found.assignment(), found.origin()));
        }
        return new Proposals(proposals, Optional.empty());
    }

    private boolean starting(List<Observation> own) {
        if (groups.isEmpty() || own.size() + earlier.size() < settings.startupTrials()) {
            return true;
        }
        return !anyValue(own) && !anyValue(earlier);
    }

    private static boolean anyValue(List<Observation> observations) {
        for (Observation observation : observations) {
            if (observation.standing().comparable()) {
                return true;
            }
        }
        return false;
    }

    private PointSource.Result modelled(int trial, Taken taken, List<Observation> own, List<Point> pending) {
        double startupTrials = settings.startupTrials();
        Evidence evidence = new Evidence(own, pending, earlier, startupTrials / (startupTrials + own.size()));
        RandomGenerator generator =
                Seeds.generator(Seeds.of(problem.seed()).forTrial(trial).forUse(USE));
        if (trial % 2 == 0) {
            Optional<PointSource.Found> found =
                    propose(learnt(evidence, single), "tpe by parameter", false, generator, taken);
            if (found.isPresent()) {
                return found.get();
            }
        }
        Optional<PointSource.Found> found = propose(learnt(evidence, joint), "tpe", choosy, generator, taken);
        if (found.isPresent()) {
            return found.get();
        }
        PointSource.Result result = random.point(trial, taken);
        return result instanceof PointSource.Found any
                ? new PointSource.Found(any.assignment(), "random, as no candidate of tpe was valid and new")
                : result;
    }

    private List<Contrast> learnt(Evidence evidence, List<Models> models) {
        List<Contrast> contrasts = new ArrayList<>();
        for (int i = 0; i < models.size(); i++) {
            models.get(i).learn(Split.of(evidence, groups.get(i)[0], settings.gamma()));
            contrasts.addAll(models.get(i).contrasts());
        }
        return contrasts;
    }

    private Optional<PointSource.Found> propose(
            List<Contrast> models, String how, boolean look, RandomGenerator generator, Taken taken) {
        Optional<PointSource.Found> found = Optional.empty();
        for (int round = 0; round < ROUNDS && found.isEmpty(); round++) {
            found = round(models, how, look, generator, taken);
        }
        return found;
    }

    private record Candidate(double[] point, double score) {}

    /** The best point made of one set of candidates that may be proposed. */
    private Optional<PointSource.Found> round(
            List<Contrast> models, String how, boolean look, RandomGenerator generator, Taken taken) {
        List<List<Candidate>> ranked = new ArrayList<>(Collections.nCopies(models.size(), List.of()));
        for (int attempt = 0; attempt < settings.candidates(); attempt++) {
            double[] point = new double[cube.dimensions()];
            double score = 0;
            boolean[] placed = new boolean[models.size()];
            boolean[] active = cube.settle(point);
            // children are placed after the values on which their conditions depend
            for (int next = next(models, placed, active); next >= 0; next = next(models, placed, active)) {
                Contrast model = models.get(next);
                if (ranked.get(next).isEmpty()) {
                    ranked.set(next, candidates(model, look, generator, taken));
                }
                // with several models, going down in all of them at once would miss most of what is nearly best
                int rank = models.size() == 1 ? attempt : generator.nextInt(attempt + 1);
                if (rank >= ranked.get(next).size()) {
                    return Optional.empty();
                }
                Candidate candidate = ranked.get(next).get(rank);
                model.copy(candidate.point(), point);
                score += candidate.score();
                placed[next] = true;
                if (conditional) {
                    active = cube.settle(point);
                }
            }
            if (cube.decode(point) instanceof Canonical.Valid valid && free(valid, taken)) {
                String origin = String.format(Locale.ROOT, "%s, log l/g %.2f", how, score);
                return Optional.of(new PointSource.Found(valid.assignment(), origin));
            }
        }
        return Optional.empty();
    }

    private static int next(List<Contrast> models, boolean[] placed, boolean[] active) {
        for (int i = 0; i < placed.length; i++) {
            if (!placed[i] && models.get(i).in(active)) {
                return i;
            }
        }
        return -1;
    }

    private boolean free(Canonical.Valid valid, Taken taken) {
        return settings.repeats() || !taken.contains(valid.assignment());
    }

    private List<Candidate> candidates(Contrast model, boolean look, RandomGenerator generator, Taken taken) {
        List<Candidate> candidates = new ArrayList<>();
        int draws = settings.candidates() * (look ? DRAWS : 1);
        double[] point = new double[cube.dimensions()];
        for (int i = 0; i < draws && candidates.size() < settings.candidates(); i++) {
            model.draw(generator, point);
            if (!look || (cube.decode(point) instanceof Canonical.Valid valid && free(valid, taken))) {
                candidates.add(new Candidate(point.clone(), score(model, point, candidates)));
            }
        }
        candidates.sort(Comparator.comparingDouble(Candidate::score).reversed());
        return candidates;
    }

    /** The score of a point, from another candidate where that is the same, as it often is among few values. */
    private static double score(Contrast model, double[] point, List<Candidate> candidates) {
        for (Candidate candidate : candidates) {
            if (model.same(candidate.point(), point)) {
                return candidate.score();
            }
        }
        return model.score(point);
    }

    @Override
    public PointSource.Result complete(Map<String, ?> given, int trial, Taken taken) {
        return random.complete(given, trial, taken);
    }
}
