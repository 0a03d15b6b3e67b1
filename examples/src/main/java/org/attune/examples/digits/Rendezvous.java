package org.attune.examples.digits;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * How the workers of a gang find each other. Rank 0 listens at the gang's master address; every other worker opens a
 * port of its own and registers it there, trying again until rank 0 is up; when all are known rank 0 sends the list to
 * everyone, and each worker connects to its right neighbour and accepts its left one. All waits end at one deadline.
 */
final class Rendezvous {
    private static final int REGISTER = 0x41545452;
    private static final int RING = 0x4154544E;
    private static final int BACKLOG = Gang.MOST;
    private static final int HELLO_MILLIS = 5000;
    private static final int RETRY_MILLIS = 10;
    private static final long BIND_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final Gang gang;
    private final String identity;
    private final int timeoutSeconds;
    private final long deadline;

    private Rendezvous(Gang gang, String identity, int timeoutSeconds) {
        this.gang = gang;
        this.identity = identity;
        this.timeoutSeconds = timeoutSeconds;
        deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(timeoutSeconds);
    }

    /**
     * Meets the other workers of the gang.
     *
     * @param identity what is trained; workers of another training are refused
     * @param timeoutSeconds how long to wait for the others, here and later within an exchange
     * @throws GangException if a worker is missing at the deadline, is lost, or does not belong to this gang
     */
    static RingAllreduce join(Gang gang, String identity, int timeoutSeconds) throws IOException {
        if (gang.world() == 1) {
            return RingAllreduce.alone();
        }
        Rendezvous rendezvous = new Rendezvous(gang, identity, timeoutSeconds);
        if (gang.rank() > 0) {
            return rendezvous.follow();
        }
        try (ServerSocket server = rendezvous.listen()) {
            return rendezvous.lead(server);
        }
    }

    /** As {@link #join}, for a rank 0 that listens already. */
    static RingAllreduce lead(Gang gang, String identity, int timeoutSeconds, ServerSocket server) throws IOException {
        return new Rendezvous(gang, identity, timeoutSeconds).lead(server);
    }

    private ServerSocket listen() throws IOException {
        InetAddress address = InetAddress.getByName(gang.masterAddress());
        long until = Math.min(deadline, System.nanoTime() + BIND_NANOS);
        while (true) {
            ServerSocket server = new ServerSocket();
            try {
                // connections of an earlier gang may linger on this port
                server.setReuseAddress(true);
                server.bind(new InetSocketAddress(address, gang.masterPort()), BACKLOG);
                return server;
            } catch (BindException refused) {
                server.close();
                if (!address.isAnyLocalAddress() && isForeign(address)) {
                    // the address by which others reach this machine is not one of its own, as behind a bridge
                    address = new InetSocketAddress(0).getAddress();
                } else if (System.nanoTime() > until) {
                    throw new GangException(
                            "rank 0: cannot listen on " + gang.masterAddress() + ":" + gang.masterPort() + " ("
                                    + refused.getMessage() + ")",
                            refused);
                } else {
                    pause();
                }
            }
        }
    }

    private static boolean isForeign(InetAddress address) {
        try (ServerSocket probe = new ServerSocket()) {
            probe.bind(new InetSocketAddress(address, 0));
            return false;
        } catch (IOException notOurs) {
            return true;
        }
    }

    private RingAllreduce lead(ServerSocket server) throws IOException {
        Socket[] members = new Socket[gang.world()];
        InetSocketAddress[] addresses = new InetSocketAddress[gang.world()];
        try {
            for (int known = 1; known < gang.world(); known++) {
                register(server, members, addresses);
            }
            ByteArrayOutputStream list = new ByteArrayOutputStream();
            DataOutputStream out = new DataOutputStream(list);
            out.writeUTF("");
            for (int rank = 1; rank < gang.world(); rank++) {
                out.writeUTF(addresses[rank].getAddress().getHostAddress());
                out.writeInt(addresses[rank].getPort());
            }
            for (int rank = 1; rank < gang.world(); rank++) {
                members[rank].getOutputStream().write(list.toByteArray());
            }
            return connect(server, addresses[1]);
        } finally {
            for (Socket member : members) {
                if (member != null) {
                    member.close();
                }
            }
        }
    }

    /** Waits for one more worker and takes down where it listens. */
    private void register(ServerSocket server, Socket[] members, InetSocketAddress[] addresses) throws IOException {
        while (true) {
            Socket socket = accept(server, members);
            try {
                socket.setSoTimeout(Math.min(HELLO_MILLIS, remaining()));
                DataInputStream in = new DataInputStream(socket.getInputStream());
                if (in.readInt() == REGISTER) {
                    int world = in.readInt();
                    int rank = in.readInt();
                    int port = in.readInt();
                    String problem = problem(world, rank, in.readUTF(), members);
                    if (!problem.isEmpty()) {
                        new DataOutputStream(socket.getOutputStream()).writeUTF(problem);
                        throw new GangException("rank 0: " + problem);
                    }
                    members[rank] = socket;
                    addresses[rank] = new InetSocketAddress(socket.getInetAddress(), port);
                    return;
                }
            } catch (GangException ours) {
                socket.close();
                throw ours;
            } catch (IOException stranger) {
                // not a worker, or one that gave up and will come again
            }
            socket.close();
        }
    }

