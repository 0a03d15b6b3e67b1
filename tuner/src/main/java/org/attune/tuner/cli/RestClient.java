package org.attune.tuner.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.HttpURLConnection;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Calls the REST API. Built on {@link HttpURLConnection}, which starts three times as fast as the newer client. Every
 * wait has a deadline; an answer that is not a success becomes a {@link CliFailure} with the server's own words.
 */
final class RestClient {

    static final ObjectMapper JSON = new ObjectMapper();

    private static final int CONNECT_MILLIS = 5_000;
    private static final int READ_MILLIS = 40_000;
    private static final int UPLOAD_MILLIS = 300_000;
    private static final int BUFFERED_MAX = 1 << 20;
    private static final int TRIES_MAX = 6;
    private static final int RETRY_SECONDS_MAX = 10;
    private static final int BODY_MAX = 64 << 20;

    private final String base;
    private final @Nullable String token;

    /**
     * @param server base URL, without a trailing slash
     * @param token null to send none
     */
    RestClient(String server, @Nullable String token) {
        this.base = server + "/api/v1/";
        this.token = token;
    }

    /**
     * An answer.
     *
     * @param nextOffset of a log; empty when there is none
     * @param retryAfter seconds to wait before asking again; -1 when the server names none
     */
    record Response(int status, byte[] body, String nextOffset, int retryAfter) {

        JsonNode json() {
            try {
                JsonNode node = JSON.readTree(body);
                return node == null ? MissingNode.getInstance() : node;
            } catch (IOException e) {
                throw new CliFailure(ExitCode.UNEXPECTED, "the server's answer is not JSON: " + e.getMessage());
            }
        }
    }

    JsonNode get(String path) {
        return checked("GET", path, null, "application/json", "application/json")
                .json();
    }

    Response getBytes(String path, String accept) {
        return checked("GET", path, null, "application/json", accept);
    }

