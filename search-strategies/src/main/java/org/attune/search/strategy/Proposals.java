package org.attune.search.strategy;

import java.util.List;
import java.util.Optional;

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
}
