#!/usr/bin/env python3
"""Asks a running Attune server for trials, runs them here and tells the results. Standard library only."""
import json, os, pathlib, urllib.request, uuid

api = os.environ.get("ATTUNE_API", "http://127.0.0.1:8080/api/v1")
token = pathlib.Path(os.environ.get("ATTUNE_TOKEN_FILE", "~/.local/share/attune/admin.token"))
token = token.expanduser().read_text().strip()

def call(method, path, **body):
    headers = {"Content-Type": "application/json", "Authorization": "Bearer " + token}
    data = json.dumps(body).encode() if method == "POST" else None
    request = urllib.request.Request(f"{api}/{path}", data, headers, method=method)
    with urllib.request.urlopen(request, timeout=90) as answer:
        return json.load(answer)

study = call("POST", "studies", studyId=f"external-{uuid.uuid4().hex[:6]}", spec={
    "objective": {"metric": "loss", "goal": "minimize"},
    "parameters": {"x": {"type": "float", "min": -10, "max": 10}},
    "maxTrials": 20, "trial": {"external": True}})["name"]
while trials := call("POST", f"{study}/trials:suggest", count=1, requestId=str(uuid.uuid4()), waitSeconds=30)["trials"]:
    for trial in trials:
        for step in range(10):                                          # your training loop
            loss = (trial["parameters"]["x"] - 2) ** 2 + 1 / (step + 1)
            if call("POST", f"{trial['name']}:report", step=step, metrics={"loss": loss})["shouldStop"]:
                break
        call("POST", f"{trial['name']}:complete", metrics={"loss": loss})
        print(f"{trial['name']} x={trial['parameters']['x']:.3f} loss={loss:.4f}", flush=True)
print("best:", json.dumps(call("GET", f"{study}/trials:best")["trials"][0]["parameters"]))
