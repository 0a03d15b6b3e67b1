package org.attune.tuner.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One request, checked: its ids are well-formed, its query names known, its body within its limit. */
final class Call {

    private final Context context;
    private final Caller caller;
    private final Map<String, List<String>> query;
    private byte @Nullable [] body;

    Call(Context context, Route route, Caller caller) {
        this.context = context;
        this.caller = caller;
        this.query = context.queryString() == null ? Map.of() : context.queryParamMap();
        if (!query.isEmpty()) {
            List<String> unknown = query.keySet().stream()
                    .filter(name -> !route.query().contains(name))
                    .toList();
            if (!unknown.isEmpty()) {
                throw Fields.unknown("?", unknown, route.query(), "query parameter");
            }
        }
    }

    Caller caller() {
        return caller;
    }

    String id(String parameter) {
        return context.pathParam(parameter);
    }

    String study() {
        return context.pathParam("s");
    }

    int trial() {
        return Integer.parseInt(context.pathParam("n"));
    }

    boolean head() {
        return context.method().equals(HandlerType.HEAD);
    }

    @Nullable
    String header(String name) {
        return context.header(name);
    }

    /** The media type of the body without its parameters, lower case; empty for none. */
    String mediaType() {
        String type = context.contentType();
        if (type == null) {
            return "";
        }
        int end = type.indexOf(';');
        return (end < 0 ? type : type.substring(0, end)).strip().toLowerCase(Locale.ROOT);
    }

    @Nullable
    String query(String name) {
        List<String> values = query.get(name);
        if (values == null || values.isEmpty()) {
            return null;
        }
        if (values.size() > 1) {
            throw new RequestProblem(ProblemCode.BAD_REQUEST, "?" + name + " is there " + values.size() + " times");
        }
        return values.get(0);
    }

    boolean queryFlag(String name) {
        String text = query(name);
        if (text == null) {
            return false;
        }
        return switch (text) {
            case "true", "" -> true;
            case "false" -> false;
            default -> throw badQuery(name, text, "true or false");
        };
    }

    long queryWhole(String name, long min, long max, long otherwise) {
        String text = query(name);
        if (text == null) {
            return otherwise;
        }
        String expected = "a whole number from " + min + " to " + max;
        try {
            long value = Long.parseLong(text);
            if (value < min || value > max) {
                throw badQuery(name, text, expected);
            }
            return value;
        } catch (NumberFormatException e) {
            throw badQuery(name, text, expected);
        }
    }

    String queryChoice(String name, Set<String> choices, String otherwise) {
        String text = query(name);
        if (text == null) {
            return otherwise;
        }
        if (!choices.contains(text)) {
            throw badQuery(
                    name, text, String.join(", ", choices.stream().sorted().toList()));
        }
        return text;
    }

    static RequestProblem badQuery(String name, String found, String expected) {
        String shown = found.length() > 64 ? found.substring(0, 64) + "…" : found;
        return new RequestProblem(ProblemCode.BAD_REQUEST, "?" + name + "=" + shown + " (expected: " + expected + ")");
    }

    /** Path and query as they were sent. */
    String target() {
        return context.path() + (context.queryString() == null ? "" : "?" + context.queryString());
    }

    /** The whole body, at most {@link RestServer#MAX_BODY} bytes; read once, however often it is asked for. */
    byte[] body() {
        byte[] known = body;
        if (known == null) {
            known = readBody();
            body = known;
        }
        return known;
    }

    private byte[] readBody() {
        long announced = context.req().getContentLengthLong();
        if (announced > RestServer.MAX_BODY) {
            throw tooLarge(RestServer.MAX_BODY);
        }
        try (InputStream in = context.req().getInputStream()) {
            byte[] bytes = in.readNBytes((int) RestServer.MAX_BODY + 1);
            if (bytes.length > RestServer.MAX_BODY) {
                throw tooLarge(RestServer.MAX_BODY);
            }
            return bytes;
        } catch (IOException e) {
            throw new RequestProblem(ProblemCode.BAD_REQUEST, "the body ended early");
        }
    }

    static RequestProblem tooLarge(long limit) {
        return new RequestProblem(ProblemCode.TOO_LARGE, "the body has more than " + limit + " bytes");
    }

    /** The body as a JSON object with no other fields than these. */
    Fields json(Set<String> known) {
        ObjectNode object = Json.readObject(body());
        return new Fields(object, "#", known);
    }

    /**
     * Refuses what a browser sends at the word of another page. Browsers say where a request comes from; programs say
     * nothing.
     */
    void requireOwnPageOrProgram() {
        if (context.header("Sec-Fetch-Site") != null || context.header("Origin") != null) {
            Gate.requireOwnPage(context);
        }
    }

    /** The problem of a caller who is nobody. */
    RequestProblem refuse(Gate gate, String detail) {
        return gate.failed(context, detail);
    }

    /** The session's cookie. */
    @Nullable
    String session(Gate gate) {
        return context.cookie(gate.cookie());
    }

    /** The body to be read piece by piece. */
    InputStream stream() throws IOException {
        return context.req().getInputStream();
    }

    /** How many bytes the body is said to have; −1 when nothing is said. */
    long announcedLength() {
        return context.req().getContentLengthLong();
    }
}
