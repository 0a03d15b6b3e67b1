package org.attune.tuner.api;

import io.javalin.http.Context;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/** Packs large answers of text for clients that can unpack them. */
final class Compression {

    /** Below it packing costs more than it saves. */
    static final int WORTH_BYTES = 8 * 1024;

    private static final int LEVEL = 4;

    private Compression() {}

    /** Whether the client takes gzip and the type is one that shrinks. */
    static boolean fits(Context context, String contentType) {
        String accepted = context.header("Accept-Encoding");
        return accepted != null
                && accepted.matches("(?is).*\\bgzip\\b(?!\\s*;\\s*q=0(\\.0*)?\\s*(,|$)).*")
                && (contentType.startsWith("application/json")
                        || contentType.startsWith("text/csv")
                        || contentType.startsWith("text/html")
                        || contentType.startsWith("text/javascript")
                        || contentType.startsWith("text/css")
                        || contentType.startsWith("application/yaml")
                        || contentType.startsWith("application/x-ndjson"));
    }

    static void mark(Context context) {
        context.res().setHeader("Content-Encoding", "gzip");
        if (context.res().getHeader("Vary") == null) {
            context.res().setHeader("Vary", "Accept-Encoding");
        }
    }

    static byte[] packed(byte[] body) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(body.length / 4);
        try (OutputStream packing = onto(out)) {
            packing.write(body);
        } catch (IOException e) {
            throw new UncheckedIOException("into memory", e);
        }
        return out.toByteArray();
    }

    static OutputStream onto(OutputStream out) throws IOException {
        return new GZIPOutputStream(out, 16 * 1024) {
            {
                def.setLevel(LEVEL);
                def.setStrategy(Deflater.DEFAULT_STRATEGY);
            }
        };
    }
}
