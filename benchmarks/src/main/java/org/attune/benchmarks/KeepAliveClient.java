package org.attune.benchmarks;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * One connection that is kept open, with as little work as possible on this side: the machine's cores are the server's too.
 * For one thread. It knows answers with a Content-Length only.
 */
final class KeepAliveClient implements AutoCloseable {

    private static final int BUFFER = 1 << 14;
    private static final int ANSWER_MAX = 1 << 22;
    private static final int TIMEOUT_MILLIS = 60_000;

    private final Socket socket;
    private final InputStream in;
    private final String head;
    private final byte[] line = new byte[BUFFER];

    KeepAliveClient(URI url, String token) throws IOException {
        socket = new Socket(url.getHost(), url.getPort());
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(TIMEOUT_MILLIS);
        in = new BufferedInputStream(socket.getInputStream(), BUFFER);
        head = " HTTP/1.1\r\nHost: " + url.getHost() + ":" + url.getPort() + "\r\nAuthorization: Bearer " + token
                + "\r\nContent-Type: application/json\r\nContent-Length: ";
    }

    /**
     * Sends a body and waits for the answer.
     *
     * @throws IOException when the answer is not a 200, or the connection fails
     */
    String post(String path, String body) throws IOException {
        byte[] request =
                ("POST " + path + head + body.length() + "\r\n\r\n" + body).getBytes(StandardCharsets.US_ASCII);
        socket.getOutputStream().write(request);
        String status = readLine();
        int length = length();
        if (length < 0 || length > ANSWER_MAX) {
            throw new IOException(path + " answered " + status + " without a usable Content-Length");
        }
        byte[] answer = in.readNBytes(length);
        String text = new String(answer, StandardCharsets.UTF_8);
        if (answer.length < length || !status.startsWith("HTTP/1.1 200")) {
            throw new IOException(path + " answered " + status + ": " + text);
        }
        return text;
    }

    /**
     * Fetches a body as it crosses the wire, packed when the server packs it.
     *
     * @throws IOException when the answer is not a 200, or the connection fails
     */
    byte[] getPacked(String path) throws IOException {
        String request =
                "GET " + path + head.substring(0, head.indexOf("Content-Type")) + "Accept-Encoding: gzip\r\n\r\n";
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        String status = readLine();
        int length = length();
        if (!status.startsWith("HTTP/1.1 200") || length < 0 || length > ANSWER_MAX) {
            throw new IOException(path + " answered " + status + " with a length of " + length);
        }
        return in.readNBytes(length);
    }

    /** What Content-Length says, −1 for nothing; the headers are read to their end. */
    private int length() throws IOException {
        int length = -1;
        for (String header = readLine(); !header.isEmpty(); header = readLine()) {
            if (header.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
                length = Integer.parseInt(
                        header.substring("content-length:".length()).strip());
            }
        }
        return length;
    }

    private String readLine() throws IOException {
        int size = 0;
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new EOFException("the server closed the connection");
            }
            if (size == line.length) {
                throw new IOException("the server sent a header of more than " + BUFFER + " bytes");
            }
            line[size++] = (byte) next;
        }
        return new String(line, 0, size > 0 && line[size - 1] == '\r' ? size - 1 : size, StandardCharsets.ISO_8859_1);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
