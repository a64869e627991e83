"""Time points added to a store that is there: the command line twice, then zarr-python over the result."""

import shutil
import subprocess
import time
from pathlib import Path

import numpy as np
import tifffile
import zarr

from resampling import METHODS
from sources import pixels

ROOT = Path(__file__).resolve().parent.parent


def check_appending(node, folder, zarr_format):
    folder = folder / f"appending-{zarr_format}"
    folder.mkdir()
    image = pixels((5, 2, 3, 40, 51), "uint16")
    # The second part begins inside a chunk and a shard of the first one.
    words = write_first(node, folder, image, zarr_format, chunks="2,1,3,16,32", shards="4,1,3,32,32")
    convert(node, folder, "more", *words, "--existing", "append", "--start-t-dest", "3")
    group = zarr.open_group(folder / "out" / "series.ome.zarr", mode="r")
    np.testing.assert_array_equal(group["0"][...], image)
    np.testing.assert_array_equal(group["1"][...], METHODS["mean"](image, group["1"].shape))
    attributes = group.attrs["ome"] if zarr_format == 3 else group.attrs
    windows = [channel["window"] for channel in attributes["omero"]["channels"]]
    found = [(window["min"], window["max"]) for window in windows]
    expected = [(image[:, channel].min(), image[:, channel].max()) for channel in range(image.shape[1])]
    if found != expected:
        raise AssertionError(f"the display windows span {found}, the data {expected}")


def check_killed_appending(node, folder, zarr_format):
    """Killed at several moments: zarr-python reads the old image, the new one, or none; the same call goes on."""
    folder = folder / f"killed-appending-{zarr_format}"
    folder.mkdir()
    image = pixels((6, 2, 1, 90, 110), "uint16")
    words = write_first(node, folder, image, zarr_format, chunks="2,1,1,16,16", shards="2,1,1,32,32")
    store = folder / "out" / "series.ome.zarr"
    old = read_image(store)
    shutil.copytree(store, folder / "old")
    begun = time.monotonic()
    convert(node, folder, "more", *words, "--existing", "append")
    seconds = time.monotonic() - begun
    new = read_image(store)
    np.testing.assert_array_equal(new["0"], image)
    stopped = 0
    for moment in (0.0, 0.1, 0.2, 0.35, 0.5):
        shutil.rmtree(store)
        shutil.copytree(folder / "old", store)
        kill_after(call(node, folder, "more", *words, "--existing", "append"), store, moment * seconds)
        if (store / ".zarrdrop-incomplete.json").exists():
            stopped += 1
        found = read_image(store)
        if found is not None and not (same_image(found, old) or same_image(found, new)):
            raise AssertionError(f"killed after {moment}: neither the old image nor the new one")
        if (store / ".zarrdrop-incomplete.json").exists():
            convert(node, folder, "more", *words, "--existing", "append")
        if not same_image(read_image(store), new):
            raise AssertionError(f"killed after {moment}: not the new image after all")
    if stopped == 0:
        raise AssertionError("no append was stopped")


def write_first(node, folder, image, zarr_format, chunks, shards):
    """Writes both parts of an image (three time points, and the others), converts the first, and gives the words for the second."""
    for name, part in (("first", image[:3]), ("more", image[3:])):
        tifffile.imwrite(folder / f"{name}.ome.tif", part, ome=True, metadata={"axes": "TCZYX"})
    words = ["--name", "series", "--num-levels", "2", "--chunk-shape", chunks, "--zarr-format", str(zarr_format)]
    if zarr_format == 3:
        words += ["--shard-shape", shards]
    convert(node, folder, "first", *words)
    return words


def kill_after(words, store, seconds):
    """Kills a call some time after it has put its marker into the store, or lets it end."""
    running = subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    while running.poll() is None and not (store / ".zarrdrop-incomplete.json").exists():
        time.sleep(0.001)
    try:
        running.wait(seconds)
    except subprocess.TimeoutExpired:
        running.kill()
        running.wait()


def read_image(store):
    """All levels of the image at the root of a store; None where zarr-python finds none."""
    try:
        group = zarr.open_group(store, mode="r")
    except (FileNotFoundError, zarr.errors.GroupNotFoundError):
        return None
    attributes = group.attrs.get("ome", group.attrs)
    if "multiscales" not in attributes:
        return None
    return {level["path"]: group[level["path"]][...] for level in attributes["multiscales"][0]["datasets"]}


def same_image(found, expected):
    return found.keys() == expected.keys() and all(np.array_equal(found[path], expected[path]) for path in expected)


def convert(node, folder, name, *words):
    done = subprocess.run(call(node, folder, name, *words), capture_output=True, text=True, stdin=subprocess.DEVNULL)
    if done.returncode != 0:
        raise RuntimeError(done.stderr.strip())


def call(node, folder, name, *words):
    run = [node, str(ROOT / "scripts" / "cli.mjs"), "convert", str(folder / f"{name}.ome.tif"), "-d", str(folder / "out")]
    return [*run, *words]
