package org.attune.tuner.spec;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Collects problems while a spec is read; bounded, without repetitions. */
final class Problems {

    /** More than this nobody reads. */
    static final int MAX_PROBLEMS = 200;

    private final String file;
    private final Set<SpecProblem> problems = new LinkedHashSet<>();
    private int errors;

    Problems(String file) {
        this.file = file;
    }

    /** A problem being told. */
    final class Report {
        private final SpecCode code;
        private final String pointer;
        private final Place place;
        private final String detail;
        private Severity severity = Severity.ERROR;
        private String found = "";
        private String expected = "";
        private @Nullable Suggestion suggestion;

        private Report(SpecCode code, String pointer, Place place, String detail) {
            this.code = code;
            this.pointer = pointer;
            this.place = place;
            this.detail = detail;
        }

        Report found(String text) {
            found = text;
            return this;
        }

        Report expected(String text) {
            expected = text;
            return this;
        }

        Report warning() {
            severity = Severity.WARNING;
            return this;
        }

        Report suggest(@Nullable Suggestion value) {
            suggestion = value;
            return this;
        }

        void add() {
            if (severity == Severity.ERROR) {
                errors++;
            }
            if (problems.size() < MAX_PROBLEMS) {
                problems.add(new SpecProblem(
                        pointer,
                        code.name(),
                        severity,
                        detail,
                        place.file(),
                        place.line(),
                        place.column(),
                        place.endLine(),
                        place.endColumn(),
                        found,
                        expected,
                        suggestion));
            }
        }
    }

    Report at(SpecCode code, String pointer, Place place, String detail) {
        return new Report(code, pointer, place, detail);
    }

    boolean hasErrors() {
        return errors > 0;
    }

    int errors() {
        return errors;
    }

    String file() {
        return file;
    }

    /** By position, the spec's own text before the overrides. */
    List<SpecProblem> sorted() {
        List<SpecProblem> list = new ArrayList<>(problems);
        list.sort(Comparator.comparing((SpecProblem p) -> !p.file().equals(file))
                .thenComparing(SpecProblem::file)
                .thenComparingInt(SpecProblem::line)
                .thenComparingInt(SpecProblem::column));
        return list;
    }

    /** A pointer one level down. */
    static String child(String pointer, String key) {
        String base = pointer.equals("#") ? "#/" : pointer + "/";
        return base + key.replace("~", "~0").replace("/", "~1");
    }
}
