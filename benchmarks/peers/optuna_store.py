"""Measures Optuna's journal file storage as `benchmarks/run.sh` measures Attune; prints one JSON object.

usage: optuna_store.py FOLDER SECONDS

ask + 10 reports + tell: one process, random sampler, each call durable in the journal (it calls fsync), as Attune's are.
observations: set_trial_intermediate_value in a loop.
"""

import json
import os
import sys
import time

import optuna
from optuna.storages import JournalStorage
from optuna.storages.journal import JournalFileBackend

REPORTS = 10


def study(folder, name):
    storage = JournalStorage(JournalFileBackend(os.path.join(folder, name + ".log")))
    return optuna.create_study(
        study_name=name, storage=storage, sampler=optuna.samplers.RandomSampler(seed=1), direction="minimize"
    )


def ask_report_tell(folder, seconds):
    subject = study(folder, "ask")
    done = 0
    begin = time.monotonic()
    while time.monotonic() - begin < seconds:
        trial = subject.ask()
        trial.suggest_float("x", 0, 1)
        for step in range(REPORTS):
            trial.report(1.0 / (step + 1), step)
        subject.tell(trial, 0.1)
        done += 1
    return done / (time.monotonic() - begin)


def observations(folder, seconds):
    subject = study(folder, "observations")
    trial = subject.ask()
    done = 0
    begin = time.monotonic()
    while time.monotonic() - begin < seconds:
        for _ in range(100):
            trial.report(1.0 / (done + 1), done)
            done += 1
    return done / (time.monotonic() - begin)


def main():
    folder, seconds = sys.argv[1], float(sys.argv[2])
    optuna.logging.set_verbosity(optuna.logging.ERROR)
    os.makedirs(folder, exist_ok=True)
    answer = {
        "optuna": optuna.__version__,
        "ask_report_tell_per_second": round(ask_report_tell(folder, seconds), 1),
        "observations_per_second": round(observations(folder, seconds), 1),
    }
    print(json.dumps(answer))


if __name__ == "__main__":
    main()
