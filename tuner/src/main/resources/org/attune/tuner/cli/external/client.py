"""Asks for trials, runs them here, and tells how they went. Nothing but the standard library."""
import json
import math
import os
import urllib.request
import uuid

API = os.environ.get("ATTUNE_API", "http://127.0.0.1:8080/api/v1")
TOKEN = open(os.environ.get("ATTUNE_TOKEN_FILE", os.path.expanduser("~/.local/share/attune/admin.token"))).read().strip()
STUDY = "studies/external"


def call(path, **body):
    request = urllib.request.Request(
        f"{API}/{path}", json.dumps(body).encode() if body else None,
        {"Content-Type": "application/json", "Authorization": "Bearer " + TOKEN})
    return json.load(urllib.request.urlopen(request, timeout=90))


while trials := call(f"{STUDY}/trials:suggest", count=1, requestId=str(uuid.uuid4()))["trials"]:
    for trial in trials:
        lr, layers = trial["parameters"]["lr"], trial["parameters"]["layers"]
        for step in range(1, 10):  # your training
            loss = (math.log10(lr) + 2.5) ** 2 + 0.1 * layers + 1 / step
            if call(f"{trial['name']}:report", step=step, metrics={"loss": loss})["shouldStop"]:
                break
        call(f"{trial['name']}:complete")

best = call(f"{STUDY}/trials:best")["trials"][0]
print(best["number"], best["metrics"], best["parameters"])
