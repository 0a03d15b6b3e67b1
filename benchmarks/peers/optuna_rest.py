"""Measures Optuna's database and gRPC storages as `make bench-api` measures Attune; prints one JSON object.

usage: optuna_rest.py FOLDER SECONDS

ask + report + tell: 16 processes, random sampler, one study. values: one process, set_trial_intermediate_value in a loop.
suggest: one process, TPE, four parameters, 1,000 results before it; the slowest hundredth of 100 proposals.
grpc puts Optuna's own server before the SQLite file, in a process of its own.
"""

import json
import multiprocessing
import os
import sys
import time

import optuna
from optuna.storages import RDBStorage

CLIENTS = 16


def sqlite(folder):
    return RDBStorage("sqlite:///" + os.path.join(folder, "study.db"), engine_kwargs={"connect_args": {"timeout": 60}})


def serve(folder, port):
    from optuna.storages import run_grpc_proxy_server

    run_grpc_proxy_server(sqlite(folder), host="127.0.0.1", port=port, thread_pool_size=CLIENTS)


def storage(kind, folder, port):
    if kind == "sqlite":
        return sqlite(folder)
    from optuna.storages import GrpcStorageProxy

    return GrpcStorageProxy(host="127.0.0.1", port=port)


def client(kind, folder, port, seconds, done):
    optuna.logging.set_verbosity(optuna.logging.ERROR)
    subject = optuna.load_study(
        study_name="ask", storage=storage(kind, folder, port), sampler=optuna.samplers.RandomSampler()
    )
    deadline = time.monotonic() + seconds
    count = 0
    while time.monotonic() < deadline:
        trial = subject.ask()
        trial.suggest_float("x", 0, 1)
        trial.report(0.5, 1)
        subject.tell(trial, 0.1)
        count += 1
    done.put(count)


def ask_report_tell(kind, folder, port, seconds):
    optuna.create_study(study_name="ask", storage=storage(kind, folder, port), direction="minimize")
    done = multiprocessing.Queue()
    clients = [
        multiprocessing.Process(target=client, args=(kind, folder, port, seconds, done)) for _ in range(CLIENTS)
    ]
    for one in clients:
        one.start()
    counts = [done.get(timeout=seconds + 180) for _ in clients]
    for one in clients:
        one.join(30)
    return round(sum(counts) / seconds, 1)


def values(kind, folder, port, seconds):
    subject = optuna.create_study(study_name="values", storage=storage(kind, folder, port), direction="minimize")
    trial = subject.ask()
    begin = time.monotonic()
    step = 0
    while time.monotonic() - begin < seconds:
        trial.report(0.5, step)
        step += 1
    return round(step / (time.monotonic() - begin), 1)


def suggest(kind, folder, port):
    space = {name: optuna.distributions.FloatDistribution(0, 1) for name in "abcd"}
    subject = optuna.create_study(
        study_name="tpe", storage=storage(kind, folder, port), sampler=optuna.samplers.TPESampler(seed=1)
    )
    subject.add_trials(
        [
            optuna.trial.create_trial(
                params={name: (i * (7 + j) % 101) / 101 for j, name in enumerate(space)},
                distributions=space,
                value=1 / (1 + i % 97),
            )
            for i in range(1000)
        ]
    )
    times = []
    for _ in range(100):
        begin = time.monotonic()
        trial = subject.ask()
        for name in space:
            trial.suggest_float(name, 0, 1)
        times.append((time.monotonic() - begin) * 1e3)
        subject.tell(trial, 0.1)
    return round(sorted(times)[98], 1)


def measure(kind, folder, port, seconds):
    os.makedirs(folder, exist_ok=True)
    server = None
    if kind == "grpc":
        server = multiprocessing.Process(target=serve, args=(folder, port), daemon=True)
        server.start()
        time.sleep(5)
    try:
        return {
            "ask_report_tell_16_per_second": ask_report_tell(kind, folder, port, seconds),
            "values_per_second": values(kind, folder, port, seconds / 2),
            "suggest_p99_millis": suggest(kind, folder, port),
        }
    finally:
        if server is not None:
            server.terminate()
            server.join(10)


def main():
    folder, seconds = sys.argv[1], float(sys.argv[2])
    optuna.logging.set_verbosity(optuna.logging.ERROR)
    answer = {"optuna": optuna.__version__}
    for kind in ("sqlite", "grpc"):
        try:
            answer[kind] = measure(kind, os.path.join(folder, kind), 13000 + os.getpid() % 2000, seconds)
        except Exception as failure:  # the other storage is measured all the same
            print(f"{kind}: {failure!r}", file=sys.stderr)
            answer[kind] = {}
    print(json.dumps(answer))


if __name__ == "__main__":
    main()