    JsonNode post(String path, JsonNode body) {
        byte[] bytes;
        try {
            bytes = JSON.writeValueAsBytes(body);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
        return checked("POST", path, bytes, "application/json", "application/json")
                .json();
    }

    /** Changes something; what carries it has no PATCH of its own. */
    JsonNode patch(String path, JsonNode body) {
        try {
            return checked("PATCH", path, JSON.writeValueAsBytes(body), "application/json", "application/json")
                    .json();
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Any call; its answer as it is. */
    byte[] raw(String method, String path, byte @Nullable [] body, String accept) {
        return checked(method, path, body, "application/json", accept).body();
    }

    /** Posts the text of a spec, as it is. */
    JsonNode postText(String path, String yaml) {
        byte[] bytes = yaml.getBytes(StandardCharsets.UTF_8);
        return checked("POST", path, bytes, "application/yaml", "application/json")
                .json();
    }

    void delete(String path) {
        checked("DELETE", path, null, "application/json", "application/json");
    }

    /** Whether something is there. */
    boolean exists(String path) {
        Response response = patiently("HEAD", path, null, "application/json", "*/*");
        if (response.status() == 200 || response.status() == 404) {
            return response.status() == 200;
        }
        throw ProblemText.failure(response, "HEAD " + path);
    }

    /** Stores bytes under a path. */
    void put(String path, byte[] bytes) {
        checked("PUT", path, bytes, "application/octet-stream", "application/json");
    }

    /** Fetches a file of any size; what was at the place before is replaced only when all of it has come. */
    void download(String path, Path into) {
        try {
            Path folder = into.toAbsolutePath().getParent();
            if (folder != null) {
                Files.createDirectories(folder);
            }
            Path arriving = Files.createTempFile(folder, ".attune-", null);
            try {
                HttpURLConnection http = open("GET", path, "*/*");
                if (http.getResponseCode() >= 300) {
                    throw ProblemText.failure(answer(http), "GET " + path);
                }
                try (InputStream in = http.getInputStream()) {
                    Files.copy(in, arriving, StandardCopyOption.REPLACE_EXISTING);
                }
                Files.move(arriving, into, StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(arriving);
            }
        } catch (FileSystemException e) {
            throw new CliFailure(ExitCode.UNEXPECTED, into + " cannot be written: " + e.getMessage());
        } catch (IOException e) {
            throw new CliFailure(ExitCode.UNREACHABLE, "fetching " + path + " failed: " + e.getMessage());
        }
    }

    /** Brings a file of any size. */
    void upload(String path, Path file) {
        try {
            HttpURLConnection http = open("PUT", path, "application/json");
            http.setDoOutput(true);
            http.setReadTimeout(UPLOAD_MILLIS);
            http.setRequestProperty("Content-Type", "application/octet-stream");
            http.setFixedLengthStreamingMode(Files.size(file));
            try (OutputStream out = http.getOutputStream()) {
                Files.copy(file, out);
            }
            if (http.getResponseCode() >= 300) {
                throw ProblemText.failure(answer(http), "PUT " + path);
            }
        } catch (IOException e) {
            throw new CliFailure(ExitCode.UNREACHABLE, "sending " + file + " failed: " + e.getMessage());
        }
    }

    private HttpURLConnection open(String method, String path, String accept) throws IOException {
        HttpURLConnection http =
                (HttpURLConnection) URI.create(base + path).toURL().openConnection();
        http.setRequestMethod(method.equals("PATCH") ? "POST" : method);
        if (method.equals("PATCH")) {
            http.setRequestProperty("X-HTTP-Method-Override", method);
        }
        http.setConnectTimeout(CONNECT_MILLIS);
        http.setReadTimeout(method.equals("PUT") ? UPLOAD_MILLIS : READ_MILLIS);
        http.setInstanceFollowRedirects(false);
        http.setRequestProperty("Accept", accept);
        if (token != null) {
            http.setRequestProperty("Authorization", "Bearer " + token);
        }
        return http;
    }

    private static Response answer(HttpURLConnection http) throws IOException {
        int status = http.getResponseCode();
        String next = http.getHeaderField("X-Next-Offset");
        try (InputStream in = status < 400 ? http.getInputStream() : http.getErrorStream()) {
            return new Response(
                    status,
                    in == null ? new byte[0] : read(in),
                    next == null ? "" : next,
                    http.getHeaderFieldInt("Retry-After", -1));
        }
    }

    private Response checked(String method, String path, byte @Nullable [] body, String type, String accept) {
        Response response = patiently(method, path, body, type, accept);
        if (response.status() >= 300) {
            throw ProblemText.failure(response, method + " " + path);
        }
        return response;
    }

    /**
     * Asks again when the server says that it has too much to do or is just starting, after the time that it names.
     * Safe for every call of the API: repeating one changes nothing more.
     */
    private Response patiently(String method, String path, byte @Nullable [] body, String type, String accept) {
        for (int tries = 1; ; tries++) {
            Response response = call(method, path, body, type, accept);
            boolean later = response.status() == 429 || response.status() == 503;
            if (!later || response.retryAfter() < 0 || tries == TRIES_MAX) {
                return response;
            }
            Pause.millis(Math.min(RETRY_SECONDS_MAX, response.retryAfter()) * 1_000L);
        }
    }

    private Response call(String method, String path, byte @Nullable [] body, String type, String accept) {
        try {
            HttpURLConnection http = open(method, path, accept);
            if (body != null) {
                http.setDoOutput(true);
                http.setRequestProperty("Content-Type", type);
                if (body.length > BUFFERED_MAX) {
                    // otherwise it would be held in memory twice; but then the body of a refusal may be lost
                    http.setFixedLengthStreamingMode(body.length);
                }
                try (OutputStream out = http.getOutputStream()) {
                    out.write(body);
                }
            } else if (method.equals("POST")) {
                http.setDoOutput(true);
                http.setFixedLengthStreamingMode(0);
            }
            return answer(http);
        } catch (ConnectException | UnknownHostException | NoRouteToHostException e) {
            throw new CliFailure(
                    ExitCode.UNREACHABLE, "no server answers at " + origin() + " (" + e.getMessage() + ")");
        } catch (SSLException e) {
            throw new CliFailure(
                    ExitCode.UNREACHABLE,
                    "the server at " + origin() + " is not believed: " + e.getMessage()
                            + "\n  help: name its certificate, or who signed it, with --ca-file FILE");
        } catch (SocketTimeoutException e) {
            throw new CliFailure(
                    ExitCode.UNREACHABLE, "the server at " + origin() + " did not answer in time (" + method + ")");
        } catch (SocketException e) {
            throw new CliFailure(
                    ExitCode.UNREACHABLE, "the server at " + origin() + " closed the connection: " + e.getMessage());
        } catch (IOException e) {
            throw new CliFailure(ExitCode.UNREACHABLE, "talking to " + origin() + " failed: " + e.getMessage());
        }
    }

    /** The server, without a path. */
    String origin() {
        return base.substring(0, base.length() - "/api/v1/".length());
    }

    private static byte[] read(InputStream in) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(8192);
        byte[] buffer = new byte[8192];
        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
            bytes.write(buffer, 0, n);
            if (bytes.size() > BODY_MAX) {
                throw new IOException("the answer is longer than " + BODY_MAX + " bytes");
            }
        }
        return bytes.toByteArray();
    }

    /** A value inside a query string or path. */
    static String encode(String text) {
        return java.net.URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
