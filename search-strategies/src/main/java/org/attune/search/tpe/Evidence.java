package org.attune.search.tpe;

import java.util.List;

/**
 * What is known when a proposal is made.
 *
 * @param own the study's ended trials, oldest first
 * @param pending its pending trials; they count among the bad ones, so that the next proposal keeps away from them
 * @param earlier ended trials of other studies; they are split among themselves, as their values may be on another scale
 * @param earlierWeight the weight of each of them, where an own trial has 1
 */
record Evidence(List<Observation> own, List<Point> pending, List<Observation> earlier, double earlierWeight) {}
