package org.attune.tuner.api;

import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The dashboard's files, where they are on the class path under {@code /web}. A path without an extension is one of the
 * dashboard's own pages, which its {@code index.html} shows.
 */
final class WebPages {

    private static final String ROOT = "/web/";
    private static final Pattern FILE =
            Pattern.compile("(?:[A-Za-z0-9_-][A-Za-z0-9._-]*/)*[A-Za-z0-9_-][A-Za-z0-9._-]*");
    private static final String POLICY = "default-src 'self'; img-src 'self' data: blob:; style-src 'self'; "
            + "script-src 'self'; connect-src 'self'; frame-ancestors 'none'; base-uri 'none'";
    private static final Map<String, String> TYPES = Map.of(
            "html", "text/html; charset=utf-8",
            "js", "text/javascript; charset=utf-8",
            "css", "text/css; charset=utf-8",
            "svg", "image/svg+xml",
            "png", "image/png",
            "ico", "image/x-icon",
            "woff2", "font/woff2",
            "json", "application/json",
            "txt", "text/plain; charset=utf-8");

    // files of the class path do not change, and only those that exist are kept
    private final Map<String, byte[]> files = new ConcurrentHashMap<>();

    /** Answers with a file of the dashboard; false when there is none for this request. */
    boolean serve(Context context) throws IOException {
        String path = context.path();
        boolean reads =
                context.method().equals(HandlerType.GET) || context.method().equals(HandlerType.HEAD);
        if (!reads || path.startsWith("/api/") || path.startsWith("/docs/")) {
            return false;
        }
        String name = path.equals("/") ? "index.html" : path.substring(1);
        int dot = name.lastIndexOf('.');
        boolean page = dot < 0 || name.indexOf('/', dot) >= 0;
        String file = page ? "index.html" : name;
        byte[] bytes = bytes(file);
        if (bytes == null) {
            return false;
        }
        String extension = file.substring(file.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
        context.status(200);
        context.res().setContentType(TYPES.getOrDefault(extension, "application/octet-stream"));
        context.res().setHeader("Content-Security-Policy", POLICY);
        context.res().setHeader("Referrer-Policy", "same-origin");
        // Vite gives the files below assets/ names that hold their hash
        context.res()
                .setHeader(
                        "Cache-Control",
                        file.startsWith("assets/") ? "public, max-age=31536000, immutable" : "no-cache");
        context.result(bytes);
        return true;
    }

    private byte @Nullable [] bytes(String file) throws IOException {
        byte[] known = files.get(file);
        if (known != null) {
            return known;
        }
        if (file.length() > 256 || !FILE.matcher(file).matches()) {
            return null;
        }
        try (InputStream in = WebPages.class.getResourceAsStream(ROOT + file)) {
            if (in == null) {
                return null;
            }
            byte[] bytes = in.readAllBytes();
            files.put(file, bytes);
            return bytes;
        }
    }
}
