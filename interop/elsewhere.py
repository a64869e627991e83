"""Runs the script that `convert --export-script` writes with the reference on a Dask cluster, and finds its stores equal to ours.

    interop/.venv-reference/bin/python interop/elsewhere.py [--node NODE] [--report FILE]

Needs bioio-conversion 0.1.4 (requirements-reference.txt); `npm test -- interop` makes the environment.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import warnings
from pathlib import Path

import numpy as np
import tifffile
import zarr
from dask.distributed import LocalCluster

ROOT = Path(__file__).resolve().parent.parent


def image(shape, dtype, seed):
    rng = np.random.default_rng(seed)
    values = rng.random(shape) * 1000
    return values.astype(dtype)


def ome(folder, name, axes, shape, dtype):
    path = folder / f"{name}.ome.tif"
    metadata = {"axes": axes, "PhysicalSizeX": 0.25, "PhysicalSizeY": 0.5, "PhysicalSizeZ": 2.0}
    tifffile.imwrite(path, image(shape, dtype, 1), ome=True, photometric="minisblack", metadata=metadata)
    return path


def plain(folder, name, shape, dtype):
    path = folder / f"{name}.tif"
    tifffile.imwrite(path, image(shape, dtype, 2), photometric="minisblack")
    return path


CASES = [
    ("five axes", lambda f, n: ome(f, n, "TCZYX", (2, 2, 3, 33, 47), "uint16"), ["--num-levels", "3"]),
    ("v2", lambda f, n: ome(f, n, "TCZYX", (2, 1, 2, 33, 47), "uint8"), ["--num-levels", "2", "--zarr-format", "2"]),
    (
        "shards and gzip",
        lambda f, n: ome(f, n, "CZYX", (2, 4, 40, 60), "uint16"),
        ["--chunk-shape", "1,1,2,16,16", "--shard-shape", "1,1,4,32,32", "--compressor", "gzip:3"],
    ),
    ("floats", lambda f, n: plain(f, n, (3, 41, 53), "float32"), ["--num-levels", "3", "--downsample-z"]),
    (
        "channels and names",
        lambda f, n: ome(f, n, "TCZYX", (1, 2, 2, 20, 30), "int16"),
        ["--channel-labels", "a,b", "--channel-colors", "FF0000,00FF00", "--name", "renamed", "--dtype", "uint16"],
    ),
]


def pixels_and_metadata(store):
    group = zarr.open_group(store, mode="r")
    levels = sorted(name for name, _ in group.arrays())
    arrays = {name: group[name] for name in levels}
    files = sorted(str(path.relative_to(store)) for path in Path(store).rglob("*") if path.is_file())
    documents = {
        file: json.loads((store / file).read_text())
        for file in files
        if Path(file).name in ("zarr.json", ".zarray", ".zattrs", ".zgroup")
    }
    return files, documents, {name: array[...] for name, array in arrays.items()}


def without_axis_types(value):
    """The reference takes axis types from their position, Zarrdrop from their name."""
    if isinstance(value, list):
        return [without_axis_types(entry) for entry in value]
    if isinstance(value, dict):
        if "axes" in value:
            value = {**value, "axes": [{k: v for k, v in axis.items() if k != "type"} for axis in value["axes"]]}
        return {key: without_axis_types(entry) for key, entry in value.items()}
    return value


def check(node, scheduler, folder, name, make, words):
    folder = folder / name.replace(" ", "-")
    folder.mkdir()
    source = make(folder, "source")
    script = folder / "job.py"
    words = [str(source), "-d", str(folder / "ours"), "--compat", *words]
    # The script first: once the store is there, the same call would be refused.
    for further in (["--export-script", str(script)], []):
        call = [node, str(ROOT / "scripts" / "cli.mjs"), "convert", *words, *further]
        done = subprocess.run(call, capture_output=True, text=True, stdin=subprocess.DEVNULL)
        if done.returncode != 0:
            raise RuntimeError(done.stderr.strip())
    theirs = folder / "theirs"
    done = subprocess.run(
        [sys.executable, str(script), str(source), str(theirs), "--scheduler", scheduler],
        capture_output=True,
        text=True,
        timeout=120,
    )
    if done.returncode != 0:
        raise RuntimeError(done.stderr.strip()[-2000:])
    stores = sorted(path.name for path in (folder / "ours").iterdir())
    assert stores == sorted(path.name for path in theirs.iterdir()), "names of the stores"
    for store in stores:
        our_files, our_documents, our_pixels = pixels_and_metadata(folder / "ours" / store)
        their_files, their_documents, their_pixels = pixels_and_metadata(theirs / store)
        assert our_files == their_files, f"files of {store}: {our_files} {their_files}"
        assert without_axis_types(our_documents) == without_axis_types(their_documents), f"metadata of {store}"
        for level, pixels in our_pixels.items():
            assert pixels.dtype == their_pixels[level].dtype, f"data type of level {level}"
            assert pixels.tobytes() == their_pixels[level].tobytes(), f"pixels of level {level}"


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--node", default="node")
    parser.add_argument("--report")
    options = parser.parse_args()
    warnings.simplefilter("ignore")
    passed = failed = 0
    with tempfile.TemporaryDirectory() as folder, LocalCluster(
        n_workers=1, processes=False, protocol="tcp", host="127.0.0.1", dashboard_address=None
    ) as cluster:
        for name, make, words in CASES:
            try:
                check(options.node, cluster.scheduler_address, Path(folder), name, make, words)
                passed += 1
            except Exception as error:
                failed += 1
                print(f"FAILED elsewhere, {name}: {type(error).__name__}: {error}")
    if options.report:
        Path(options.report).write_text(json.dumps({"passed": passed, "failed": failed}))
    print(f"{passed} passed, {failed} failed")
    raise SystemExit(1 if failed else 0)


if __name__ == "__main__":
    main()
