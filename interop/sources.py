"""Source images, written by tifffile and zarr-python, with their pixels in the order in which the store must have them."""

from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import tifffile
import zarr


@dataclass
class Source:
    path: Path
    # One array per scene, axes as in `axes`, which is the order of the store.
    scenes: list[np.ndarray]
    axes: str
    # Per axis, with its unit; None: nothing is expected to be known.
    scale: list[float] | None = None
    units: dict[str, str] = field(default_factory=dict)
    channels: list[str] = field(default_factory=list)
    # Six hexadecimal digits.
    colors: list[str] = field(default_factory=list)


def pixels(shape, dtype, seed=1):
    """A smooth picture with noise: every value of the range occurs, and codecs have something to do."""
    rng = np.random.default_rng(seed)
    grid = sum(np.linspace(0, 1, n).reshape([-1 if i == axis else 1 for i in range(len(shape))]) for axis, n in enumerate(shape))
    values = grid / len(shape) * 0.8 + rng.random(shape) * 0.2
    if np.dtype(dtype).kind == "f":
        return (values * 1000 - 300).astype(dtype)
    limits = np.iinfo(dtype)
    span = float(limits.max) - float(limits.min)
    return (values * span * 0.99 + float(limits.min)).astype(dtype)


def ome_tiff(folder, name, axes, shape, dtype, *, compression="zlib", tile=(32, 48), scenes=1, colors=()):
    path = folder / f"{name}.ome.tif"
    images = [pixels(shape, dtype, seed) for seed in range(scenes)]
    names = [f"Dye {letter}" for letter in "ABCDEF"[: shape[axes.index("C")]]] if "C" in axes else []
    metadata = {
        "axes": axes,
        "PhysicalSizeX": 0.25,
        "PhysicalSizeXUnit": "µm",
        "PhysicalSizeY": 0.5,
        "PhysicalSizeYUnit": "µm",
        "PhysicalSizeZ": 2.0,
        "PhysicalSizeZUnit": "µm",
        "TimeIncrement": 1.5,
        "TimeIncrementUnit": "s",
    }
    if names:
        metadata["Channel"] = {"Name": names}
    if colors:
        # A signed number of four bytes: red, green, blue, alpha.
        rgba = [int.from_bytes(bytes.fromhex(f"{color}FF"), signed=True) for color in colors]
        metadata["Channel"]["Color"] = rgba
    with tifffile.TiffWriter(path, ome=True) as writer:
        for image in images:
            writer.write(image, metadata=metadata, photometric="minisblack", tile=tile, compression=compression)
    known = {"T": 1.5, "C": 1.0, "Z": 2.0, "Y": 0.5, "X": 0.25}
    units = {"t": "second", "z": "micrometer", "y": "micrometer", "x": "micrometer"}
    return Source(
        path,
        images,
        axes.lower(),
        scale=[known[axis] for axis in axes],
        units={axis: unit for axis, unit in units.items() if axis.upper() in axes},
        channels=names,
        colors=list(colors),
    )


def rgb_tiff(folder, name, shape):
    path = folder / f"{name}.tif"
    image = pixels((*shape, 3), "uint8")
    tifffile.imwrite(path, image, photometric="rgb", compression="lzw", predictor=True, rowsperstrip=7)
    return Source(path, [np.moveaxis(image, -1, 0)], "cyx", channels=["R", "G", "B"], colors=["FF0000", "00FF00", "0000FF"])


def plain_tiff(folder, name, image, axes):
    path = folder / f"{name}.tif"
    tifffile.imwrite(path, image, photometric="minisblack", metadata={"axes": axes.upper()})
    return Source(path, [image], axes)


def ome_zarr(folder, name, shape, dtype, zarr_format):
    path = folder / f"{name}.ome.zarr"
    image = pixels(shape, dtype)
    group = zarr.open_group(path, mode="w", zarr_format=zarr_format)
    array = group.create_array("0", shape=shape, chunks=(1, 1, 2, 24, 20), dtype=dtype)
    array[...] = image
    kinds = {"t": "time", "c": "channel"}
    axes = [{"name": a, "type": kinds.get(a, "space")} for a in "tczyx"]
    for axis in axes[2:]:
        axis["unit"] = "nanometer"
    axes[0]["unit"] = "millisecond"
    scale = [20.0, 1.0, 700.0, 110.0, 105.0]
    datasets = [{"path": "0", "coordinateTransformations": [{"type": "scale", "scale": scale}]}]
    multiscales = [{"axes": axes, "datasets": datasets, "name": name}]
    if zarr_format == 2:
        multiscales[0]["version"] = "0.4"
        group.attrs["multiscales"] = multiscales
    else:
        group.attrs["ome"] = {"version": "0.5", "multiscales": multiscales}
    units = {"t": "millisecond", "z": "nanometer", "y": "nanometer", "x": "nanometer"}
    return Source(path, [image], "tczyx", scale=scale, units=units)
