package org.attune.examples.digits;

import java.io.Closeable;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Sums arrays over all workers of a gang, each of which is connected to its two neighbours.
 *
 * <p>The bandwidth-optimal ring (Patarasuk and Yuan, JPDC 2009): an array is cut into as many chunks as there are
 * workers; in world−1 steps every chunk travels once around the ring and is summed on its way, in world−1 more the sums
 * travel around. Each worker sends 2(world−1)/world of the array, whatever the size of the gang. A chunk is summed once
 * and in one order, so all workers end with the same bits.
 *
 * <p>Plain blocking sockets, no threads: a worker sends one piece, then receives one. All workers together thus have at
 * most one piece a worker on the way, and a neighbour can fall behind by at most world pieces. These fit into a
 * socket's buffers, so that a write never waits for a stuck neighbour, and every read has a time limit.
 */
final class RingAllreduce implements Closeable {
    private static final int UNREAD_BYTES = 64 << 10;
    private static final int LARGEST_PIECE = 2048;

    private final Gang gang;
    private final Socket[] neighbours;
    private final ByteBuffer outgoing;
    private final ByteBuffer incoming;
    private final double[] arrived;
    private final int piece;
    private long bytesSent;

    private RingAllreduce(Gang gang, Socket... neighbours) {
        this.gang = gang;
        this.neighbours = neighbours;
        piece = Math.min(LARGEST_PIECE, UNREAD_BYTES / Double.BYTES / gang.world());
        outgoing = ByteBuffer.allocate(piece * Double.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        incoming = ByteBuffer.allocate(piece * Double.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        arrived = new double[piece];
    }

    /** A gang of one, which has nothing to exchange. */
    static RingAllreduce alone() {
        return new RingAllreduce(Gang.alone());
    }

    /**
     * The ring of a gang.
     *
     * @param left the connection from rank−1
     * @param right the connection to rank+1
     * @param timeoutMillis how long a neighbour may be silent within an exchange
     */
    static RingAllreduce between(Gang gang, Socket left, Socket right, int timeoutMillis) throws IOException {
        left.setSoTimeout(timeoutMillis);
        left.setTcpNoDelay(true);
        right.setTcpNoDelay(true);
        return new RingAllreduce(gang, left, right);
    }

    /**
     * Replaces {@code data} by the sum of the arrays of all workers. All must call it with arrays of one length.
     *
     * @throws GangException if a neighbour has gone away or is silent for too long
     */
    void sum(double[] data, int length) throws IOException {
        int world = gang.world();
        for (int step = 0; step < world - 1; step++) {
            exchange(data, length, gang.rank() - step, gang.rank() - step - 1, true);
        }
        for (int step = 0; step < world - 1; step++) {
            exchange(data, length, gang.rank() + 1 - step, gang.rank() - step, false);
        }
    }

    /** Replaces {@code data} by that of rank 0, passed on from neighbour to neighbour. */
    void copyFromFirst(double[] data) throws IOException {
        int rank = gang.rank();
        for (int at = 0; at < data.length && gang.world() > 1; at += piece) {
            int count = Math.min(piece, data.length - at);
            if (rank > 0) {
                receive(data, at, count, false);
            }
            if (rank < gang.world() - 1) {
                send(data, at, count);
            }
        }
    }

    /** Bytes of arrays that this worker has sent so far. */
    long bytesSent() {
        return bytesSent;
    }

    private void exchange(double[] data, int length, int sendChunk, int receiveChunk, boolean add) throws IOException {
        Shard sending = chunk(length, sendChunk);
        Shard receiving = chunk(length, receiveChunk);
        int longest = Math.max(sending.size(), receiving.size());
        for (int done = 0; done < longest; done += piece) {
            send(data, sending.from() + done, Math.min(piece, sending.size() - done));
            receive(data, receiving.from() + done, Math.min(piece, receiving.size() - done), add);
        }
    }

    private Shard chunk(int length, int number) {
        return Shard.of(0, length, Math.floorMod(number, gang.world()), gang.world());
    }

    private void send(double[] data, int at, int count) throws IOException {
        if (count <= 0) {
            return;
        }
        outgoing.asDoubleBuffer().put(data, at, count);
        try {
            neighbours[1].getOutputStream().write(outgoing.array(), 0, count * Double.BYTES);
        } catch (IOException broken) {
            throw gone((gang.rank() + 1) % gang.world(), broken);
        }
        bytesSent += (long) count * Double.BYTES;
    }

    private void receive(double[] data, int at, int count, boolean add) throws IOException {
        if (count <= 0) {
            return;
        }
        int left = Math.floorMod(gang.rank() - 1, gang.world());
        int bytes = count * Double.BYTES;
        try {
            if (neighbours[0].getInputStream().readNBytes(incoming.array(), 0, bytes) < bytes) {
                throw new GangException("rank " + gang.rank() + ": the worker of rank " + left
                        + " closed its connection; the gang ends");
            }
        } catch (SocketTimeoutException silent) {
            throw new GangException(
                    "rank " + gang.rank() + ": nothing from the worker of rank " + left + " for "
                            + neighbours[0].getSoTimeout() + " ms; the gang ends",
                    silent);
        } catch (GangException known) {
            throw known;
        } catch (IOException broken) {
            throw gone(left, broken);
        }
        if (!add) {
            incoming.asDoubleBuffer().get(data, at, count);
            return;
        }
        incoming.asDoubleBuffer().get(arrived, 0, count);
        for (int i = 0; i < count; i++) {
            data[at + i] += arrived[i];
        }
    }

    private GangException gone(int rank, IOException cause) {
        return new GangException(
                "rank " + gang.rank() + ": lost the worker of rank " + rank + " (" + cause.getMessage()
                        + "); the gang ends",
                cause);
    }

    /** Closes the connections; the neighbours notice at once. */
    @Override
    public void close() {
        for (Socket neighbour : neighbours) {
            try {
                neighbour.close();
            } catch (IOException alreadyBroken) {
                // closing is all that was wanted
            }
        }
    }
}
