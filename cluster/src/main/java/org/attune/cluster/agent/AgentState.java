package org.attune.cluster.agent;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.InstantSource;

/**
 * What an agent remembers over restarts: its incarnation and the highest epoch that it has obeyed. Used by one thread at a
 * time.
 */
final class AgentState {

    private final Path directory;
    private final long incarnation;
    private long epochSeen;

    private AgentState(Path directory, long incarnation, long epochSeen) {
        this.directory = directory;
        this.incarnation = incarnation;
        this.epochSeen = epochSeen;
    }

    /**
     * Reads the state of the agent before, or begins a new life.
     *
     * @throws UncheckedIOException when the directory cannot be used
     */
    static AgentState open(AgentSettings settings, InstantSource clock) {
        Path directory = settings.agentDirectory();
        try {
            Files.createDirectories(settings.workersDirectory());
            Files.createDirectories(directory.resolve("secrets"));
            long incarnation = read(directory.resolve("incarnation"));
            if (incarnation == 0) {
                incarnation = clock.millis();
                write(directory, "incarnation", incarnation);
            }
            return new AgentState(directory, incarnation, read(directory.resolve("epoch")));
        } catch (IOException e) {
            throw new UncheckedIOException("the agent's directory " + directory + " cannot be used", e);
        }
    }

    long incarnation() {
        return incarnation;
    }

    long epochSeen() {
        return epochSeen;
    }

    /**
     * Notes an epoch, durably before anything is done under it.
     *
     * @return false when a higher one was seen before: then nothing of it is done
     */
    boolean obey(long epoch) {
        if (epoch < epochSeen) {
            return false;
        }
        if (epoch > epochSeen) {
            try {
                write(directory, "epoch", epoch);
            } catch (IOException e) {
                throw new UncheckedIOException("the epoch cannot be noted in " + directory, e);
            }
            epochSeen = epoch;
        }
        return true;
    }

    private static long read(Path file) throws IOException {
        try {
            return Long.parseLong(Files.readString(file).strip());
        } catch (NoSuchFileException e) {
            return 0;
        } catch (NumberFormatException e) {
            throw new IOException("no number in " + file, e);
        }
    }

    private static void write(Path directory, String name, long value) throws IOException {
        Path next = directory.resolve(name + ".next");
        Files.write(next, (value + "\n").getBytes(StandardCharsets.US_ASCII));
        try (FileChannel channel = FileChannel.open(next, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
        Files.move(next, directory.resolve(name), StandardCopyOption.ATOMIC_MOVE);
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
