package org.attune.tuner.spec;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;

/** Checks the {@code ${name}} of a template, each at its own column. {@code $$} is a dollar. */
final class TemplateCheck {

    private final Problems problems;
    private final Collection<String> known;
    private final Set<String> used = new LinkedHashSet<>();

    TemplateCheck(Problems problems, Collection<String> known) {
        this.problems = problems;
        this.known = known;
    }

    /** The names that were used so far. */
    Set<String> used() {
        return used;
    }

    void check(String pointer, SpecNode node) {
        check(pointer, node, false);
    }

    /** @param shellReads whether a shell gets this text, so that {@code $i} and {@code $(…)} mean something to it */
    void check(String pointer, SpecNode node, boolean shellReads) {
        if (!(node instanceof SpecNode.Scalar scalar) || scalar.kind() != SpecNode.Kind.TEXT) {
            return;
        }
        String text = scalar.text();
        int i = text.indexOf('$');
        while (i >= 0) {
            int end = i + 1;
            char next = end < text.length() ? text.charAt(end) : ' ';
            if (next == '$') {
                end++;
            } else if (next == '{' && text.indexOf('}', end) > 0) {
                int close = text.indexOf('}', end);
                name(pointer, scalar, text.substring(end + 1, close), i, close + 1);
                end = close + 1;
            } else if (next == '{') {
                problems.at(SpecCode.TEMPLATE, pointer, scalar.part(i, text.length()), "the closing } is missing")
                        .found(SpecNode.shorten(text.substring(i)))
                        .expected("${name}, or $$ for a dollar sign")
                        .add();
                end = text.length();
            } else if (!shellReads && (Character.isLetter(next) || next == '_' || next == '(')) {
                problems.at(
                                SpecCode.TEMPLATE,
                                pointer,
                                scalar.part(i, end),
                                "no shell reads this: the $ stays as it is")
                        .warning()
                        .found("$")
                        .expected("${name}, or $$ for a dollar sign")
                        .suggest(new Suggestion("write ${name} for a parameter, $$ where a $ is meant", null))
                        .add();
            }
            i = text.indexOf('$', end);
        }
    }

    private void name(String pointer, SpecNode.Scalar scalar, String name, int from, int to) {
        used.add(name);
        if (known.contains(name)) {
            return;
        }
        Suggestion suggestion = Nearest.to(name, known)
                .map(n -> new Suggestion("did you mean ${" + n + "}?", "${" + n + "}"))
                .orElse(null);
        problems.at(
                        SpecCode.UNKNOWN_NAME,
                        pointer,
                        scalar.part(from, to),
                        "there is no parameter \"" + SpecNode.shorten(name) + "\" for ${" + SpecNode.shorten(name)
                                + "}")
                .found("${" + SpecNode.shorten(name) + "}")
                .expected("a parameter, a derived value, or one of " + String.join(", ", Names.TEMPLATE))
                .suggest(suggestion)
                .add();
    }
}
