"""A whole sweep over the REST API, with nothing but the standard library:  python3 sweep.py [STUDY]"""
import json, os, sys, urllib.request, uuid

API = os.environ.get("ATTUNE_API", "http://127.0.0.1:8080/api/v1")
TOKEN = open(os.environ.get("ATTUNE_TOKEN_FILE", os.path.expanduser("~/.local/share/attune/admin.token"))).read().strip()

def call(path, **body):
    request = urllib.request.Request(f"{API}/{path}", json.dumps(body).encode() if body else None,
        {"Content-Type": "application/json", "Authorization": "Bearer " + TOKEN})
    return json.load(urllib.request.urlopen(request, timeout=90))

study = call("studies", studyId=sys.argv[1] if len(sys.argv) > 1 else "quadratic", spec={
    "objective": {"metric": "loss", "goal": "minimize"},
    "parameters": {"x": {"type": "float", "min": -10, "max": 10}},
    "maxTrials": 20, "trial": {"external": True}})["name"]             # "studies/quadratic"

while trials := call(f"{study}/trials:suggest", count=1, requestId=str(uuid.uuid4()))["trials"]:
    for trial in trials:
        x = trial["parameters"]["x"]
        for step in range(10):                                         # your training
            loss = (x - 2) ** 2 / (step + 1)
            if call(f"{trial['name']}:report", step=step, metrics={"loss": loss})["shouldStop"]:
                break
        call(f"{trial['name']}:complete", metrics={"loss": loss})

best = call(f"{study}/trials:best")["trials"][0]
print("best", best["number"], best["metrics"]["loss"], best["parameters"])
