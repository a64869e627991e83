"""What foreign software must find in a store. Each check is a function of a converted case; it fails by an exception."""

import json
import math
from pathlib import Path

import numpy as np
import ome_zarr_models
import tensorstore
import yaozarrs
import zarr

from resampling import METHODS


def levels_of(store, case):
    group = zarr.open_group(store, mode="r", zarr_format=case.zarr_format)
    multiscales = ome_attributes(group, case)["multiscales"][0]
    return multiscales, [group[dataset["path"]] for dataset in multiscales["datasets"]]


def ome_attributes(group, case):
    attributes = group.attrs.asdict()
    return attributes if case.zarr_format == 2 else attributes["ome"]


def zarr_python_reads_the_source_pixels(case, source, scene, store):
    expected = source.scenes[scene]
    if case.dtype is not None:
        expected = expected.astype(case.dtype)
    _, levels = levels_of(store, case)
    found = levels[0][...]
    assert found.dtype == expected.dtype, f"{found.dtype} instead of {expected.dtype}"
    squeezed = found.reshape(expected.shape)
    assert squeezed.tobytes() == np.ascontiguousarray(expected).tobytes(), "pixels of level 0 differ"


def tensorstore_reads_the_same(case, source, scene, store):
    multiscales, levels = levels_of(store, case)
    for dataset, level in zip(multiscales["datasets"], levels):
        spec = {
            "driver": "zarr" if case.zarr_format == 2 else "zarr3",
            "kvstore": {"driver": "file", "path": f"{Path(store) / dataset['path']}/"},
        }
        found = tensorstore.open(spec, open=True).result().read().result()
        assert np.array_equal(found, level[...]), f"level {dataset['path']} differs"


def levels_are_made_of_the_levels_above(case, source, scene, store):
    _, levels = levels_of(store, case)
    if case.levels > 1:
        assert len(levels) == case.levels, f"{len(levels)} levels"
    pixels = levels[0][...]
    for level in levels[1:]:
        expected = METHODS[case.method](pixels, level.shape)
        pixels = level[...]
        if pixels.dtype == "float64":
            # The order of adding is not prescribed.
            np.testing.assert_allclose(pixels, expected, rtol=1e-14, atol=1e-12)
        else:
            np.testing.assert_array_equal(pixels, expected)


def shapes_halve(case, source, scene, store):
    multiscales, levels = levels_of(store, case)
    names = [axis["name"] for axis in multiscales["axes"]]
    halved = {"x", "y"} | ({"z"} if "--downsample-z" in case.words else set())
    for index, level in enumerate(levels):
        for name, full, size in zip(names, levels[0].shape, level.shape):
            expected = max(1, round(full * 0.5**index)) if name in halved else full
            if case.name != "recommended":
                assert size == expected, f"level {index}, {name}: {size} instead of {expected}"


def chunks_are_as_asked(case, source, scene, store):
    _, levels = levels_of(store, case)
    for level in levels:
        if case.chunks is not None:
            assert level.chunks == case.chunks, f"chunks {level.chunks}"
        if case.shards is not None:
            assert level.shards == case.shards, f"shards {level.shards}"


def metadata_carries_the_sizes(case, source, scene, store):
    multiscales, levels = levels_of(store, case)
    axes = multiscales["axes"]
    names = "".join(axis["name"] for axis in axes)
    assert [name for name in names if name in source.axes] == list(source.axes), f"axes {names}"
    types = {"t": "time", "c": "channel"}
    assert [axis["type"] for axis in axes] == [types.get(name, "space") for name in names]
    if case.rich:
        assert {axis["name"]: axis["unit"] for axis in axes if "unit" in axis} == source.units
    bases = dict(zip(source.axes, source.scale)) if source.scale is not None else {}
    for dataset, level in zip(multiscales["datasets"], levels):
        transforms = {t["type"]: t[t["type"]] for t in dataset["coordinateTransformations"]}
        for index, name in enumerate(names):
            factor = levels[0].shape[index] / level.shape[index]
            base = bases.get(name, transforms["scale"][index] / factor)
            if name == "t" and not case.rich:
                base = 1.0
            assert math.isclose(transforms["scale"][index], base * factor, rel_tol=1e-12), f"scale of {name}"
            if "translation" in transforms:
                shift = base * (factor - 1) / 2
                assert math.isclose(transforms["translation"][index], shift, abs_tol=1e-12), f"translation of {name}"
        if case.rich and level.shape != levels[0].shape:
            assert "translation" in transforms, "a smaller level without its position"


def channels_have_their_names(case, source, scene, store):
    attributes = ome_attributes(zarr.open_group(store, mode="r"), case)
    labels = [channel["label"] for channel in attributes.get("omero", {}).get("channels", [])]
    if source.channels:
        assert labels == source.channels, f"{labels}"


def ome_zarr_models_accepts(case, source, scene, store):
    ome_zarr_models.open_ome_zarr(zarr.open_group(store, mode="r"))


def yaozarrs_accepts(case, source, scene, store):
    yaozarrs.validate_zarr_store(str(store))


def every_array_has_its_dimension_names(case, source, scene, store):
    if case.zarr_format == 2:
        return
    multiscales, levels = levels_of(store, case)
    names = tuple(axis["name"] for axis in multiscales["axes"])
    for level in levels:
        assert level.metadata.dimension_names == names


def nothing_else_lies_in_the_store(case, source, scene, store):
    strange = [
        str(path.relative_to(store))
        for path in Path(store).rglob("*")
        if path.is_file() and path.stat().st_size == 0 or ".tmp" in path.name or "zarrdrop" in path.name.lower()
    ]
    assert strange == [], f"{strange}"
    for path in Path(store).rglob("*.json"):
        json.loads(path.read_text(), parse_constant=lambda name: (_ for _ in ()).throw(ValueError(f"{name} in {path}")))


CHECKS = [
    zarr_python_reads_the_source_pixels,
    tensorstore_reads_the_same,
    levels_are_made_of_the_levels_above,
    shapes_halve,
    chunks_are_as_asked,
    metadata_carries_the_sizes,
    channels_have_their_names,
    ome_zarr_models_accepts,
    yaozarrs_accepts,
    every_array_has_its_dimension_names,
    nothing_else_lies_in_the_store,
]