    private String problem(int world, int rank, String theirs, Socket[] members) {
        if (world != gang.world()) {
            return "a worker of a gang of " + world + " came to this gang of " + gang.world();
        }
        if (rank < 1 || rank >= world) {
            return "a worker came with rank " + rank + ", expected 1 to " + (world - 1);
        }
        if (members[rank] != null) {
            return "two workers came with rank " + rank;
        }
        return theirs.equals(identity)
                ? ""
                : "rank " + rank + " trains with other flags: " + theirs + "; rank 0 with " + identity;
    }

    private RingAllreduce follow() throws IOException {
        try (Socket master = dial(new InetSocketAddress(gang.masterAddress(), gang.masterPort()), 0);
                ServerSocket server = new ServerSocket()) {
            server.bind(new InetSocketAddress(master.getLocalAddress(), 0), BACKLOG);
            ByteArrayOutputStream hello = new ByteArrayOutputStream();
            DataOutputStream out = new DataOutputStream(hello);
            out.writeInt(REGISTER);
            out.writeInt(gang.world());
            out.writeInt(gang.rank());
            out.writeInt(server.getLocalPort());
            out.writeUTF(identity);
            master.getOutputStream().write(hello.toByteArray());
            return connect(server, rightNeighbour(master));
        }
    }

    /** Waits for the list of all workers and picks the one to the right. */
    private InetSocketAddress rightNeighbour(Socket master) throws IOException {
        int right = (gang.rank() + 1) % gang.world();
        InetSocketAddress found = (InetSocketAddress) master.getRemoteSocketAddress();
        try {
            master.setSoTimeout(remaining());
            DataInputStream in = new DataInputStream(master.getInputStream());
            String problem = in.readUTF();
            if (!problem.isEmpty()) {
                throw new GangException("rank " + gang.rank() + ": refused by rank 0: " + problem);
            }
            for (int rank = 1; rank < gang.world(); rank++) {
                String host = in.readUTF();
                int port = in.readInt();
                if (rank == right) {
                    found = new InetSocketAddress(InetAddress.getByName(host), port);
                }
            }
            return found;
        } catch (SocketTimeoutException late) {
            throw new GangException(
                    "rank " + gang.rank() + ": the gang was not complete within " + timeoutSeconds + " s", late);
        } catch (EOFException gone) {
            throw new GangException("rank " + gang.rank() + ": rank 0 ended before the gang was complete", gone);
        }
    }

    private RingAllreduce connect(ServerSocket server, InetSocketAddress rightAddress) throws IOException {
        int rightRank = (gang.rank() + 1) % gang.world();
        int leftRank = Math.floorMod(gang.rank() - 1, gang.world());
        Socket right = dial(rightAddress, rightRank);
        try {
            ByteArrayOutputStream hello = new ByteArrayOutputStream();
            DataOutputStream out = new DataOutputStream(hello);
            out.writeInt(RING);
            out.writeInt(gang.rank());
            right.getOutputStream().write(hello.toByteArray());
            while (true) {
                Socket left = accept(server, null);
                try {
                    left.setSoTimeout(Math.min(HELLO_MILLIS, remaining()));
                    DataInputStream in = new DataInputStream(left.getInputStream());
                    if (in.readInt() == RING && in.readInt() == leftRank) {
                        return RingAllreduce.between(
                                gang, left, right, (int) TimeUnit.SECONDS.toMillis(timeoutSeconds));
                    }
                } catch (IOException stranger) {
                    // not the neighbour
                }
                left.close();
            }
        } catch (IOException failed) {
            right.close();
            throw failed;
        }
    }

    private Socket accept(ServerSocket server, Socket @Nullable [] members) throws IOException {
        try {
            server.setSoTimeout(remaining());
            return server.accept();
        } catch (SocketTimeoutException late) {
            StringBuilder missing = new StringBuilder();
            for (int rank = 1; members != null && rank < members.length; rank++) {
                if (members[rank] == null) {
                    missing.append(missing.length() == 0 ? "" : ", ").append(rank);
                }
            }
            throw new GangException(
                    "rank " + gang.rank() + ": within " + timeoutSeconds + " s there came no worker of rank "
                            + (members == null ? Math.floorMod(gang.rank() - 1, gang.world()) : missing),
                    late);
        }
    }

    /** Connects, trying again until the deadline while nobody listens there yet. */
    private Socket dial(InetSocketAddress address, int rank) throws IOException {
        while (true) {
            Socket socket = new Socket();
            try {
                // resolved anew each time: the name of a container appears when it starts
                InetSocketAddress target = address.isUnresolved()
                        ? new InetSocketAddress(address.getHostString(), address.getPort())
                        : address;
                socket.connect(target, remaining());
                if (socket.getLocalPort() == socket.getPort()
                        && socket.getLocalAddress().equals(socket.getInetAddress())) {
                    // on one machine a connect may meet itself, and would then keep the port from its owner
                    socket.setSoLinger(true, 0);
                    throw new ConnectException("connected to itself");
                }
                return socket;
            } catch (IOException notYet) {
                socket.close();
                if (System.nanoTime() > deadline) {
                    throw new GangException(
                            "rank " + gang.rank() + ": could not reach rank " + rank + " at " + address.getHostString()
                                    + ":" + address.getPort() + " within " + timeoutSeconds + " s ("
                                    + notYet.getMessage() + ")",
                            notYet);
                }
                pause();
            }
        }
    }

    private int remaining() {
        return (int) Math.max(1, TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime()));
    }

    private static void pause() throws IOException {
        try {
            Thread.sleep(RETRY_MILLIS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new GangException("interrupted while waiting for the gang", interrupted);
        }
    }
}
