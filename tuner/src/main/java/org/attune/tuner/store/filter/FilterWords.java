package org.attune.tuner.store.filter;

import java.util.ArrayList;
import java.util.List;

/** Cuts the text of a filter into pieces. */
final class FilterWords {

    private static final String SPECIAL = "()=!<>:\"' \t\n\r";

    private final String text;
    private int at;

    private FilterWords(String text) {
        this.text = text;
    }

    static List<Word> of(String text) {
        FilterWords words = new FilterWords(text);
        List<Word> all = new ArrayList<>();
        Word word = words.next();
        while (word.kind() != Word.Kind.END) {
            all.add(word);
            word = words.next();
        }
        all.add(word);
        return all;
    }

    private Word next() {
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
        int column = at + 1;
        if (at >= text.length()) {
            return new Word(Word.Kind.END, "", column);
        }
        char c = text.charAt(at);
        switch (c) {
            case '(':
                at++;
                return new Word(Word.Kind.OPEN, "(", column);
            case ')':
                at++;
                return new Word(Word.Kind.CLOSE, ")", column);
            case '"', '\'':
                return quoted(c, column);
            case '=', ':':
                at++;
                return new Word(Word.Kind.OPERATOR, String.valueOf(c), column);
            case '<', '>', '!':
                at++;
                if (at < text.length() && text.charAt(at) == '=') {
                    at++;
                    return new Word(Word.Kind.OPERATOR, c + "=", column);
                }
                if (c == '!') {
                    throw new FilterProblem(column, "found ! (expected: !=, or NOT before a condition)", "!=");
                }
                return new Word(Word.Kind.OPERATOR, String.valueOf(c), column);
            default:
                return bare(column);
        }
    }

    private Word bare(int column) {
        int start = at;
        while (at < text.length() && SPECIAL.indexOf(text.charAt(at)) < 0) {
            at++;
        }
        String word = text.substring(start, at);
        if (word.equals("-")) {
            return new Word(Word.Kind.MINUS, "-", column);
        }
        return new Word(Word.Kind.BARE, word, column);
    }

    private Word quoted(char quote, int column) {
        StringBuilder out = new StringBuilder();
        for (at++; at < text.length(); at++) {
            char c = text.charAt(at);
            if (c == quote) {
                at++;
                return new Word(Word.Kind.QUOTED, out.toString(), column);
            }
            if (c == '\\' && at + 1 < text.length()) {
                at++;
                c = text.charAt(at);
            }
            out.append(c);
        }
        throw new FilterProblem(
                column, "the text that begins here does not end (expected: another " + quote + ")", null);
    }
}
