package org.attune.tuner.api;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers what fails before or beyond the routes (a request that is no HTTP, a header that is too long) as a
 * problem too.
 */
final class PlainErrors extends ErrorHandler {

    private static final Logger LOG = LoggerFactory.getLogger(PlainErrors.class);

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        if (request.getAttribute(FrontDoor.REQUEST_ID) == null) {
            request.setAttribute(FrontDoor.REQUEST_ID, "req-none");
            response.getHeaders().put("X-Request-Id", "req-none");
        }
        response.getHeaders().remove(HttpHeader.CONTENT_LENGTH);
        return FrontDoor.refuse(request, response, callback, problemOf(response.getStatus()));
    }

    private static Problem problemOf(int status) {
        return switch (status) {
            case 400 -> Problem.of(ProblemCode.BAD_REQUEST, "the request cannot be read as HTTP/1.1");
            case 404 -> Problem.of(ProblemCode.NOT_FOUND, "there is nothing at this path");
            case 405, 501 ->
                new Problem(
                        ProblemCode.METHOD_NOT_ALLOWED,
                        "this method is not used here",
                        List.of(),
                        Map.of("Allow", "GET"));
            case 408 -> Problem.of(ProblemCode.BAD_REQUEST, "the request came too slowly");
            case 413 -> Problem.of(ProblemCode.TOO_LARGE, "the body is too large");
            case 414, 431 -> Problem.of(ProblemCode.BAD_REQUEST, "the request's line or headers have more than 16 KiB");
            case 415 -> Problem.of(ProblemCode.UNSUPPORTED_MEDIA, "this content type is not read here");
            case 503 -> Problem.unavailable("the server has too much to do");
            default ->
                status >= 400 && status < 500
                        ? Problem.of(ProblemCode.BAD_REQUEST, "the request was refused with status " + status)
                        : Problem.of(ProblemCode.INTERNAL, "a defect of the server");
        };
    }

    /** The last resort: an error of the virtual machine under a request. */
    static void defect(HttpServletResponse response, Throwable error) {
        LOG.error("a request failed beyond its handling", error);
        if (response.isCommitted()) {
            return;
        }
        String id = response.getHeader("X-Request-Id");
        Reply.Whole reply = (Reply.Whole)
                Problem.of(ProblemCode.INTERNAL, "a defect of the server").reply("", id == null ? "req-none" : id);
        response.setStatus(reply.status());
        response.setContentType(reply.contentType());
        try {
            response.getOutputStream().write(reply.body());
        } catch (IOException e) {
            LOG.debug("the client is gone", e);
        }
    }
}
