"""Our Blosc frames of bit-shuffled Zstandard, decoded by everyone who reads Blosc: numcodecs, C-Blosc2, zarr-python, tensorstore."""

import json
import subprocess
from itertools import product
from pathlib import Path

import blosc2
import numcodecs
import numpy
import tensorstore
import zarr

ROOT = Path(__file__).resolve().parent.parent
TYPES = ("u1", "i2", "u2", "f4", "u4", "f8", "i8", "c8", "c16")
# Values: fewer than a block, tails that are and are no multiple of eight, several blocks.
COUNTS = (17, 1000, 40_000, 131_072, 262_147)
LEVELS = (1, 3, 5)


def camera(count, rng):
    light = 300 + 200 * numpy.sin(numpy.arange(count) / 900)
    return rng.poisson(light).clip(0, 4095)


def labels(count, rng):
    return numpy.repeat(rng.integers(0, 200, count // 40 + 1), 40)[:count]


def frames(count, rng):
    return numpy.resize(rng.integers(0, 250, max(1, count // 4)), count)


def values(kind, dtype, count):
    rng = numpy.random.default_rng(7)
    if kind == "zeros":
        return numpy.zeros(count, dtype)
    if kind == "random":
        return numpy.frombuffer(rng.bytes(count * dtype.itemsize), dtype)
    made = {"camera": camera, "labels": labels, "frames": frames}[kind](count, rng)
    if kind == "camera" and dtype.kind in "fc":
        made = made * 1.1
    return made.astype(dtype)


def frame_cases():
    """Each case: values, level, blocksize."""
    for name, count, kind in product(TYPES, COUNTS, ("zeros", "random", "camera", "labels", "frames")):
        dtype = numpy.dtype(name)
        pixels = values(kind, dtype, count)
        for level in LEVELS if count == 40_000 else (3,):
            yield pixels, level, 0
        # Not a multiple of anything.
        yield pixels, 3, 65_000
    for level in (7, 9):
        yield values("camera", numpy.dtype("u2"), 131_072), level, 0
    rgb = numpy.stack([camera(60_000, numpy.random.default_rng(c)) // 17 for c in range(3)], -1)
    yield rgb.astype("u1").ravel(), 3, 0


def as_store(folder, pixels, frame):
    """A Zarr v2 array of one chunk."""
    folder.mkdir()
    compressor = {"id": "blosc", "cname": "zstd", "clevel": 3, "shuffle": 2, "blocksize": 0}
    metadata = {"zarr_format": 2, "shape": pixels.shape, "chunks": pixels.shape, "dtype": pixels.dtype.str}
    rest = {"compressor": compressor, "fill_value": None, "order": "C", "filters": None}
    (folder / ".zarray").write_text(json.dumps({**metadata, **rest}))
    (folder / "0").write_bytes(frame)


def check_frame(pixels, frame, folder):
    raw = pixels.tobytes()
    assert bytes(numcodecs.Blosc().decode(frame)) == raw, "numcodecs"
    assert bytes(blosc2.decompress2(frame)) == raw, "C-Blosc2"
    as_store(folder, pixels, frame)
    assert zarr.open_array(folder, mode="r")[:].tobytes() == raw, "zarr-python"
    spec = {"driver": "zarr", "kvstore": {"driver": "file", "path": str(folder)}}
    assert tensorstore.open(spec).result().read().result().tobytes() == raw, "tensorstore"


def check_blosc_frames(node, folder):
    """Encodes all cases in one run of Node; returns how many there were."""
    folder.mkdir(parents=True)
    cases = list(frame_cases())
    for index, (pixels, _, _) in enumerate(cases):
        (folder / f"{index}.raw").write_bytes(pixels.tobytes())
    described = [
        {"typesize": pixels.dtype.itemsize, "level": level, "blocksize": blocksize} for pixels, level, blocksize in cases
    ]
    (folder / "cases.json").write_text(json.dumps(described))
    words = [node, str(ROOT / "interop" / "encodeFrames.mjs"), str(folder)]
    done = subprocess.run(words, capture_output=True, text=True, timeout=300, stdin=subprocess.DEVNULL)
    if done.returncode != 0:
        raise RuntimeError(done.stderr.strip())
    for index, (pixels, level, blocksize) in enumerate(cases):
        frame = (folder / f"{index}.blosc").read_bytes()
        try:
            check_frame(pixels, frame, folder / f"{index}.zarr")
        except Exception as error:
            case = f"{pixels.dtype} × {pixels.size}, level {level}, blocksize {blocksize}"
            raise AssertionError(f"{case}: {type(error).__name__}: {error}") from error
    return len(cases)
