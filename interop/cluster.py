"""Runs the script that `convert --export-script FILE --script-for zarrdrop` writes on a local Dask cluster of processes: a worker is killed on the
way, a cluster is stopped, and each time the stores are those of one process, to the byte.

    interop/.venv-reference/bin/python interop/cluster.py [--node NODE] [--report FILE]

Needs dask.distributed (requirements-reference.txt); `npm test -- interop` makes the environment.
"""

import argparse
import json
import os
import shlex
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import tifffile
from dask.distributed import Client, LocalCluster

ROOT = Path(__file__).resolve().parent.parent
# Small chunks: there is a middle to be killed in.
WORDS = ["--num-levels", "2", "--chunk-strategy", "budget", "--chunk-shape", "1,1,1,32,32"]


def make_source(folder):
    path = folder / "stack.ome.tif"
    values = np.random.default_rng(1).integers(0, 60_000, (24, 2, 192, 256), dtype="uint16")
    tifffile.imwrite(path, values, ome=True, photometric="minisblack", metadata={"axes": "TCYX"})
    return path


def contents(folder):
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def chunks_in(folder):
    return sum(1 for path in folder.glob("stack.ome.zarr/0/c/**/*") if path.is_file())


def wait_for(what, condition, seconds=60):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, f"waited for {what}"
        time.sleep(0.005)


class Runs:
    def __init__(self, node, folder):
        self.command = [node, str(ROOT / "scripts" / "cli.mjs")]
        self.folder = folder
        self.source = make_source(folder)
        self.script = folder / "job.py"
        # The script first: once the store is there, the same call would be refused.
        for further in (["--export-script", str(self.script), "--script-for", "zarrdrop"], []):
            self.convert(folder / "one", *further)
        self.wanted = contents(folder / "one")

    def convert(self, destination, *words):
        call = [*self.command, "convert", str(self.source), "-d", str(destination), *WORDS, *words]
        subprocess.run(call, check=True, capture_output=True, stdin=subprocess.DEVNULL)

    def start(self, cluster, destination):
        call = [sys.executable, str(self.script), str(self.source), str(destination)]
        further = ["--scheduler", cluster.scheduler_address, "--command", shlex.join(self.command)]
        pipe = subprocess.PIPE
        return subprocess.Popen([*call, *further], stdout=pipe, stderr=pipe, text=True)

    def finish(self, started, destination):
        _, stderr = started.communicate(timeout=180)
        assert started.returncode == 0, stderr.strip()[-2000:]
        found = contents(destination)
        assert found.keys() == self.wanted.keys(), f"files: {sorted(found.keys() ^ self.wanted.keys())[:5]}"
        different = [name for name, data in found.items() if data != self.wanted[name]]
        assert different == [], f"bytes of {different[:5]}"


def new_cluster():
    return LocalCluster(n_workers=2, threads_per_worker=1, host="127.0.0.1", dashboard_address=None)


def check_killed_worker(runs):
    destination = runs.folder / "killed"
    with new_cluster() as cluster, Client(cluster) as client:
        workers = client.run(os.getpid)
        started = runs.start(cluster, destination)
        wait_for("the first chunks", lambda: chunks_in(destination) > 20)
        os.kill(next(iter(workers.values())), signal.SIGKILL)
        runs.finish(started, destination)
        assert set(client.run(os.getpid).values()) != set(workers.values()), "a worker was lost"


def check_stopped_cluster(runs):
    destination = runs.folder / "stopped"
    with new_cluster() as cluster:
        started = runs.start(cluster, destination)
        records = destination / "stack.ome.zarr" / ".zarrdrop-journal"
        wait_for("the first record", lambda: records.is_dir() and any(records.iterdir()))
        started.kill()
        started.communicate()
    assert chunks_in(destination) < chunks_in(runs.folder / "one"), "it was stopped in the middle"
    # What the workers had begun ends by itself.
    wait_for("the last call", lambda: not list(destination.glob(".zarrdrop.*.lock")))
    recorded = {path: path.stat().st_mtime_ns for path in records.iterdir()}
    with new_cluster() as cluster:
        started = runs.start(cluster, destination)
        wait_for("more records", lambda: len(list(records.iterdir())) > len(recorded))
        assert all(path.stat().st_mtime_ns == time for path, time in recorded.items()), "what was recorded stays"
        runs.finish(started, destination)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--node", default="node")
    parser.add_argument("--report")
    options = parser.parse_args()
    passed = failed = 0
    with tempfile.TemporaryDirectory() as folder:
        runs = Runs(options.node, Path(folder))
        for check in (check_killed_worker, check_stopped_cluster):
            try:
                check(runs)
                passed += 1
            except Exception as error:
                failed += 1
                print(f"FAILED {check.__name__}: {type(error).__name__}: {error}")
    print(f"{passed} passed, {failed} failed")
    if options.report:
        Path(options.report).write_text(json.dumps({"passed": passed, "failed": failed}))
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
