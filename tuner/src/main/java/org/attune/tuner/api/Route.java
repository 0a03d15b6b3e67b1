package org.attune.tuner.api;

import io.javalin.http.HandlerType;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.regex.Pattern;

/**
 * One row of the route table.
 *
 * @param path as {@code openapi.yaml} has it, from the server's root on
 * @param access who may use it
 * @param query names of the query parameters
 * @param body what the request may carry
 */
record Route(
        HandlerType method,
        String path,
        Access access,
        Set<String> query,
        Body body,
        Handling handling,
        Pattern pattern) {

    static final String STUDY_ID = "[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?";
    static final String TRIAL_ID = "[1-9][0-9]{0,8}";
    static final String UID = "[a-z2-7]{8}";
    static final String DIGEST = "[0-9a-f]{64}";

    /** What a request may carry. */
    enum Body {
        NONE,
        JSON,
        /** A study spec: YAML, or JSON around it. */
        SPEC,
        /** Bytes that the handling reads itself. */
        STREAM
    }

    /** Answers a request. */
    interface Handling {
        CompletionStage<? extends Reply> handle(Call call);
    }

    static Route of(HandlerType method, String path, Access access, Set<String> query, Body body, Handling handling) {
        return new Route(method, path, access, query, body, handling, patternOf(path));
    }

    /** Whether the path, decoded, is one of this route with well-formed ids. */
    boolean matches(String decodedPath) {
        return pattern.matcher(decodedPath).matches();
    }

    /** What the router of the HTTP library is given; the file name of a log is two parts to people and one to it, and
     * a path may have several. */
    String routerPath() {
        return path.replace("{rank}.{stream}", "{file}").replace("{path}", "<path>");
    }

    private static Pattern patternOf(String path) {
        StringBuilder regex = new StringBuilder();
        int at = 0;
        while (at < path.length()) {
            int open = path.indexOf('{', at);
            int end = open < 0 ? path.length() : open;
            if (end > at) {
                regex.append(Pattern.quote(path.substring(at, end)));
            }
            if (open < 0) {
                break;
            }
            int close = path.indexOf('}', open);
            regex.append("(?:").append(idOf(path.substring(open + 1, close))).append(')');
            at = close + 1;
        }
        return Pattern.compile(regex.toString());
    }

    /** The form of each path parameter. */
    static String idOf(String parameter) {
        return switch (parameter) {
            case "s" -> STUDY_ID;
            case "n", "trial", "attempt" -> TRIAL_ID;
            case "uid" -> UID;
            case "o" -> "[a-z2-7]{8}";
            case "backup" -> OperationRoutes.BACKUP;
            case "t" -> "[a-z0-9]{8}";
            case "node" -> "[A-Za-z0-9](?:[A-Za-z0-9._-]{0,62}[A-Za-z0-9])?";
            case "sha256" -> DIGEST;
            case "path" -> ArtifactFiles.PATH.pattern();
            case "code" -> "[A-Za-z][A-Za-z_-]{0,62}";
            case "rank" -> "0|[1-9][0-9]{0,4}";
            case "stream" -> "out|err";
            default -> throw new IllegalArgumentException("no form for the path parameter " + parameter);
        };
    }
}
