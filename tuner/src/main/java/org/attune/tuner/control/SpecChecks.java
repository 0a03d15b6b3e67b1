package org.attune.tuner.control;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.attune.cluster.gang.GangRunner;
import org.attune.cluster.gang.Refusal;
import org.attune.runner.worker.AttemptId;
import org.attune.search.strategy.History;
import org.attune.search.strategy.Proposals;
import org.attune.tuner.spec.Availability;
import org.attune.tuner.spec.Severity;
import org.attune.tuner.spec.SpecCode;
import org.attune.tuner.spec.SpecOverride;
import org.attune.tuner.spec.SpecPositions;
import org.attune.tuner.spec.SpecProblem;
import org.attune.tuner.spec.SpecReader;
import org.attune.tuner.spec.SpecResult;
import org.attune.tuner.spec.StudySpec;
import org.attune.tuner.spec.Suggestion;
import org.attune.tuner.spec.TrialSpec;
import org.jspecify.annotations.Nullable;

/** Says all that is wrong with a spec: its text, what this build cannot do, what no node can run. */
final class SpecChecks {

    private SpecChecks() {}

    /**
     * What was found in a text.
     *
     * @param spec empty when there is an error
     * @param problems errors and warnings
     */
    record Checked(Optional<StudySpec> spec, List<SpecProblem> problems, SpecPositions positions) {

        Checked {
            problems = List.copyOf(problems);
        }
    }

    /** Reads a text. Computes for as long as its size asks for; at most some tens of milliseconds. */
    static Checked read(String text, String fileName, @Nullable String studyId) {
        return read(text, fileName, new SpecReader.Options(studyId, List.of()));
    }

    /** Reads the text of a study to be created, with the build contexts that came for it. */
    static Checked read(Studies.NewStudy study) {
        List<SpecOverride> contexts = study.contexts().entrySet().stream()
                .map(each -> SpecOverride.parse(each.getKey() + ".digest=" + each.getValue()))
                .toList();
        Checked checked = read(study.specText(), study.fileName(), new SpecReader.Options(study.studyId(), contexts));
        List<SpecProblem> problems = new ArrayList<>(checked.problems());
        checked.spec()
                .ifPresent(spec -> Images.contextsMissing(spec.trial())
                        .forEach(pointer -> problems.add(checked.positions()
                                .problem(
                                        SpecCode.MISSING_KEY,
                                        pointer,
                                        "the folder to build from did not come with the study",
                                        "digest, the SHA-256 of a context that was sent to /blobs before",
                                        new Suggestion("attune run sends it by itself", null)))));
        return new Checked(wrong(problems) ? Optional.empty() : checked.spec(), problems, checked.positions());
    }

    private static Checked read(String text, String fileName, SpecReader.Options options) {
        SpecResult result = SpecReader.read(text, fileName, options);
        SpecPositions positions = SpecPositions.of(text, fileName, options);
        List<SpecProblem> problems = new ArrayList<>(result.all());
        if (result instanceof SpecResult.Valid valid) {
            problems.addAll(Availability.check(valid.spec(), positions));
            if (!wrong(problems)) {
                thinkable(valid.spec(), positions).ifPresent(problems::add);
            }
            if (!wrong(problems)) {
                return new Checked(Optional.of(valid.spec()), problems, positions);
            }
        }
        return new Checked(Optional.empty(), problems, positions);
    }

    static boolean wrong(List<SpecProblem> problems) {
        return problems.stream().anyMatch(problem -> problem.severity() == Severity.ERROR);
    }

    /** Whether the strategy can propose at all. */
    private static Optional<SpecProblem> thinkable(StudySpec spec, SpecPositions positions) {
        String why;
        try {
            Proposals first = Blueprint.of(spec).strategy().propose(History.empty(), 1);
            why = first.proposals().isEmpty() ? first.exhausted().orElse("it proposes nothing") : "";
        } catch (IllegalArgumentException e) {
            why = String.valueOf(e.getMessage());
        }
        return why.isEmpty()
                ? Optional.empty()
                : Optional.of(positions.problem(SpecCode.CONFLICT, "#/strategy", why, "", null));
    }

    /** Whether the runner could ever run a trial of this spec; no problem when it has no nodes yet. */
    static CompletionStage<List<SpecProblem>> placeable(Checked checked, GangRunner runner) {
        if (checked.spec().isEmpty() || checked.spec().get().trial().external() == TrialSpec.External.YES) {
            return CompletableFuture.completedFuture(List.of());
        }
        StudySpec spec = checked.spec().get();
        Blueprint blueprint = Blueprint.of(spec);
        return blueprint.strategy().propose(History.empty(), 1).proposals().stream()
                .findFirst()
                .map(proposal -> runner.check(
                                blueprint.gangs().request(new AttemptId("check", 1, 1), proposal.assignment()))
                        .thenApply(refusals -> problems(refusals, checked.positions())))
                .orElseGet(() -> CompletableFuture.completedFuture(List.of()));
    }

    private static List<SpecProblem> problems(List<Refusal> refusals, SpecPositions positions) {
        return refusals.stream()
                // nodes may still join; a study that waits for them says so
                .filter(refusal -> !refusal.code().equals("NO_NODES"))
                .map(refusal -> positions.problem(
                        SpecCode.UNPLACEABLE,
                        pointer(refusal.code()),
                        refusal.detail(),
                        "",
                        refusal.hint().isEmpty() ? null : new Suggestion(refusal.hint(), null)))
                .toList();
    }

    private static String pointer(String code) {
        return switch (code) {
            case "CPUS" -> "#/trial/resources/cpus";
            case "MEMORY" -> "#/trial/resources/memory";
            case "DEVICES" -> "#/trial/resources/gpus";
            case "LABELS" -> "#/trial/placement/constraints";
            case "GANG" -> "#/trial/workers";
            default -> "#/trial";
        };
    }
}
