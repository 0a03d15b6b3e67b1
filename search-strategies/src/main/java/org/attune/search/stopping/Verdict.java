package org.attune.search.stopping;

/** What becomes of a trial after a value. */
public sealed interface Verdict {

    /** The verdict that the trial goes on. */
    Verdict CONTINUE = new Continue();

    /** The trial goes on. */
    record Continue() implements Verdict {}

    /**
     * The trial is to be stopped.
     *
     * @param reason why, in a sentence for people, without full stop
     */
    record Stop(String reason) implements Verdict {}

    /**
     * The trial is to be interrupted so that others come first; it may be told to go on later, from where it was. What
     * it still reports before it halts is remembered for that time.
     *
     * @param reason why, in a sentence for people, without full stop
     */
    record Pause(String reason) implements Verdict {}
}
