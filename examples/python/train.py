#!/usr/bin/env python3
"""Fits a noisy sine by a polynomial, by gradient descent. Standard library only.

Attune needs nothing from it but a line `epoch=… val_loss=…` an epoch on stdout.
"""
import argparse
import math
import random


def features(x, degree):
    """Legendre polynomials 0 … degree at x: unlike plain powers they are nearly independent of each other."""
    values = [1.0, x]
    for n in range(1, degree):
        values.append(((2 * n + 1) * x * values[n] - n * values[n - 1]) / (n + 1))
    return values[: degree + 1]


def sample(count, degree, rng):
    xs = [rng.uniform(-1, 1) for _ in range(count)]
    return [(features(x, degree), math.sin(4 * x) + rng.gauss(0, 0.2)) for x in xs]


def predict(weights, row):
    return sum(w * f for w, f in zip(weights, row))


def loss(weights, data):
    return sum((predict(weights, row) - y) ** 2 for row, y in data) / len(data)


def main():
    flags = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    flags.add_argument("--lr", type=float, default=0.1, help="learning rate")
    flags.add_argument("--l2", type=float, default=1e-3, help="penalty on the squares of the weights")
    flags.add_argument("--degree", type=int, default=5, help="of the polynomial, 1 or more")
    flags.add_argument("--epochs", type=int, default=60, help="passes over the data")
    args = flags.parse_args()
    if args.degree < 1 or args.epochs < 1:
        flags.error("--degree and --epochs are 1 or more")

    rng = random.Random(1)  # every trial sees the same data
    train, val = sample(40, args.degree, rng), sample(200, args.degree, rng)
    weights = [0.0] * (args.degree + 1)
    for epoch in range(1, args.epochs + 1):
        slope = [2 * args.l2 * w for w in weights]
        for row, y in train:
            error = 2 * (predict(weights, row) - y) / len(train)
            for i, f in enumerate(row):
                slope[i] += error * f
        # a rate that is too high lets the weights grow without bound; the loss then prints as inf or nan, which Attune
        # takes as what it is
        weights = [w - args.lr * g for w, g in zip(weights, slope)]
        try:
            val_loss = loss(weights, val)
        except OverflowError:
            val_loss = math.inf
        print(f"epoch={epoch} val_loss={val_loss:.6g}", flush=True)


if __name__ == "__main__":
    main()
