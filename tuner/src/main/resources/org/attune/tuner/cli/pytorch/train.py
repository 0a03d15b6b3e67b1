"""Learns a noisy sine with a small network; put your own training here. Nothing of Attune is imported."""
import argparse

import torch

args = argparse.ArgumentParser()
args.add_argument("--lr", type=float, default=0.01)
args.add_argument("--hidden", type=int, default=32)
args.add_argument("--dropout", type=float, default=0.0)
args = args.parse_args()

torch.manual_seed(0)
x = torch.linspace(-3, 3, 400).unsqueeze(1)
y = torch.sin(2 * x) + 0.1 * torch.randn_like(x)
train, val = slice(0, None, 2), slice(1, None, 2)
model = torch.nn.Sequential(
    torch.nn.Linear(1, args.hidden), torch.nn.ReLU(), torch.nn.Dropout(args.dropout), torch.nn.Linear(args.hidden, 1))
optimizer = torch.optim.Adam(model.parameters(), lr=args.lr)

for epoch in range(1, 28):
    model.train()
    for _ in range(20):
        optimizer.zero_grad()
        torch.nn.functional.mse_loss(model(x[train]), y[train]).backward()
        optimizer.step()
    model.eval()
    with torch.no_grad():
        val_loss = torch.nn.functional.mse_loss(model(x[val]), y[val]).item()
    print(f"epoch={epoch} val_loss={val_loss:.6f}", flush=True)
