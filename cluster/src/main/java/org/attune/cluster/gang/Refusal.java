package org.attune.cluster.gang;

/**
 * One reason why a gang can never run at a place as it is today.
 *
 * @param code stable, upper snake case, for programs: {@code CPUS}, {@code MEMORY}, {@code DEVICES}, {@code LABELS},
 *     {@code GANG}, {@code NO_NODES}
 * @param detail a sentence for a person, with what was asked and the most that there is
 * @param hint what to write instead
 */
public record Refusal(String code, String detail, String hint) {}
