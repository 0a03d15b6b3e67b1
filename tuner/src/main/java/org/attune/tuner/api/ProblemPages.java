package org.attune.tuner.api;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The page of each problem code, which its {@code type} points to: what it means and what to do. Works offline. */
final class ProblemPages {

    private ProblemPages() {}

    /** The page of a code, in lower case with hyphens or as it is. */
    static Reply page(String code) {
        Optional<ProblemCode> found = Stream.of(ProblemCode.values())
                .filter(c -> c.name().equals(code) || c.slug().equals(code.toLowerCase(Locale.ROOT)))
                .findFirst();
        if (found.isEmpty()) {
            throw new RequestProblem(ProblemCode.NOT_FOUND, "there is no problem code " + code);
        }
        Reply.Whole page = Reply.text("text/html; charset=utf-8", html(found.get()));
        return new Reply.Whole(
                200,
                page.contentType(),
                page.body(),
                Map.of("Content-Security-Policy", "default-src 'none'; style-src 'self'; frame-ancestors 'none'"));
    }

    private static String html(ProblemCode code) {
        return "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>" + code.name()
                + " – Attune</title></head>\n<body><main>\n<h1>" + escape(code.title()) + "</h1>\n<p><code>"
                + code.name() + "</code>, status " + code.status() + "</p>\n<h2>Cause</h2>\n<p>" + escape(code.cause())
                + "</p>\n<h2>Fix</h2>\n<p>" + escape(code.fix()) + "</p>\n<h2>Example</h2>\n<pre>"
                + escape(example(code))
                + "</pre>\n</main></body></html>\n";
    }

    private static String example(ProblemCode code) {
        return "HTTP/1.1 " + code.status() + "\nContent-Type: application/problem+json\n\n"
                + "{\"type\": \"/docs/errors/" + code.slug() + "\", \"title\": \"" + code.title() + "\", \"status\": "
                + code.status() + ",\n \"code\": \"" + code.name()
                + "\", \"detail\": \"…\", \"instance\": \"/api/v1/…#req-1\", \"requestId\": \"req-1\"}";
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
