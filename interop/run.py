"""Converts foreign sources with the command line and lets foreign readers and validators look at the stores.

    interop/.venv/bin/python interop/run.py [--node NODE] [--report FILE] [--only TEXT] [--keep FOLDER]

`npm test -- interop` makes the environment and calls this.
"""

import argparse
import json
import subprocess
import tempfile
import traceback
import warnings
from pathlib import Path

from appending import check_appending, check_killed_appending
from blosc_frames import check_blosc_frames
from cases import CASES
from checks import CHECKS
from hierarchies import CHECKS as HIERARCHIES, check_whole
from page_stores import check_page_stores, page_cases

ROOT = Path(__file__).resolve().parent.parent


def convert(node, case, folder):
    source_folder = folder / "sources"
    output_folder = folder / "stores" / case.name.replace(" ", "-")
    source_folder.mkdir(parents=True, exist_ok=True)
    output_folder.mkdir(parents=True)
    source = case.source(source_folder, case.name.replace(" ", "-"))
    words = [node, str(ROOT / "scripts" / "cli.mjs"), "convert", str(source.path), "-d", str(output_folder), *case.words]
    done = subprocess.run(words, capture_output=True, text=True, timeout=120, stdin=subprocess.DEVNULL)
    if done.returncode != 0:
        raise RuntimeError(f"exit code {done.returncode}: {done.stderr.strip()}")
    stores = sorted(output_folder.glob("*.zarr"))
    if len(stores) != len(source.scenes):
        raise RuntimeError(f"{len(stores)} stores for {len(source.scenes)} scenes")
    return source, stores


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--node", default="node")
    parser.add_argument("--report")
    parser.add_argument("--only", default="")
    parser.add_argument("--keep")
    options = parser.parse_args()
    warnings.simplefilter("ignore")
    passed = failed = 0

    def attempt(name, action):
        nonlocal passed, failed
        try:
            result = action()
        except Exception as error:
            failed += 1
            print(f"FAILED {name}: {type(error).__name__}: {error}")
            if not isinstance(error, (AssertionError, RuntimeError)):
                traceback.print_exc()
            return None
        passed += 1
        return result

    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(options.keep or temporary)
        for case in CASES:
            if options.only not in case.name:
                continue
            converted = attempt(f"{case.name}: converts", lambda: convert(options.node, case, folder))
            if converted is None:
                continue
            source, stores = converted
            for scene, store in enumerate(stores):
                for check in CHECKS:
                    if check.__name__ in case.unread:
                        continue
                    name = f"{case.name}, {store.name}: {check.__name__.replace('_', ' ')}"
                    attempt(name, lambda: check(case, source, scene, store))
        for zarr_format in (2, 3):
            if options.only in "appending":
                attempt(f"appending, v{zarr_format}", lambda: check_appending(options.node, folder, zarr_format))
                attempt(
                    f"appending, killed, v{zarr_format}",
                    lambda: check_killed_appending(options.node, folder, zarr_format),
                )
        for kind in HIERARCHIES:
            for zarr_format in (2, 3):
                name = f"{kind}, v{zarr_format}"
                if options.only in name:
                    place = folder / "hierarchies" / f"{kind}-{zarr_format}"
                    attempt(name, lambda: check_whole(options.node, place, kind, zarr_format))
        if options.only in "blosc frames":
            attempt("blosc frames", lambda: check_blosc_frames(options.node, folder / "frames"))
    for name, folder in page_cases():
        if options.only in f"page: {name}":
            attempt(f"page: {name}", lambda: check_page_stores(options.node, folder))
    if options.report:
        Path(options.report).write_text(json.dumps({"passed": passed, "failed": failed}))
    print(f"{passed} passed, {failed} failed")
    raise SystemExit(1 if failed else 0)


if __name__ == "__main__":
    main()
