"""Times bioio-conversion on a file, as bench/convert.bench.ts does with the page: wall seconds of `convert()` and peak memory.

    python bench/reference.py FILE [KEY=JSON ...]

Needs an environment with bioio-conversion and the reader of the file's format.
"""

import json
import resource
import sys
import tempfile
import time

from bioio_conversion.converters import OmeZarrConverter


def main():
    source, *words = sys.argv[1:]
    options = {key: json.loads(value) for key, value in (word.split("=", 1) for word in words)}
    with tempfile.TemporaryDirectory() as folder:
        converter = OmeZarrConverter(source=source, destination=folder, **options)
        started = time.perf_counter()
        converter.convert()
        seconds = time.perf_counter() - started
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{seconds:.1f} s in convert(), {peak:.0f} MiB at the peak")


if __name__ == "__main__":
    main()
