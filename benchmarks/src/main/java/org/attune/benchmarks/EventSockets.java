package org.attune.benchmarks;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The listeners' connections, all read by one thread. */
final class EventSockets implements Runnable, AutoCloseable {

    private static final int STUDIES = 10;
    private static final int TEXT_MAX = 1 << 16;
    private static final Pattern VALUE = Pattern.compile("\"metrics\":\\{\"loss\":([0-9]+)");

    private final Selector selector;
    private final List<Listener> listeners = new ArrayList<>();
    private final EventListeners.Changes changes;
    private double[] times = new double[1 << 16];
    private int count;
    private long studyEvents;
    private volatile boolean counting;
    private volatile boolean stopped;

    /** One that listens. */
    private static final class Listener {
        final SocketChannel socket;
        final int study;
        final StringBuilder text = new StringBuilder();
        int next = -1;

        Listener(SocketChannel socket, int study) {
            this.socket = socket;
            this.study = study;
        }
    }

    EventSockets(URI url, String token, int count, EventListeners.Changes changes) throws IOException {
        this.changes = changes;
        this.selector = Selector.open();
        for (int i = 0; i < count; i++) {
            int study = i % STUDIES;
            SocketChannel socket = SocketChannel.open(new InetSocketAddress(url.getHost(), url.getPort()));
            socket.write(ByteBuffer.wrap(("GET /api/v1/events?topics=study:study-" + study + ",trial:study-" + study
                            + "/1 HTTP/1.1\r\nHost: " + url.getHost() + ":" + url.getPort()
                            + "\r\nAuthorization: Bearer " + token + "\r\nAccept: text/event-stream\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII)));
            socket.configureBlocking(false);
            Listener listener = new Listener(socket, study);
            listeners.add(listener);
            socket.register(selector, SelectionKey.OP_READ, listener);
        }
    }

    void startCounting() {
        counting = true;
    }

    void stop() {
        stopped = true;
        selector.wakeup();
    }

    @Override
    public void run() {
        ByteBuffer buffer = ByteBuffer.allocate(TEXT_MAX);
        try {
            while (!stopped) {
                selector.select(500);
                long now = System.nanoTime();
                for (SelectionKey key : selector.selectedKeys()) {
                    read((Listener) key.attachment(), buffer, now);
                }
                selector.selectedKeys().clear();
            }
        } catch (IOException e) {
            throw new java.io.UncheckedIOException("a listener's connection failed", e);
        }
    }

    private void read(Listener listener, ByteBuffer buffer, long now) throws IOException {
        buffer.clear();
        if (listener.socket.read(buffer) < 0) {
            throw new IOException("the server closed a listener's connection");
        }
        listener.text.append(new String(buffer.array(), 0, buffer.position(), StandardCharsets.UTF_8));
        int end = listener.text.lastIndexOf("\n\n");
        if (end < 0) {
            return;
        }
        String whole = listener.text.substring(0, end);
        listener.text.delete(0, end + 2);
        for (String event : whole.split("\n\n", -1)) {
            if (event.contains("event: study")) {
                studyEvents += counting ? 1 : 0;
            } else if (event.contains("event: trial\n")) {
                Matcher value = VALUE.matcher(event);
                if (value.find()) {
                    told(listener, Integer.parseInt(value.group(1)), now);
                }
            }
        }
    }

    private void told(Listener listener, int value, long now) {
        if (counting && listener.next >= 0) {
            for (double time : changes.until(listener.study, listener.next, value, now)) {
                if (count == times.length) {
                    times = EventListeners.trim(times, 2 * count);
                }
                times[count++] = time;
            }
        }
        listener.next = Math.max(listener.next, value + 1);
    }

    /** After the end: every delivery, in milliseconds. */
    double[] times() {
        return EventListeners.trim(times, count);
    }

    long studyEvents() {
        return studyEvents;
    }

    /** Changes that some listener was not told, summed over the listeners. */
    long undelivered() {
        long missing = 0;
        for (Listener listener : listeners) {
            missing += Math.max(0, changes.sent(listener.study) - Math.max(0, listener.next));
        }
        return missing;
    }

    @Override
    public void close() throws IOException {
        stop();
        for (Listener listener : listeners) {
            listener.socket.close();
        }
        selector.close();
    }
}
