"""Reading speed of our readers beside the Python reader of the same file, one core each:

    python bench/reading.py [--only WORD …] [--folder FOLDER] [--pairs 5] [--write]

Writes files (mostly 128 MiB of pixels, less of what takes long) into a folder (a temporary one, unless named: then they are kept for the next time),
and reads all of the first scene of each: opened anew each time, by processes that run already and have read the file before, by turns.
What counts is processor time of all threads of the process, with files in the system's cache: other programs on the computer do not
change it much. Both sides give the same sum of all values, or the row says so. What a run found is kept in the folder, row by row
(found.json); with --write the page docs/reading.md is made of all that is there, of runs before this one, too.
A row whose packages are not there is left out. Packages: interop/requirements-reading.txt, and bioio-dv for DeltaVision.
"""

import argparse
import importlib
import json
import math
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median

import numpy

from read_cases import CASES, Case

HERE = Path(__file__).parent
REPORT = HERE.parent / "docs" / "reading.md"
FOUND = "found.json"
# What a reader may take, as a multiple of the native one's time.
ALLOWED = 1.3


@dataclass
class Measured:
    """Milliseconds of processor time per megabyte (10⁶ bytes) of pixels, medians of the pairs; `ratio` is the median of theirs."""

    what: str
    reader: str
    bytes: int
    ours: float
    theirs: float
    ratio: float
    flaw: str


