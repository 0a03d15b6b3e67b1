"""Turns digits.csv.gz (64 pixels and a label a line) into digits.npz: images from 0 to 1, every fifth for validation."""

import os
import sys

import numpy as np


def main():
    target = sys.argv[1] if len(sys.argv) > 1 else os.environ["ATTUNE_PREPARED_DIR"]
    rows = np.loadtxt(os.path.join(os.path.dirname(__file__), "digits.csv.gz"), delimiter=",", dtype=np.float32)
    images = (rows[:, :64] / 16).reshape(-1, 1, 8, 8)
    labels = rows[:, 64].astype(np.int64)
    held = np.arange(len(rows)) % 5 == 4
    np.savez(
        os.path.join(target, "digits.npz"),
        train_x=images[~held], train_y=labels[~held], val_x=images[held], val_y=labels[held],
    )
    print(f"{(~held).sum()} digits to train on, {held.sum()} to validate with")


if __name__ == "__main__":
    main()
