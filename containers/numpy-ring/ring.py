"""Ring allreduce over sockets, as a stand-in for a trainer: quick to start, and fails as real ones do.

Each rank listens, connects to the next one and accepts from the one before. The buffer is cut into as many parts as there
are ranks; in world-1 steps parts are sent and added, in world-1 more they are sent and taken over (Patarasuk and Yuan,
2009). A closed connection raises at once. Prints "name=value" lines from rank 0.
"""

import argparse
import array
import json
import os
import socket
import statistics
import threading
import time

try:
    import numpy
except ImportError:
    numpy = None


class Ring:
    def __init__(self, rank, addresses):
        self.rank, self.world = rank, len(addresses)
        server = socket.create_server(("", addresses[rank][1]), backlog=1)
        self.next = self._connect(*addresses[(rank + 1) % self.world])
        server.settimeout(60)
        self.previous, _ = server.accept()
        server.close()

    @staticmethod
    def _connect(host, port):
        deadline = time.monotonic() + 60
        while True:
            try:
                connection = socket.create_connection((host, port), 5)
                connection.settimeout(60)
                connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                return connection
            except OSError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.05)

    def _receive(self, view):
        got = 0
        while got < len(view):
            n = self.previous.recv_into(view[got:])
            if n == 0:
                raise ConnectionError(f"rank {(self.rank - 1) % self.world} is gone")
            got += n

    def allreduce(self, data):
        """Sums in place: a numpy array of float32, or an array.array of 'f'."""
        parts = [len(data) * i // self.world for i in range(self.world + 1)]
        whole = memoryview(data).cast("B")
        item = 4
        for step in range(2 * (self.world - 1)):
            adding = step < self.world - 1
            out = (self.rank - step) % self.world if adding else (self.rank + 1 - step + self.world - 1) % self.world
            into = (out - 1) % self.world
            sending = whole[parts[out] * item:parts[out + 1] * item]
            sender = threading.Thread(target=self.next.sendall, args=(sending,))
            sender.start()
            if adding:
                buffer = bytearray((parts[into + 1] - parts[into]) * item)
                self._receive(memoryview(buffer))
                self._add(data, parts[into], buffer)
            else:
                self._receive(whole[parts[into] * item:parts[into + 1] * item])
            sender.join()

    @staticmethod
    def _add(data, start, buffer):
        if numpy is not None and isinstance(data, numpy.ndarray):
            other = numpy.frombuffer(buffer, dtype=numpy.float32)
            data[start:start + len(other)] += other
        else:
            for i, value in enumerate(array.array("f", bytes(buffer))):
                data[start + i] += value


def buffer(length, value):
    return numpy.full(length, value, dtype=numpy.float32) if numpy is not None else array.array("f", [value]) * length


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--x", type=float, default=0.0)
    parser.add_argument("--steps", type=int, default=5)
    parser.add_argument("--megabytes", type=float, default=0.1)
    parser.add_argument("--pause", type=float, default=0.0)
    args = parser.parse_args()
    rank, world = int(os.environ["RANK"]), int(os.environ["WORLD_SIZE"])
    workers = [address.rsplit(":", 1) for address in json.loads(os.environ["TF_CONFIG"])["cluster"]["worker"]]
    ring = Ring(rank, [(host, int(port)) for host, port in workers]) if world > 1 else None
    times = []
    for step in range(args.steps):
        data = buffer(int(args.megabytes * 250_000), float(rank + 1))
        begun = time.perf_counter()
        if ring:
            ring.allreduce(data)
        times.append(time.perf_counter() - begun)
        expected = world * (world + 1) / 2 if ring else 1.0
        if data[0] != expected or data[-1] != expected:
            raise SystemExit(f"sum {data[0]} instead of {expected}")
        if rank == 0:
            loss = (args.x - 0.3) ** 2 + 1.0 / (step + 1)
            print(f"step={step} loss={loss:.6f} allreduce_ms={times[-1] * 1000:.3f}", flush=True)
        time.sleep(args.pause)
    if rank == 0:
        print(f"median_ms={statistics.median(times) * 1000:.3f}", flush=True)


if __name__ == "__main__":
    main()
