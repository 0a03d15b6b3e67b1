package org.attune.tuner.study;

import java.util.Optional;
import org.attune.search.space.SearchSpace;
import org.attune.search.stopping.StoppingRule;

/**
 * What an engine is made of besides its rows. The rule has a memory of its own: every engine needs a new one.
 *
 * @param space what is searched
 * @param rule stops poor trials early; empty for none
 * @param gangs makes the gang of an attempt
 * @param runner name of the runner that attempts are given to
 */
public record StudyParts(SearchSpace space, Optional<StoppingRule> rule, GangTemplate gangs, String runner) {}
