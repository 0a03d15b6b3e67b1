"""Trains a small convolutional network on the digits with DistributedDataParallel.

Written as for one GPU: every rank runs the same script on its own share of the data, and gradients are averaged in
buckets (allreduce). It reads RANK, WORLD_SIZE, MASTER_ADDR and MASTER_PORT, reports by printing "name=value" lines from
rank 0, writes a checkpoint after every epoch and goes on from the one that it finds.
"""

import argparse
import contextlib
import os
import time

import numpy as np
import torch
import torch.distributed as dist
from torch import nn
from torch.nn.parallel import DistributedDataParallel
from torch.utils.checkpoint import checkpoint_sequential


def arguments():
    parser = argparse.ArgumentParser()
    parser.add_argument("--data", default=os.environ.get("ATTUNE_PREPARED_DIR", "/prepared"))
    parser.add_argument("--epochs", type=int, default=8)
    parser.add_argument("--lr", type=float, default=0.05)
    parser.add_argument("--momentum", type=float, default=0.9)
    parser.add_argument("--batch", type=int, default=64, help="examples a step, of all ranks together")
    parser.add_argument("--channels", type=int, default=16)
    parser.add_argument("--bucket-mb", type=float, default=25, help="size of a bucket of gradients")
    parser.add_argument("--accumulate", type=int, default=1, help="backward passes before each allreduce")
    parser.add_argument("--precision", choices=["fp32", "bf16", "fp16"], default="fp32")
    parser.add_argument("--checkpoint-activations", type=int, default=0, help="1: compute them again instead of keeping them")
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args()


class Net(nn.Module):
    def __init__(self, channels, save_memory):
        super().__init__()
        self.save_memory = save_memory
        self.features = nn.Sequential(
            nn.Conv2d(1, channels, 3, padding=1), nn.ReLU(),
            nn.Conv2d(channels, 2 * channels, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
            nn.Conv2d(2 * channels, 2 * channels, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
        )
        self.classify = nn.Linear(2 * channels * 2 * 2, 10)

    def forward(self, images):
        if self.save_memory and self.training:
            images.requires_grad_(True)
            hidden = checkpoint_sequential(self.features, 2, images)
        else:
            hidden = self.features(images)
        return self.classify(hidden.flatten(1))


def load(folder, device):
    with np.load(os.path.join(folder, "digits.npz")) as data:
        return {
            name: torch.from_numpy(data[name]).to(device) for name in ("train_x", "train_y", "val_x", "val_y")
        }


def save(path, state):
    # Written beside and renamed: whoever is stopped meanwhile leaves the one before.
    torch.save(state, path + ".new")
    os.replace(path + ".new", path)


def steps(args, rank, world, size, epoch):
    """Indices of this rank's part of each step; the same shuffle on every rank."""
    order = torch.randperm(size, generator=torch.Generator().manual_seed(args.seed * 1000 + epoch))
    per_rank = max(1, args.batch // (world * args.accumulate))
    whole = per_rank * world * args.accumulate
    for start in range(0, size - whole + 1, whole):
        step = order[start:start + whole].view(args.accumulate, world, per_rank)
        yield step[:, rank, :]


def train_epoch(model, optimizer, scaler, data, args, rank, world, epoch, autocast):
    loss_of = nn.CrossEntropyLoss()
    total, count = 0.0, 0
    model.train()
    for parts in steps(args, rank, world, len(data["train_y"]), epoch):
        optimizer.zero_grad(set_to_none=True)
        for i, part in enumerate(parts):
            last = i == len(parts) - 1
            quiet = contextlib.nullcontext() if last or world == 1 else model.no_sync()
            with quiet, autocast():
                loss = loss_of(model(data["train_x"][part]), data["train_y"][part]) / len(parts)
                scaler.scale(loss).backward()
            total, count = total + float(loss), count + 1
        scaler.step(optimizer)
        scaler.update()
    return total / max(1, count) * args.accumulate


@torch.no_grad()
def accuracy(model, data, rank, world):
    model.eval()
    mine = slice(rank, None, world)
    right = (model(data["val_x"][mine]).argmax(1) == data["val_y"][mine]).sum().float()
    both = torch.stack([right, torch.tensor(float(len(data["val_y"][mine])), device=right.device)])
    if world > 1:
        dist.all_reduce(both)
    return float(both[0] / both[1])


def main():
    args = arguments()
    rank, world = int(os.environ.get("RANK", 0)), int(os.environ.get("WORLD_SIZE", 1))
    gpu = torch.cuda.is_available()
    device = torch.device("cuda", int(os.environ.get("LOCAL_RANK", 0))) if gpu else torch.device("cpu")
    torch.manual_seed(args.seed)
    if not gpu:
        torch.set_num_threads(int(os.environ.get("OMP_NUM_THREADS", 1)))
    if world > 1:
        dist.init_process_group("nccl" if gpu else "gloo")

    data = load(args.data, device)
    net = Net(args.channels, bool(args.checkpoint_activations)).to(device)
    model = DistributedDataParallel(net, bucket_cap_mb=args.bucket_mb) if world > 1 else net
    optimizer = torch.optim.SGD(net.parameters(), lr=args.lr, momentum=args.momentum, nesterov=args.momentum > 0)
    scaler = torch.cuda.amp.GradScaler(enabled=gpu and args.precision == "fp16")
    dtype = {"bf16": torch.bfloat16, "fp16": torch.float16 if gpu else torch.bfloat16}.get(args.precision)

    def autocast():
        return torch.autocast(device.type, dtype=dtype) if dtype else contextlib.nullcontext()

    path = os.path.join(os.environ.get("ATTUNE_CHECKPOINT_DIR", "."), "model.pt")
    first = 0
    if os.path.exists(path):
        state = torch.load(path, map_location=device)
        net.load_state_dict(state["net"])
        optimizer.load_state_dict(state["optimizer"])
        first = state["epoch"] + 1
        if rank == 0:
            print(f"resumed after epoch {state['epoch']}", flush=True)

    for epoch in range(first, args.epochs):
        begun = time.time()
        loss = train_epoch(model, optimizer, scaler, data, args, rank, world, epoch, autocast)
        acc = accuracy(net, data, rank, world)
        if rank == 0:
            save(path, {"net": net.state_dict(), "optimizer": optimizer.state_dict(), "epoch": epoch, "accuracy": acc})
            print(f"epoch={epoch + 1} loss={loss:.5f} val_accuracy={acc:.5f} seconds={time.time() - begun:.2f}", flush=True)
    if world > 1:
        dist.barrier()
        dist.destroy_process_group()


if __name__ == "__main__":
    main()
