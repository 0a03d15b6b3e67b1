package org.attune.tuner.control;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.attune.tuner.spec.StudySpec;
import org.attune.tuner.store.StoredStudy;
import org.attune.tuner.study.EarlierTrial;
import org.attune.tuner.study.Study;
import org.attune.tuner.study.StudyChange;
import org.attune.tuner.study.StudyState;
import org.jspecify.annotations.Nullable;

/** Stores new studies, and says what came of it. */
final class NewStudies {

    /** Keeps the requests of creations apart from those of clients in the same study. */
    private static final String REQUEST = "create:";

    private NewStudies() {}

    /**
     * What came of it.
     *
     * @param rows of the study when it is new; null otherwise
     */
    record Stored(Answer<Studies.Created> answer, @Nullable StoredStudy rows) {

        static Stored failed(Throwable why) {
            return new Stored(
                    Answer.Refused.of(Answer.Code.UNAVAILABLE, "the study could not be stored: " + why), null);
        }
    }

    /** Reads what the study starts from, and stores it under a new uid. The same request again is the same study. */
    static CompletionStage<Stored> store(Leadership leadership, Studies.NewStudy request, StudySpec spec) {
        CompletionStage<Earlier> earlier = CompletableFuture.completedFuture(new Earlier(List.of(), List.of(), ""));
        for (String other : spec.warmStart()) {
            earlier = earlier.thenCompose(
                    before -> leadership.load(other).thenApply(found -> before.plus(spec, other, found)));
        }
        return earlier.thenCompose(all -> all.missing().isEmpty()
                ? store(leadership, request, spec, all)
                : CompletableFuture.completedFuture(new Stored(
                        Answer.Refused.of(
                                Answer.Code.BAD_REQUEST,
                                "warmStart: there is no study " + all.missing()
                                        + "; name studies that attune study list shows"),
                        null)));
    }

    /** What other studies have found out, with a line about each; or the first one that does not exist. */
    private record Earlier(List<EarlierTrial> trials, List<String> notes, String missing) {

        Earlier plus(StudySpec spec, String name, Optional<StoredStudy> found) {
            if (found.isEmpty() || !missing.isEmpty()) {
                return new Earlier(trials, notes, missing.isEmpty() ? name : missing);
            }
            List<EarlierTrial> fitting = WarmStart.of(spec, found.get());
            List<EarlierTrial> all = new ArrayList<>(trials);
            all.addAll(fitting);
            List<String> lines = new ArrayList<>(notes);
            lines.add("warm start: " + fitting.size() + " of the "
                    + found.get().endOrder().size() + " ended trials of " + name + " are points of this space");
            return new Earlier(WarmStart.newest(all), lines, "");
        }
    }

    private static CompletionStage<Stored> store(
            Leadership leadership, Studies.NewStudy request, StudySpec spec, Earlier earlier) {
        long now = leadership.parts().clock().millis();
        Study study = new Study(
                spec.study(),
                leadership.newUid(),
                spec,
                request.specText(),
                spec.strategy().seed().orElseGet(leadership::newSeed),
                request.filesDigest(),
                request.startPaused() ? StudyState.PAUSED : StudyState.ACTIVE,
                "",
                now,
                0,
                request.owner(),
                earlier.trials());
        List<StudyChange> changes = new ArrayList<>();
        changes.add(new StudyChange.StudyCreated(study));
        changes.add(new StudyChange.Noted(0, "CREATED", "submitted as " + request.fileName(), now));
        earlier.notes().forEach(note -> changes.add(new StudyChange.Noted(0, "WARM_START", note, now)));
        if (request.requestId() != null) {
            changes.add(
                    new StudyChange.Answered(REQUEST + request.requestId(), "{\"uid\":\"" + study.uid() + "\"}", now));
        }
        return leadership
                .parts()
                .store()
                .commit(leadership.epoch(), study.uid(), changes)
                .handle((seq, failure) -> failure)
                .thenCompose(failure -> failure == null
                        ? CompletableFuture.completedFuture(fresh(study))
                        : leadership.load(study.name()).thenApply(by -> taken(request, by, failure)));
    }

    private static Stored fresh(Study study) {
        return new Stored(
                new Answer.Ok<>(new Studies.Created(study.name(), study.uid())),
                new StoredStudy(study, List.of(), List.of(), List.of(), Map.of()));
    }

    /** Why it was not stored; the very same request gets the very same answer. */
    private static Stored taken(Studies.NewStudy request, Optional<StoredStudy> by, Throwable failure) {
        if (by.isEmpty()) {
            return Stored.failed(failure);
        }
        Study study = by.get().study();
        if (request.requestId() != null && by.get().answers().containsKey(REQUEST + request.requestId())) {
            return new Stored(new Answer.Ok<>(new Studies.Created(study.name(), study.uid())), null);
        }
        return new Stored(
                Answer.Refused.of(
                        Answer.Code.ALREADY_EXISTS,
                        "there is a study " + study.name() + " already (it is " + study.state()
                                + "); give this one another name, or remove that one with attune study delete "
                                + study.name()),
                null);
    }
}
