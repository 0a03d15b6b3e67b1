package org.attune.search.strategy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * The answer to a request for proposals.
 *
 * @param proposals the points, in the order of their trials
 * @param exhausted why there are fewer than asked for, in a sentence; empty when there are not. The study can end
 *     once its pending trials have
 */
public record Proposals(List<Proposal> proposals, Optional<String> exhausted) {

    /** Copies the proposals. */
    public Proposals {
        proposals = List.copyOf(proposals);
    }

    /**
     * Asks one by one, each time with those before as pending trials.
     *
     * @param history what is known before the first
     * @param count how many are wanted, 1 or more
     * @param next proposes one for a history, or says why there is none
     * @throws IllegalArgumentException when the count is below 1
     */
    public static Proposals oneByOne(History history, int count, Function<History, Proposals> next) {
        PointwiseStrategy.checkCount(count);
        List<Proposal> all = new ArrayList<>();
        while (all.size() < count) {
            Proposals one = next.apply(history.plus(all));
            all.addAll(one.proposals());
            if (one.exhausted().isPresent() || one.proposals().isEmpty()) {
                return new Proposals(all, one.exhausted());
            }
        }
        return new Proposals(all, Optional.empty());
    }
}