class OurReader:
    """A process of Node that reads one file again and again."""

    def __init__(self, path: Path):
        command = ["node", str(HERE / "reading.mjs"), "read", str(path)]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    def read(self, want_sum: bool = False) -> dict:
        """Seconds, bytes and, if wanted, the sum of the values (which takes time of its own, and is not counted)."""
        self.process.stdin.write("sum\n" if want_sum else "time\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        if line != "":
            return json.loads(line)
        errors = self.process.stderr.read()
        lines = [line for line in errors.splitlines() if "Error" in line]
        raise RuntimeError(lines[0] if lines else errors)

    def close(self) -> None:
        self.process.stdin.close()
        self.process.wait()


def theirs(case: Case, path: Path) -> tuple[float, numpy.ndarray]:
    started = time.process_time()
    pixels = case.read(path)
    return time.process_time() - started, pixels


def total_of(pixels: numpy.ndarray) -> float:
    return float(pixels.sum(dtype="float64" if pixels.dtype.kind == "f" else "int64"))


def measure(case: Case, path: Path, pairs: int) -> Measured:
    own = OurReader(path)
    try:
        found = own.read(want_sum=True)
        own.read()
        pixels = theirs(case, path)[1]
        size, total = pixels.nbytes, total_of(pixels)
        del pixels
        times = [(own.read()["seconds"], theirs(case, path)[0]) for _ in range(pairs)]
    finally:
        own.close()
    flaw = "" if math.isclose(found["sum"], total, rel_tol=1e-12) else f"other sums: {found['sum']} and {total}"
    per_megabyte = 1e9 / size
    return Measured(
        case.what,
        case.reader,
        size,
        median(ours for ours, _ in times) * per_megabyte,
        median(native for _, native in times) * per_megabyte,
        median(ours / native for ours, native in times),
        flaw,
    )


def is_here(package: str) -> bool:
    try:
        importlib.import_module(package)
    except ImportError:
        return False
    return True


def found_before(folder: Path) -> dict[str, Measured]:
    """By format and reader."""
    path = folder / FOUND
    rows = json.loads(path.read_text(encoding="utf-8")) if path.exists() else []
    return {f"{row['what']} {row['reader']}": Measured(**row) for row in rows}


def keep(folder: Path, row: Measured) -> None:
    rows = {**found_before(folder), f"{row.what} {row.reader}": row}
    (folder / FOUND).write_text(json.dumps([asdict(each) for each in rows.values()], indent=1), encoding="utf-8")


def report_of(folder: Path) -> str:
    found = found_before(folder)
    keys = [f"{case.what} {case.reader}" for case in CASES]
    rows = [found[key] for key in keys if key in found]
    left = [case.what for case, key in zip(CASES, keys, strict=True) if key not in found]
    slower = [row for row in rows if row.ratio > ALLOWED]
    return "\n".join([
        "# How fast files are read",
        "",
        "Written by `python bench/reading.py --write`: all of the first scene of each file is read, some times by turns with the native Python reader,",
        "by processes that run already and have read it before; files are in the system's cache. Milliseconds of processor time of all threads",
        "for a megabyte of pixels, medians; *ours / theirs* below 1 is faster than the native reader. Opening the file is included, the start of",
        "the processes is not. Ours reads in steps of 8 MiB into one buffer, as the engine does; theirs gives the whole image as an array.",
        "Of plates and folders ours opens the index and looks at the files of all fields, while theirs is told which files it has to read.",
        f"On one core of {processor()}; the machine was shared with other programs: rows of less than half a millisecond say little.",
        "",
        f"{len(rows)} rows, {len(slower)} of them slower than {ALLOWED} × the native reader.",
        "",
        "| format | MiB | ours, ms/MB | theirs, ms/MB | ours / theirs | reader |",
        "|---|---|---|---|---|---|",
        *(
            f"| {row.what} | {row.bytes / 2**20:.0f} | {row.ours:.2f} | {row.theirs:.2f} | "
            f"{bold(row)} | {row.reader}{'; ' + row.flaw if row.flaw else ''} |"
            for row in rows
        ),
        "",
        *([f"Not measured: {'; '.join(left)}.", ""] if left else []),
    ])


def bold(row: Measured) -> str:
    return f"**{row.ratio:.2f}**" if row.ratio > ALLOWED else f"{row.ratio:.2f}"


def processor() -> str:
    names = Path("/proc/cpuinfo")
    lines = names.read_text().splitlines() if names.exists() else []
    return next((line.split(":")[1].strip() for line in lines if line.startswith("model name")), platform.processor())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", nargs="+", default=[""], help="rows whose format or file has one of these words")
    parser.add_argument("--folder", help="where files are made and kept")
    parser.add_argument("--pairs", type=int, default=5)
    parser.add_argument("--write", action="store_true", help="docs/reading.md")
    options = parser.parse_args()
    folder = Path(options.folder or tempfile.mkdtemp(prefix="zarrdrop-reading-"))
    folder.mkdir(exist_ok=True, parents=True)
    cases = [case for case in CASES if any(word in case.file or word in case.what for word in options.only)]
    # Built and written on all cores; measured on one.
    subprocess.run(["node", str(HERE / "reading.mjs"), "make", str(folder)], check=True)
    missing = [case for case in cases if not all(map(is_here, case.packages))]
    cases = [case for case in cases if case not in missing]
    for case in cases:
        path = folder / case.file
        if case.make is not None and not path.exists():
            case.make(path)
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    print(f"{'format':32} {'MiB':>5} {'ours ms/MB':>10} {'theirs':>8} {'ratio':>6}  reader")
    for case in cases:
        try:
            row = measure(case, folder / case.file, options.pairs)
        except Exception as error:
            print(f"{case.what:32} {type(error).__name__}: {error}", flush=True)
            continue
        keep(folder, row)
        print(f"{case.what:32} {row.bytes / 2**20:5.0f} {row.ours:10.2f} {row.theirs:8.2f} {row.ratio:6.2f}  {case.reader}  {row.flaw}", flush=True)
    for case in missing:
        print(f"{case.what:32} left out: {', '.join(case.packages)} not installed")
    if options.write:
        REPORT.write_text(report_of(folder), encoding="utf-8")
    if options.folder is None:
        shutil.rmtree(folder)


if __name__ == "__main__":
    sys.exit(main())
