package org.attune.tuner.spec;

import org.jspecify.annotations.Nullable;

/** Single values of the tree with their types. */
final class Scalars {

    private Scalars() {}

    /** The report of a value of another type, to be completed. */
    static Problems.Report wrongType(Problems problems, String pointer, SpecNode value, String expected) {
        return problems.at(
                        SpecCode.WRONG_TYPE,
                        pointer,
                        value.place(),
                        "expected " + expected + ", found " + value.found())
                .found(value.found())
                .expected(expected);
    }

    /** A text; null, reported, where the value is none. */
    static @Nullable String text(Problems problems, String pointer, SpecNode value, int maxLength) {
        if (value instanceof SpecNode.Scalar s && s.kind() == SpecNode.Kind.TEXT) {
            if (s.text().length() > maxLength) {
                problems.at(SpecCode.LIMIT, pointer, s.place(), "the text has more than " + maxLength + " characters")
                        .found(s.text().length() + " characters")
                        .expected("at most " + maxLength)
                        .add();
                return null;
            }
            if (s.text().indexOf('\0') >= 0) {
                problems.at(SpecCode.WRONG_TYPE, pointer, s.place(), "the text holds a zero character")
                        .add();
                return null;
            }
            return s.text();
        }
        if (value instanceof SpecNode.Broken) {
            return null;
        }
        Problems.Report report = wrongType(problems, pointer, value, "text");
        if (value instanceof SpecNode.Scalar s && s.kind() != SpecNode.Kind.NULL) {
            report.suggest(new Suggestion("write \"" + s.text() + "\" with quotes", "\"" + s.text() + "\""));
        }
        report.add();
        return null;
    }

    /** A finite number; null, reported, where the value is none. */
    static @Nullable Double number(Problems problems, String pointer, SpecNode value) {
        if (value instanceof SpecNode.Scalar s && s.value() instanceof Number n) {
            double d = n.doubleValue();
            if (Double.isFinite(d)) {
                return d + 0.0;
            }
            problems.at(
                            SpecCode.NOT_FINITE,
                            pointer,
                            s.place(),
                            "the number must be finite, found " + SpecNode.shorten(s.text()))
                    .found(s.text())
                    .expected("a finite number")
                    .add();
            return null;
        }
        if (!(value instanceof SpecNode.Broken)) {
            wrongType(problems, pointer, value, "a number").add();
        }
        return null;
    }

    /** A whole number, also one that is written 8.0; null for anything else. */
    static @Nullable Long wholeOf(SpecNode value) {
        if (value instanceof SpecNode.Scalar s) {
            if (s.value() instanceof Long l) {
                return l;
            }
            if (s.value() instanceof Double d && d == Math.rint(d) && Math.abs(d) <= 0x1p53) {
                return d.longValue();
            }
        }
        return null;
    }
}
