package org.attune.tuner.control;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.pekko.actor.typed.ActorRef;
import org.attune.cluster.gang.Capacity;
import org.attune.cluster.gang.NodeDrain;
import org.attune.tuner.spec.SpecProblem;
import org.attune.tuner.spec.StudySpec;
import org.attune.tuner.store.StoredStudy;
import org.attune.tuner.study.StudyEvent;
import org.attune.tuner.study.StudyReply;
import org.attune.tuner.study.StudyState;
import org.jspecify.annotations.Nullable;

/** The door to a control plane in this process: every call is a message with a deadline. */
final class StudyDoor implements Studies {

    private static final Duration DEADLINE = Duration.ofSeconds(10);
    private static final Duration REMOVAL_DEADLINE = Duration.ofHours(1);

    private final ActorRef<ControlPlane.Command> control;
    private final Executor compute;
    private final ProposalTimes proposing;
    private final Executor callbacks;

    StudyDoor(ActorRef<ControlPlane.Command> control, Executor compute, ProposalTimes proposing, Executor callbacks) {
        this.control = control;
        this.compute = compute;
        this.proposing = proposing;
        this.callbacks = callbacks;
    }

    @Override
    public ProposalTimes proposalTimes() {
        return proposing;
    }

    @Override
    public CompletionStage<Answer<Created>> create(NewStudy study) {
        CompletableFuture<Answer<Created>> done = CompletableFuture.supplyAsync(() -> SpecChecks.read(study), compute)
                .thenCompose(checked -> withRunner(checked, true).thenCompose(all -> {
                    CompletableFuture<Answer<Created>> created = new CompletableFuture<>();
                    if (SpecChecks.wrong(all)) {
                        created.complete(new Answer.Refused<>(Answer.Code.SPEC_INVALID, sentence(all), all));
                    } else {
                        control.tell(
                                new ControlPlane.Create(study, checked.spec().orElseThrow(), created));
                    }
                    return created;
                }));
        return answered(done, DEADLINE);
    }

    private static String sentence(List<SpecProblem> problems) {
        long errors = problems.stream()
                .filter(problem -> SpecChecks.wrong(List.of(problem)))
                .count();
        return errors == 1 ? "1 problem in the spec" : errors + " problems in the spec";
    }

    @Override
    public CompletionStage<Checked> check(Check check) {
        return CompletableFuture.supplyAsync(
                        () -> SpecChecks.read(check.specText(), check.fileName(), check.studyId()), compute)
                .thenCompose(read -> withRunner(read, check.cluster()).thenCompose(all -> planned(check, read, all)))
                .orTimeout(DEADLINE.toMillis(), TimeUnit.MILLISECONDS);
    }

    private CompletionStage<Checked> planned(Check check, SpecChecks.Checked read, List<SpecProblem> all) {
        if (read.spec().isEmpty()) {
            return CompletableFuture.completedFuture(new Checked(all, null));
        }
        CompletableFuture<StudyPlan> plan = CompletableFuture.supplyAsync(
                () -> StudyPlan.of(read.spec().get(), check.samples(), check.seed()), compute);
        return check.cluster()
                ? plan.thenCombine(capacity(), StudyPlan::on).thenApply(known -> new Checked(all, known))
                : plan.thenApply(known -> new Checked(all, known));
    }

    @Override
    public CompletionStage<Answer<String>> change(String study, ObjectNode patch, BooleanSupplier asKnown) {
        AtomicBoolean known = new AtomicBoolean();
        CompletableFuture<Answer<String>> done = this.<Optional<StoredStudy>>use(parts -> CompletableFuture.supplyAsync(
                        () -> {
                            Optional<StoredStudy> stored = parts.store().load(study);
                            known.set(stored.isEmpty() || asKnown.getAsBoolean());
                            return stored;
                        },
                        compute))
                .toCompletableFuture()
                .thenCompose(stored -> {
                    if (stored.isEmpty()) {
                        return CompletableFuture.completedFuture(
                                Answer.Refused.of(Answer.Code.NOT_FOUND, "there is no study " + study));
                    }
                    return known.get()
                            ? changed(study, stored.get().study().spec(), patch)
                            : CompletableFuture.completedFuture(Answer.Refused.of(
                                    Answer.Code.ETAG_MISMATCH, "study " + study + " has changed: look again"));
                });
        return answered(done, DEADLINE);
    }

