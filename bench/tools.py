"""The other tools of `npm run bench`, and what is asked of a process or a store:

    python bench/tools.py measure WORDS...                     runs a command; prints seconds, processor seconds and peak bytes as JSON
    python bench/tools.py bioio SOURCE DESTINATION LEVELS      bioio-conversion: Zarr v2, chunks of 1024 x 1024, Blosc's zstd 3 with bit shuffle
    python bench/tools.py ngff SOURCE DESTINATION LEVELS       ngff-zarr as it comes
    python bench/tools.py floor SOURCE DESTINATION LEVELS      the floor: tifffile decodes, NumPy halves, tensorstore encodes, nothing else
    python bench/tools.py digest STORE                         of the pixels of level 0, axes in the order t, c, z, y, x
"""

import hashlib
import json
import resource
import subprocess
import sys
import time
from pathlib import Path

import numpy

SIDE = 1024


def measure(words: list[str]) -> None:
    started = time.perf_counter()
    done = subprocess.run(words, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    seconds = time.perf_counter() - started
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode != 0:
        lines = [line for line in done.stderr.strip().splitlines() if line] or [f"exit code {done.returncode}"]
        sys.exit(lines[-1][:160])
    cpu = used.ru_utime + used.ru_stime
    print(json.dumps({"seconds": seconds, "cpuSeconds": {"process": cpu}, "peakBytes": used.ru_maxrss * 1024}))


def bioio(source: str, destination: str, levels: int) -> None:
    import numcodecs
    from bioio import BioImage
    from bioio_conversion.converters import OmeZarrConverter

    image = BioImage(source)
    shape = image.reader.shape
    halved = [[*shape[:-2], max(1, shape[-2] >> level), max(1, shape[-1] >> level)] for level in range(levels)]
    OmeZarrConverter(
        source=source,
        destination=destination,
        zarr_format=2,
        level_shapes=halved,
        chunk_shape=[*[1] * (len(shape) - 2), min(SIDE, shape[-2]), min(SIDE, shape[-1])],
        compressor=numcodecs.Blosc("zstd", 3, numcodecs.Blosc.BITSHUFFLE),
    ).convert()


def ngff(source: str, destination: str, levels: int) -> None:
    command = Path(sys.executable).parent / "ngff-zarr"
    subprocess.run([command, "-q", "-i", source, "-o", f"{destination}/image.ome.zarr"], check=True)


def floor(source: str, destination: str, levels: int) -> None:
    import tensorstore
    import tifffile

    pixels = tifffile.imread(source)
    if pixels.shape[-1] == 3:
        pixels = numpy.ascontiguousarray(numpy.moveaxis(pixels, -1, 0))
    for level in range(levels):
        chunks = [*[1] * (pixels.ndim - 2), min(SIDE, pixels.shape[-2]), min(SIDE, pixels.shape[-1])]
        compressor = {"id": "blosc", "cname": "zstd", "clevel": 3, "shuffle": 2}
        metadata = {"shape": pixels.shape, "chunks": chunks, "dtype": pixels.dtype.str, "compressor": compressor}
        place = {"driver": "file", "path": f"{destination}/image.zarr/{level}"}
        tensorstore.open({"driver": "zarr", "kvstore": place, "metadata": metadata, "create": True}).result()[...] = pixels
        height, width = (length // 2 * 2 for length in pixels.shape[-2:])
        four = [pixels[..., y:height:2, x:width:2] for y in (0, 1) for x in (0, 1)]
        pixels = (sum(part.astype("uint32" if pixels.dtype.kind == "u" else pixels.dtype) for part in four) / 4).astype(pixels.dtype)


def digest(store: str) -> None:
    import zarr

    axes, array = level_zero(zarr.open(store, mode="r"))
    order = sorted(range(array.ndim), key=lambda axis: "tczyx".index(axes[axis]))
    hashed = hashlib.sha256(str([array.shape[axis] for axis in order if array.shape[axis] > 1]).encode())
    lead = order[:-2]
    for at in numpy.ndindex(*[array.shape[axis] for axis in lead]):
        place: list = [slice(None)] * array.ndim
        for axis, index in zip(lead, at):
            place[axis] = index
        plane = array[tuple(place)]
        hashed.update(numpy.ascontiguousarray(plane if order[-2] < order[-1] else plane.T).tobytes())
    print(json.dumps(hashed.hexdigest()))


def level_zero(group):
    attributes = dict(group.attrs)
    (first, *_) = attributes.get("ome", attributes)["multiscales"]
    return [axis["name"] for axis in first["axes"]], group[first["datasets"][0]["path"]]


if __name__ == "__main__":
    name, *words = sys.argv[1:]
    if name == "measure":
        measure(words)
    elif name == "digest":
        digest(*words)
    else:
        {"bioio": bioio, "ngff": ngff, "floor": floor}[name](words[0], words[1], int(words[2]))
