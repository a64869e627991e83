"""Makes stores for the loaders of viewers (`viewers/run.mjs`), with what must be seen in them.

    interop/.venv/bin/python interop/viewer_stores.py FOLDER [--node NODE]

Pixels of level 0, names, colours, sizes and units come from the sources, pixels of the other levels from `resampling`.
"""

import argparse
import json
import warnings
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import zarr

import sources
from cases import Case, labels, mostly_empty
from checks import ome_attributes
from resampling import METHODS
from run import convert

COLORS = ["00A0FF", "FF8000"]


def five_d(dtype="uint16", shape=(2, 2, 3, 45, 61)):
    return lambda folder, name: sources.ome_tiff(folder, name, "TCZYX", shape, dtype, colors=COLORS)


def small(dtype):
    return five_d(dtype, (1, 2, 3, 37, 51))


def rgb(folder, name):
    return sources.rgb_tiff(folder, name, (61, 83))


PLANES = ["--chunk-shape", "1,1,1,24,48", "--num-levels", "3"]
SHARDS = ["--chunk-shape", "1,1,2,24,32", "--shard-shape", "1,1,4,48,64", "--num-levels", "3"]
V2 = ["--zarr-format", "2"]

CASES = [
    Case("v3", five_d(), PLANES, levels=3),
    Case("v2", five_d(), [*PLANES, *V2], zarr_format=2, levels=3),
    Case("shards", five_d(), SHARDS, levels=3),
    Case("defaults", five_d(), ["--num-levels", "2"], levels=2),
    Case("recommended", five_d(), ["--preset", "recommended"]),
    Case("downsample z", small("uint8"), [*SHARDS, "--downsample-z"], levels=3),
    Case("float32", small("float32"), SHARDS, levels=3),
    Case("int16 zstd", small("int16"), [*SHARDS, "--compressor", "zstd"], levels=3),
    Case("uint8 gzip", small("uint8"), [*PLANES, "--compressor", "gzip"], levels=3),
    Case("uint32 uncompressed", small("uint32"), [*PLANES, "--compressor", "none"], levels=3),
    Case("rgb", rgb, ["--num-levels", "3", "--chunk-shape", "1,32,32"], levels=3),
    Case("rgb v2", rgb, ["--num-levels", "3", "--chunk-shape", "1,32,32", *V2], zarr_format=2, levels=3),
    Case("rgb shards", rgb, ["--num-levels", "2", "--chunk-shape", "1,16,16", "--shard-shape", "3,64,64"], levels=2),
    Case("labels", labels, ["--num-levels", "3", "--labels", "--chunk-shape", "32,32"], levels=3, method="mode"),
    Case("labels v2", labels, ["--num-levels", "2", "--labels", *V2], zarr_format=2, levels=2, method="mode"),
    Case("labels shards", labels, ["--labels", "--chunk-shape", "16,16", "--shard-shape", "64,64"], method="mode"),
    Case("empty chunks", mostly_empty, ["--chunk-shape", "1,32,32", "--num-levels", "2"], levels=2),
    Case("empty shards", mostly_empty, ["--chunk-shape", "1,16,16", "--shard-shape", "1,64,64"]),
    Case("compatible", five_d(), ["--compat", "--num-levels", "3"], levels=3, method="odd elements", rich=False),
    Case("from zarr 2", lambda f, n: sources.ome_zarr(f, n, (2, 2, 4, 35, 51), "uint16", 2), PLANES, levels=3),
]


def levels_of(case, pixels, axes):
    halved = {"x", "y"} | ({"z"} if "--downsample-z" in case.words else set())
    levels = [pixels]
    for index in range(1, case.levels):
        shape = [max(1, round(n * 0.5**index)) if axis in halved else n for axis, n in zip(axes, pixels.shape)]
        levels.append(METHODS[case.method](levels[-1], tuple(shape)))
    return levels


def truth_of(case, source, store, folder):
    (pixels,) = source.scenes
    base = source.scale or [1.0] * pixels.ndim
    if not case.rich:
        base = [1.0 if axis == "t" else size for axis, size in zip(source.axes, base)]
    levels = []
    for index, level in enumerate(levels_of(case, pixels, source.axes)):
        file = folder / "truth" / case.name.replace(" ", "-") / str(index)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(np.ascontiguousarray(level).astype(level.dtype.newbyteorder("<")).tobytes())
        factors = [full / size for full, size in zip(pixels.shape, level.shape)]
        shifts = [size * (factor - 1) / 2 if case.rich else 0 for size, factor in zip(base, factors)]
        levels.append(
            {
                "shape": level.shape,
                "scale": [size * factor for size, factor in zip(base, factors)],
                "translation": shifts,
                "pixels": file.relative_to(folder).as_posix(),
            }
        )
    return {
        "name": case.name,
        "zarrFormat": case.zarr_format,
        "isSharded": zarr.open_group(store, mode="r")["0"].shards is not None,
        "store": f"{store.relative_to(folder).as_posix()}/",
        "axes": [{"name": axis, "unit": source.units.get(axis) if case.rich else None} for axis in source.axes],
        "type": pixels.dtype.name,
        "channels": channels_of(case, source, store),
        "levels": levels,
    }


def channels_of(case, source, store):
    """Windows, and what the source does not say, as zarr-python finds them; labels have no channels."""
    written = ome_attributes(zarr.open_group(store, mode="r"), case).get("omero", {"channels": []})["channels"]
    if not written:
        return []
    names = source.channels or [channel["label"] for channel in written]
    colors = source.colors if case.rich and source.colors else [channel["color"] for channel in written]
    return [
        {"label": name, "colour": color, "window": {key: channel["window"][key] for key in ("min", "max", "start", "end")}}
        for name, color, channel in zip(names, colors, written, strict=True)
    ]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--node", default="node")
    options = parser.parse_args()
    warnings.simplefilter("ignore")

    def make(case):
        source, (store,) = convert(options.node, case, options.folder)
        return truth_of(case, source, store, options.folder)

    with ThreadPoolExecutor(2) as pool:
        truths = list(pool.map(make, CASES))
    (options.folder / "truth.json").write_text(json.dumps(truths))


if __name__ == "__main__":
    main()
