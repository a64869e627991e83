"""Looks at the stores that the journeys made in the page (`e2e/support/journey.ts` keeps them in test-results/page-stores)."""

import hashlib
import json
import subprocess
from collections import Counter
from pathlib import Path

import numpy as np
import ome_zarr_models
import tifffile
import yaozarrs
import zarr
from plates import check_plate_in_ome_zarr

ROOT = Path(__file__).resolve().parent.parent
KEPT = ROOT / "test-results" / "page-stores"


def page_cases():
    """Pairs of a name and the folder of a journey; empty when no journey was run."""
    return [(folder.name, folder) for folder in sorted(KEPT.glob("*")) if (folder / "source.json").exists()]


def check_page_stores(node, folder):
    kept = json.loads((folder / "source.json").read_text())
    source = ROOT / kept["source"]
    stores = sorted((folder / "stores").glob("*.zarr"))
    if not source.name.endswith((".tif", ".tiff")):
        check_against_reader(node, source, stores, kept["isWhole"])
        return
    with tifffile.TiffFile(source) as tiff:
        series = tiff.series
        assert len(stores) == len(series), f"{len(stores)} stores for {len(series)} scenes"
        for store, scene in zip(stores, series):
            check_store(store, scene.asarray(), scene.axes)


def check_against_reader(node, source, stores, is_whole):
    """For formats that no small Python package reads: pixels as the reader's own hash of the source, which samples tests prove."""
    for store in stores:
        if plate_of(store) is not None:
            check_plate_in_ome_zarr(store)
        ome_zarr_models.open_ome_zarr(zarr.open_group(store, mode="r"))
        yaozarrs.validate_zarr_store(str(store))
    images = [image for store in stores for image in images_of(store)]
    orders = {"".join(level_zero(image)[1]) for image in images}
    if len(orders) > 1:
        # One order cannot fit scenes of different axes; that the store is the command line's, byte by byte, was seen in the journey.
        return
    (order,) = orders
    call = [node, str(ROOT / "scripts" / "cli.mjs"), "inspect", str(source), "--json", "--hash", "--order", order]
    scenes = json.loads(subprocess.run(call, capture_output=True, text=True, check=True).stdout)["scenes"]
    found = Counter(hashlib.sha256(np.ascontiguousarray(level_zero(image)[0][...]).tobytes()).hexdigest() for image in images)
    wanted = Counter(scene["sha256"] for scene in scenes)
    assert found == wanted if is_whole else found and found <= wanted, "pixels of level 0 differ"


def plate_of(store):
    attributes = zarr.open_group(store, mode="r").attrs.asdict()
    return attributes.get("ome", attributes).get("plate")


def images_of(store):
    """The folders of a store's images: itself, or the fields of a plate."""
    plate = plate_of(store)
    if plate is None:
        return [store]
    wells = [store / well["path"] for well in plate["wells"]]
    return [well / image["path"] for well in wells for image in fields_of(well)]


def fields_of(well):
    attributes = zarr.open_group(well, mode="r").attrs.asdict()
    return attributes.get("ome", attributes)["well"]["images"]


def level_zero(store):
    group = zarr.open_group(store, mode="r")
    attributes = group.attrs.asdict()
    multiscales = attributes.get("ome", attributes)["multiscales"][0]
    names = [axis["name"] for axis in multiscales["axes"]]
    return group[multiscales["datasets"][0]["path"]], names, group, multiscales


def check_store(store, expected, axes):
    level, names, group, multiscales = level_zero(store)
    if "S" in axes:
        # Samples of a pixel become channels: the store has them where the axis c is.
        expected = np.moveaxis(expected, axes.index("S"), axes.index("Y"))
        axes = axes.replace("S", "").replace("Y", "SY").replace("S", "C", 1)
    order = [axes.lower().index(name) for name in names if name in axes.lower()]
    expected = expected.transpose(order).reshape(level.shape)
    assert level.dtype == expected.dtype, f"{level.dtype} instead of {expected.dtype}"
    np.testing.assert_array_equal(level[...], expected)
    for dataset, array in ((dataset, group[dataset["path"]]) for dataset in multiscales["datasets"]):
        assert array.ndim == len(names), dataset["path"]
    ome_zarr_models.open_ome_zarr(group)
    yaozarrs.validate_zarr_store(str(store))
