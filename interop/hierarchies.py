"""Several images as one store (a plate, a series, an image with labels), written by the command line: foreign readers and validators look at them."""

import json
import subprocess
from pathlib import Path

import numpy as np
import ome_zarr_models
import tifffile
import yaozarrs
import zarr
from plates import check_plate_in_ome_zarr

ROOT = Path(__file__).resolve().parent.parent
WELLS = {"B02": (1, 1), "C11": (2, 10)}
# What MetaXpress says in words of each plane.
PLANE = (
    "<MetaData><PlaneInfo>"
    '<prop id="spatial-calibration-state" type="string" value="on"/>'
    '<prop id="spatial-calibration-x" type="string" value="0.5"/>'
    '<prop id="spatial-calibration-y" type="string" value="0.5"/>'
    '<prop id="spatial-calibration-units" type="string" value="um"/>'
    "</PlaneInfo></MetaData>"
)


def convert(node, source, folder, *words):
    command = [node, str(ROOT / "scripts" / "cli.mjs"), "convert", str(source), "-d", str(folder), "--num-levels", "2", *words]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, stdin=subprocess.DEVNULL)
    if done.returncode != 0:
        raise RuntimeError(f"exit code {done.returncode}: {done.stderr.strip()}")
    (store,) = folder.glob("*.zarr")
    return store


def pixels(seed, shape=(40, 50), dtype="uint16"):
    return np.random.default_rng(seed).integers(0, 4000, size=shape).astype(dtype)


def ngff(store, path, zarr_format):
    attributes = zarr.open_group(store, path=path, mode="r", zarr_format=zarr_format).attrs.asdict()
    return attributes if zarr_format == 2 else attributes["ome"]


def level(store, path, zarr_format):
    return zarr.open_array(store, path=path, mode="r", zarr_format=zarr_format)[...]


def check_plate(node, folder, zarr_format):
    source = folder / "source" / "TimePoint_1"
    source.mkdir(parents=True)
    planes = {}
    for number, (well, site, wave) in enumerate((w, s, c) for w in WELLS for s in (1, 2) for c in (1, 2)):
        planes[well, site, wave] = pixels(number)
        name = f"P_{well}_s{site}_w{wave}D5F8F51A-3E85-4358-AE51-A465AF87386F.tif"
        tifffile.imwrite(source / name, planes[well, site, wave], description=PLANE, metadata=None)
    store = convert(node, source.parent, folder, "--layout", "plate", "--zarr-format", str(zarr_format), "--verify", "all")
    plate = ngff(store, "", zarr_format)["plate"]
    assert [well["path"] for well in plate["wells"]] == ["B/2", "C/11"], plate["wells"]
    assert plate["field_count"] == 2
    for well, (row, column) in WELLS.items():
        path = f"{plate['rows'][row]['name']}/{plate['columns'][column]['name']}"
        assert [image["path"] for image in ngff(store, path, zarr_format)["well"]["images"]] == ["0", "1"]
        for site in (1, 2):
            found = level(store, f"{path}/{site - 1}/0", zarr_format)
            wanted = np.stack([planes[well, site, wave] for wave in (1, 2)])
            assert np.array_equal(found.reshape(wanted.shape), wanted), f"pixels of {well}, site {site}"
    yaozarrs.validate_zarr_store(str(store))
    assert type(ome_zarr_models.open_ome_zarr(zarr.open_group(store, mode="r"))).__name__ == "HCS"
    check_plate_in_ome_zarr(store)


def check_series(node, folder, zarr_format):
    source = folder / "two.ome.tif"
    images = [pixels(1), pixels(2, (3, 30, 20), "uint8")]
    with tifffile.TiffWriter(source, ome=True) as tiff:
        tiff.write(images[0], metadata={"axes": "YX", "Name": "one"})
        tiff.write(images[1], metadata={"axes": "ZYX", "Name": "two"})
    store = convert(node, source, folder, "--layout", "series", "--zarr-format", str(zarr_format))
    assert ngff(store, "", zarr_format)["bioformats2raw.layout"] == 3
    series = ngff(store, "OME", zarr_format)["series"]
    assert series == ["0", "1"], series
    for path, wanted in zip(series, images):
        assert np.array_equal(level(store, f"{path}/0", zarr_format).reshape(wanted.shape), wanted), f"pixels of series {path}"
    xml = (store / "OME" / "METADATA.ome.xml").read_text()
    assert xml.index('Name="one"') < xml.index('Name="two"') and xml.count("MetadataOnly") == 2, xml
    yaozarrs.validate_zarr_store(str(store))
    if zarr_format == 2:
        # It knows no such layout in 0.5.
        assert type(ome_zarr_models.open_ome_zarr(zarr.open_group(store, mode="r"))).__name__ == "BioFormats2Raw"


def check_labels(node, folder, zarr_format):
    source, mask = folder / "image.ome.tif", folder / "mask.tif"
    tifffile.imwrite(source, pixels(1, (2, 3, 40, 50)), ome=True, metadata={"axes": "CZYX"})
    labels = np.zeros((40, 50), "uint8")
    labels[5:20, 10:30] = 1
    labels[22:38, 8:48] = 2
    tifffile.imwrite(mask, labels)
    store = convert(node, source, folder, "--labels-from", f"cells={mask}", "--zarr-format", str(zarr_format))
    assert ngff(store, "labels", zarr_format)["labels"] == ["cells"]
    about = ngff(store, "labels/cells", zarr_format)
    assert about["image-label"]["source"] == {"image": "../../"}
    assert [color["label-value"] for color in about["image-label"]["colors"]] == [1, 2]
    levels = [len(ngff(store, path, zarr_format)["multiscales"][0]["datasets"]) for path in ("", "labels/cells")]
    assert levels == [2, 2], levels
    assert np.array_equal(level(store, "labels/cells/0", zarr_format).reshape(labels.shape), labels)
    assert set(np.unique(level(store, "labels/cells/1", zarr_format))) == {0, 1, 2}
    yaozarrs.validate_zarr_store(str(store))
    image = ome_zarr_models.open_ome_zarr(zarr.open_group(store, mode="r"))
    assert image.labels is not None


CHECKS = {"plate": check_plate, "series": check_series, "labels": check_labels}


def check_whole(node, folder, kind, zarr_format):
    """The foreign look, then our own: it finds nothing to warn of."""
    folder.mkdir(parents=True)
    CHECKS[kind](node, folder, zarr_format)
    (store,) = folder.glob("*.zarr")
    command = [node, str(ROOT / "scripts" / "cli.mjs"), "validate", str(store), "--json"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, stdin=subprocess.DEVNULL)
    (found,) = json.loads(done.stdout) if done.stdout.lstrip().startswith("[") else (json.loads(done.stdout),)
    problems = [problem for problem in found["problems"] if problem["severity"] != "information"]
    assert done.returncode == 0 and problems == [], problems