    private CompletionStage<Answer<String>> changed(String study, StudySpec now, ObjectNode patch) {
        SpecChecks.Checked checked = SpecChecks.read(StudyPatch.changed(now, patch), "the changed spec", null);
        if (checked.spec().isEmpty()) {
            return CompletableFuture.completedFuture(
                    new Answer.Refused<>(Answer.Code.SPEC_INVALID, sentence(checked.problems()), checked.problems()));
        }
        CompletableFuture<StudyActor.Said> reply = new CompletableFuture<>();
        control.tell(new ControlPlane.Forward(
                study, StudyActor.Asked.toChange(now, checked.spec().get(), patch.toString(), reply)));
        return reply.thenApply(said -> said.reply() instanceof StudyReply.Denied denied
                ? Answer.Refused.of(Answer.Code.valueOf(denied.why().name()), denied.detail())
                : new Answer.Ok<>(study));
    }

    @Override
    public CompletionStage<Answer<Integer>> add(String study, Added trial) {
        return ask(
                study,
                (token, now) -> new StudyEvent.AddAsked(
                        trial.parameters(), trial.metrics(), trial.origin(), trial.requestId(), token, now),
                StudyReply.TrialDone.class,
                StudyReply.TrialDone::trial,
                DEADLINE);
    }

    /** All problems, with those that only the runner can see. */
    private CompletionStage<List<SpecProblem>> withRunner(SpecChecks.Checked checked, boolean cluster) {
        if (!cluster || checked.spec().isEmpty()) {
            return CompletableFuture.completedFuture(checked.problems());
        }
        return this.<List<SpecProblem>>use(parts -> SpecChecks.placeable(checked, parts.runner()))
                .thenApply(more -> Stream.concat(checked.problems().stream(), more.stream())
                        .toList());
    }

