package org.attune.cluster.agent;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.attune.runner.worker.AttemptId;

/**
 * The server as an agent reaches it by HTTP.
 *
 * @param url its base, such as {@code http://10.0.0.5:8080}
 * @param tokenFile holds a token of scope {@code agent}; read for each request, so that it may be replaced
 */
public record ServerAccess(URI url, Path tokenFile) {

    private static final int TIMEOUT_MILLIS = (int) Duration.ofSeconds(15).toMillis();

    private static final int TOKEN_MAX = 4096;
    private static final Pattern TOKEN = Pattern.compile("att_[a-z0-9-]{1,64}_[0-9a-f]{64}");

    /** Checks the scheme. */
    public ServerAccess {
        String scheme = String.valueOf(url.getScheme());
        if (!scheme.equals("http") && !scheme.equals("https")) {
            throw new IllegalArgumentException("server: \"" + url + "\" (expected: http://HOST:PORT or https://…)");
        }
    }

    /**
     * Opens a request with the token and deadlines set.
     *
     * @param path below {@code /api/v1/}
     */
    HttpURLConnection open(String method, String path) throws IOException {
        String base = url.toString();
        URI target = URI.create((base.endsWith("/") ? base.substring(0, base.length() - 1) : base) + "/api/v1/" + path);
        if (!(target.toURL().openConnection() instanceof HttpURLConnection connection)) {
            throw new UncheckedIOException(new IOException("no HTTP address: " + target));
        }
        connection.setRequestMethod(method);
        connection.setConnectTimeout(TIMEOUT_MILLIS);
        connection.setReadTimeout(TIMEOUT_MILLIS);
        connection.setInstanceFollowRedirects(false);
        connection.setRequestProperty(
                "Authorization", "Bearer " + Files.readString(tokenFile).strip());
        return connection;
    }

    /**
     * Fetches the token of a trial of which this node runs an attempt.
     *
     * @throws IOException also when the server knows of no such attempt
     */
    public String trialToken(AttemptId attempt) throws IOException {
        HttpURLConnection connection = open("POST", "cluster:token");
        try {
            byte[] body = ("{\"studyUid\": \"" + attempt.studyUid() + "\", \"trial\": " + attempt.trial() + "}")
                    .getBytes(StandardCharsets.UTF_8);
            connection.setRequestProperty("Content-Type", "application/json");
            connection.setDoOutput(true);
            connection.setFixedLengthStreamingMode(body.length);
            try (OutputStream out = connection.getOutputStream()) {
                out.write(body);
            }
            int status = connection.getResponseCode();
            if (status != HttpURLConnection.HTTP_OK) {
                throw new IOException(connection.getURL() + " answers " + status);
            }
            try (InputStream in = connection.getInputStream()) {
                String text = new String(in.readNBytes(TOKEN_MAX), StandardCharsets.UTF_8);
                Matcher token = TOKEN.matcher(text);
                if (!token.find()) {
                    throw new IOException(connection.getURL() + " answers without a token");
                }
                return token.group();
            }
        } finally {
            connection.disconnect();
        }
    }

    /**
     * The blobs of the server: {@code GET /api/v1/blobs/{sha256}}.
     *
     * @return a source that copies a blob into the file that it is given
     */
    public BlobSource blobs() {
        return (sha256, into) -> {
            HttpURLConnection connection = open("GET", "blobs/" + sha256);
            try {
                int status = connection.getResponseCode();
                if (status != HttpURLConnection.HTTP_OK) {
                    throw new IOException(connection.getURL() + " answers " + status);
                }
                // compression makes it smaller than this, so a larger answer is no packed folder
                long most = PackedFolder.BYTES_MAX + (16L << 20);
                try (var in = connection.getInputStream();
                        var out = Files.newOutputStream(into)) {
                    byte[] buffer = new byte[64 << 10];
                    long size = 0;
                    int n;
                    while ((n = in.read(buffer)) >= 0) {
                        size += n;
                        if (size > most) {
                            throw new IOException(connection.getURL() + " sends more than " + most + " bytes");
                        }
                        out.write(buffer, 0, n);
                    }
                }
                return into;
            } finally {
                connection.disconnect();
            }
        };
    }
}
