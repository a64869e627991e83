"""Time points added to a store that is there: the command line twice, then zarr-python over the result."""

import subprocess
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
    for name, part in (("first", image[:3]), ("more", image[3:])):
        tifffile.imwrite(folder / f"{name}.ome.tif", part, ome=True, metadata={"axes": "TCZYX"})
    words = ["--name", "series", "--num-levels", "2", "--chunk-shape", "2,1,3,16,32", "--zarr-format", str(zarr_format)]
    if zarr_format == 3:
        words += ["--shard-shape", "4,1,3,32,32"]
    convert(node, folder, "first", *words)
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


def convert(node, folder, name, *words):
    call = [node, str(ROOT / "cli" / "run.mjs"), "convert", str(folder / f"{name}.ome.tif"), "-d", str(folder / "out")]
    done = subprocess.run([*call, *words], capture_output=True, text=True, stdin=subprocess.DEVNULL)
    if done.returncode != 0:
        raise RuntimeError(done.stderr.strip())