    private <T> CompletionStage<T> use(Function<ControlParts, CompletionStage<T>> work) {
        CompletableFuture<T> done = new CompletableFuture<>();
        control.tell(new ControlPlane.Use((parts, epoch) -> work.apply(parts).whenComplete((value, failure) -> {
            if (failure != null) {
                done.completeExceptionally(failure);
            } else {
                done.complete(value);
            }
        })));
        return done.orTimeout(DEADLINE.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public CompletionStage<Answer<StudyState>> move(String study, StudyState to, String reason) {
        return ask(
                study,
                (token, now) -> new StudyEvent.MoveAsked(to, reason, token, now),
                StudyReply.Moved.class,
                StudyReply.Moved::state,
                DEADLINE);
    }

    @Override
    public CompletionStage<Answer<String>> delete(String study) {
        CompletableFuture<Answer<String>> done = new CompletableFuture<>();
        control.tell(new ControlPlane.Delete(study, done));
        return answered(done, REMOVAL_DEADLINE);
    }

    @Override
    public CompletionStage<Answer<Suggested>> suggest(String study, Suggest request) {
        return ask(
                study,
                (token, now) -> new StudyEvent.SuggestAsked(
                        request.count(),
                        request.clientId(),
                        request.lease(),
                        request.patience(),
                        request.requestId(),
                        token,
                        now),
                StudyReply.Suggested.class,
                (reply, commit) -> new Suggested(reply.trials(), reply.state(), commit),
                DEADLINE.plus(request.patience()));
    }

    @Override
    public CompletionStage<Answer<Reported>> report(String study, int trial, Report report) {
        return ask(
                study,
                (token, now) -> new StudyEvent.ReportAsked(trial, report.points(), report.lease(), token, now),
                StudyReply.Reported.class,
                reply -> new Reported(
                        reply.shouldStop(), reply.stopReason(), reply.accepted(), reply.leaseUntilMillis()),
                DEADLINE);
    }

    @Override
    public CompletionStage<Answer<Completed>> complete(String study, int trial, Complete result) {
        return ask(
                study,
                (token, now) -> new StudyEvent.CompleteAsked(
                        trial, result.metrics(), result.state(), result.reason(), token, now),
                StudyReply.TrialDone.class,
                (reply, commit) -> new Completed(reply.trial(), commit),
                DEADLINE);
    }

    @Override
    public CompletionStage<Answer<Integer>> endTrial(String study, int trial, boolean cancel, String reason) {
        return ask(
                study,
                (token, now) -> new StudyEvent.EndAsked(trial, cancel, reason, token, now),
                StudyReply.TrialDone.class,
                StudyReply.TrialDone::trial,
                DEADLINE);
    }

    @Override
    public CompletionStage<Capacity> capacity() {
        return use(parts -> parts.runner().capacity());
    }

    @Override
    public CompletionStage<Answer<String>> drain(String node, String reason, @Nullable Duration patience) {
        return this.<Answer<String>>use(parts -> {
            long now = parts.clock().millis();
            NodeDrain drain = new NodeDrain(reason, now, patience == null ? 0 : now + patience.toMillis());
            return known(parts, node, drain);
        });
    }

    @Override
    public CompletionStage<Answer<String>> undrain(String node) {
        return this.<Answer<String>>use(parts -> known(parts, node, null));
    }

    private static CompletionStage<Answer<String>> known(ControlParts parts, String node, @Nullable NodeDrain drain) {
        return parts.runner().capacity().thenCompose(capacity -> {
            boolean heard =
                    capacity.nodes().stream().anyMatch(each -> each.name().equals(node));
            if (!heard && !parts.drains().has(node)) {
                return CompletableFuture.completedFuture(
                        Answer.Refused.of(Answer.Code.NOT_FOUND, "there is no node " + node));
            }
            return parts.drains().set(node, drain).thenApply(done -> new Answer.Ok<>(node));
        });
    }

    private <R extends StudyReply, T> CompletionStage<Answer<T>> ask(
            String study, StudyActor.Question question, Class<R> kind, Function<R, T> value, Duration deadline) {
        return ask(study, question, kind, (reply, commit) -> value.apply(reply), deadline);
    }

    /** Makes a value of a reply, and of what became durable with it. */
    @FunctionalInterface
    private interface Value<R, T> {
        T of(R reply, @Nullable Commit commit);
    }

    private <R extends StudyReply, T> CompletionStage<Answer<T>> ask(
            String study, StudyActor.Question question, Class<R> kind, Value<R, T> value, Duration deadline) {
        CompletableFuture<StudyActor.Said> reply = new CompletableFuture<>();
        control.tell(new ControlPlane.Forward(study, new StudyActor.Asked(question, reply)));
        return answered(
                reply.thenApplyAsync(
                        said -> {
                            if (said.reply() instanceof StudyReply.Denied denied) {
                                return Answer.Refused.of(
                                        Answer.Code.valueOf(denied.why().name()), denied.detail());
                            }
                            return new Answer.Ok<>(value.of(kind.cast(said.reply()), said.commit()));
                        },
                        callbacks),
                deadline);
    }

    /** What cannot be answered in time, or just now, is a refusal of its own kind. */
    private static <T> CompletionStage<Answer<T>> answered(CompletableFuture<Answer<T>> done, Duration deadline) {
        return done.orTimeout(deadline.toMillis(), TimeUnit.MILLISECONDS).exceptionally(failure -> {
            Throwable cause =
                    failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
            if (cause instanceof TimeoutException) {
                return Answer.Refused.of(
                        Answer.Code.UNAVAILABLE,
                        "no answer within " + deadline.toSeconds() + " s; whether it was done is not known");
            }
            if (cause instanceof StudyUnavailable) {
                return Answer.Refused.of(Answer.Code.UNAVAILABLE, String.valueOf(cause.getMessage()));
            }
            throw new CompletionException(cause);
        });
    }
}
