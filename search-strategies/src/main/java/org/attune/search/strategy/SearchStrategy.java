package org.attune.search.strategy;

import java.util.Optional;

/**
 * Decides what to try next. A strategy is a deterministic function of its problem, options and the history: it keeps
 * nothing between calls that changes an answer, so it can be rebuilt at any time, and called from any thread.
 */
public interface SearchStrategy {

    /**
     * Proposes the trials {@code history.nextTrial()}, {@code history.nextTrial() + 1}, … Every proposal is canonical
     * and satisfies the constraints. None equals a trial of the history or another proposal, unless repeats were
     * asked for.
     *
     * @param history all trials so far, pending ones included
     * @param count how many to propose, at least 1
     * @return as many as asked for, or fewer and the reason
     * @throws IllegalArgumentException when the count is below 1
     */
    Proposals propose(History history, int count);

    /**
     * Work that makes a later {@link #propose} faster, such as fitting a model that takes effect some results from now.
     * A caller that cares for latency asks after every result and runs it on a thread of its own, in any order and at
     * any time or not at all: it changes when proposals come, never what they are.
     *
     * @param history all trials so far
     * @return the work, or empty when there is none or it was done already
     */
    default Optional<Runnable> preparation(History history) {
        return Optional.empty();
    }
}
