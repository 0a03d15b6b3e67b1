package org.attune.tuner.store.filter;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.attune.tuner.spec.Nearest;

/** Reads a filter by recursive descent. */
final class FilterParser<T> {

    private static final int MAX_DEPTH = 32;
    private static final Set<String> JOINS = Set.of("AND", "OR", "NOT");

    private final List<Word> words;
    private final Fields<T> fields;
    private int at;
    private int depth;

    FilterParser(String text, Fields<T> fields) {
        this.words = FilterWords.of(text);
        this.fields = fields;
    }

    Predicate<T> parse() {
        Predicate<T> all = conjunction();
        if (peek().kind() != Word.Kind.END) {
            throw new FilterProblem(
                    peek().column(), "found " + peek().shown() + " (expected: AND, OR or the end)", null);
        }
        return all;
    }

    private Word peek() {
        return words.get(at);
    }

    private Word take() {
        Word word = words.get(at);
        if (word.kind() != Word.Kind.END) {
            at++;
        }
        return word;
    }

    private Predicate<T> conjunction() {
        Predicate<T> left = disjunction();
        while (peek().is("AND")) {
            take();
            left = left.and(disjunction());
        }
        return left;
    }

    private Predicate<T> disjunction() {
        Predicate<T> left = term();
        while (peek().is("OR")) {
            take();
            left = left.or(term());
        }
        return left;
    }

    private Predicate<T> term() {
        Word word = peek();
        if (word.is("NOT") || word.kind() == Word.Kind.MINUS) {
            take();
            return simple().negate();
        }
        if (word.kind() == Word.Kind.BARE
                && word.text().startsWith("-")
                && word.text().length() > 1) {
            words.set(at, new Word(Word.Kind.BARE, word.text().substring(1), word.column() + 1));
            return simple().negate();
        }
        return simple();
    }

    private Predicate<T> simple() {
        Word word = take();
        if (word.kind() == Word.Kind.OPEN) {
            if (++depth > MAX_DEPTH) {
                throw new FilterProblem(word.column(), "more than " + MAX_DEPTH + " parentheses deep", null);
            }
            Predicate<T> inner = conjunction();
            Word close = take();
            if (close.kind() != Word.Kind.CLOSE) {
                throw new FilterProblem(
                        close.column(), "found " + close.shown() + " (expected: AND, OR or a parenthesis)", null);
            }
            depth--;
            return inner;
        }
        if (word.kind() != Word.Kind.BARE || JOINS.contains(word.text())) {
            throw new FilterProblem(word.column(), "found " + word.shown() + " (expected: the name of a field)", null);
        }
        return restriction(word);
    }

    private Predicate<T> restriction(Word name) {
        Field<T> field = field(name.text(), name.column(), fields);
        Word operator = take();
        if (operator.kind() != Word.Kind.OPERATOR) {
            throw new FilterProblem(
                    operator.column(),
                    "found " + operator.shown() + " after " + name.text() + " (expected: = != < <= > >= or :)",
                    null);
        }
        Word literal = take();
        if (literal.kind() != Word.Kind.BARE && literal.kind() != Word.Kind.QUOTED) {
            throw new FilterProblem(literal.column(), "found " + literal.shown() + " (expected: a value)", null);
        }
        return Comparison.of(field, operator, literal);
    }

    static <T> Field<T> field(String name, int column, Fields<T> fields) {
        Optional<Field<T>> field = fields.named(name);
        return field.orElseThrow(() -> new FilterProblem(
                column,
                "there is no field " + name + " (known: " + String.join(", ", fields.names()) + ")",
                Nearest.to(name, Set.copyOf(fields.names())).orElse(null)));
    }
}
