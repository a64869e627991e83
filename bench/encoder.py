"""Size and speed of our Blosc encoder (bit-shuffled Zstandard, in Node, one thread) beside native C-Blosc, by kind of image.

    python bench/encoder.py FOLDER [--level 3] [--chunk 2097152] [--node node]

FOLDER holds raw pixels in files KIND__NAME__BYTES.raw; BYTES are those of a value. Packages: numpy, numcodecs.
"""

import argparse
import json
import subprocess
import time
from collections import defaultdict
from pathlib import Path

import numcodecs.blosc
import numpy
from numcodecs import Blosc

parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("folder", type=Path)
parser.add_argument("--level", type=int, default=3)
parser.add_argument("--chunk", type=int, default=2 << 20)
parser.add_argument("--node", default="node")
options = parser.parse_args()
numcodecs.blosc.use_threads = False
numcodecs.blosc.set_nthreads(1)


def native(file):
    """Bytes and the least seconds of three times."""
    pixels = numpy.fromfile(file, numpy.uint8)
    itemsize = int(file.stem.rsplit("__", 1)[1])
    codec = Blosc("zstd", options.level, Blosc.BITSHUFFLE, 0, typesize=itemsize)
    chunks = [pixels[at : at + options.chunk] for at in range(0, pixels.size, options.chunk)]
    seconds = []
    for _ in range(3):
        before = time.process_time()
        size = sum(len(codec.encode(chunk)) for chunk in chunks)
        seconds.append(time.process_time() - before)
    return size, min(seconds)


files = sorted(options.folder.glob("*__*__*.raw"))
words = [options.node, str(Path(__file__).with_name("encoder.mjs")), str(options.level), str(options.chunk)]
kinds = defaultdict(list)
for start in range(0, len(files), 50):
    some = files[start : start + 50]
    ours = json.loads(subprocess.run([*words, *map(str, some)], check=True, capture_output=True, text=True).stdout)
    for file, our in zip(some, ours, strict=True):
        kinds[file.name.split("__")[0]].append((file.stat().st_size, our["size"], our["seconds"], *native(file)))
print(f"{'kind':12} {'files':>5} {'MB':>7} {'ratio':>6} {'size':>6} {'worst':>6} {'MB/s':>6} {'native':>7}")
for kind, rows in sorted(kinds.items()):
    pixels, size, seconds, native_size, native_seconds = map(sum, zip(*rows, strict=True))
    worst = max(row[1] / row[3] for row in rows)
    speeds = f"{pixels / seconds / 1e6:6.0f} {pixels / native_seconds / 1e6:7.0f}"
    print(f"{kind:12} {len(rows):5} {pixels / 1e6:7.1f} {pixels / size:6.2f} {size / native_size:6.3f} {worst:6.3f} {speeds}")
