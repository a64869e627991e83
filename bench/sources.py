"""Writes an image of `npm run bench`: `python bench/sources.py NAME FILE [--quick]`. The names are those of shapes.mjs; always the same pixels."""

import argparse
from pathlib import Path

import numpy
import tifffile
from scipy.ndimage import gaussian_filter

DISTINCT = 4


def camera(size: int, seed: int) -> numpy.ndarray:
    """uint16 of 12 bits: blurred blobs, a camera's offset, Poisson and read noise, so that codecs meet what a camera gives them."""
    random = numpy.random.default_rng(seed)
    light = numpy.zeros((size, size), "float32")
    blobs = size * size // 4000
    light[random.integers(0, size, blobs), random.integers(0, size, blobs)] = random.gamma(2, 1, blobs) * 6e4
    light = numpy.clip(gaussian_filter(light, 6) * 0.5 + gaussian_filter(light, 25) * 2, 0, 3500)
    noisy = random.poisson(light * 0.5).astype("float32") * 2 + 100 + random.normal(0, 2.5, light.shape)
    return numpy.clip(numpy.rint(noisy), 0, 4095).astype("uint16")


def planes(count: int, size: int):
    """So many planes, one at a time: a few distinct ones, moved, each with noise of its own."""
    distinct = [camera(size, seed) for seed in range(DISTINCT)]
    for plane in range(count):
        random = numpy.random.default_rng(1000 + plane)
        moved = numpy.roll(distinct[plane * DISTINCT // count], (plane * 7, plane * 3), (0, 1)).astype("int16")
        yield numpy.clip(moved + random.normal(0, 2, moved.shape).astype("int16"), 0, 4095).astype("uint16")


def stack(path: Path, shape: tuple[int, ...], axes: str, convert=None, **options) -> None:
    """An OME-TIFF; `convert` makes what is stored of each plane."""
    pixels = (plane if convert is None else convert(plane) for plane in planes(int(numpy.prod(shape[:-2])), shape[-1]))
    first = numpy.uint16 if convert is None else convert(numpy.zeros((1, 1), "uint16")).dtype
    options = {"photometric": "minisblack", **options}
    if "tile" in options:
        # tifffile takes tiles, not planes, where it is given them one by one.
        pixels = (tile for plane in pixels for tile in tiles(plane, *options["tile"]))
    tifffile.imwrite(path, pixels, shape=shape, dtype=first, ome=True, bigtiff=True, metadata={"axes": axes}, **options)


def tiles(plane: numpy.ndarray, height: int, width: int):
    for y in range(0, plane.shape[0], height):
        for x in range(0, plane.shape[1], width):
            tile = plane[y : y + height, x : x + width]
            missing = (height - tile.shape[0], width - tile.shape[1])
            yield numpy.pad(tile, [(0, missing[0]), (0, missing[1]), *[(0, 0)] * (tile.ndim - 2)])


def slide(path: Path, side: int) -> None:
    gray = numpy.minimum(camera(2048, 7) // 8, 255).astype("uint8")
    colours = numpy.stack([gray, numpy.roll(gray, 3, 0), numpy.roll(gray, 5, 1)], axis=-1)
    rows = -(-side // 512)
    blocks = (colours[y % 4 * 512 : y % 4 * 512 + 512, x % 4 * 512 : x % 4 * 512 + 512] for y in range(rows) for x in range(rows))
    tifffile.imwrite(
        path, blocks, shape=(side, side, 3), dtype="uint8", tile=(512, 512), compression="jpeg", photometric="rgb", bigtiff=True
    )


def mosaic(path: Path, tiles_along: int) -> None:
    from pylibCZIrw import czi

    with czi.create_czi(str(path), compression_options="zstd1:ExplicitLevel=1;PreProcess=HiLoByteUnpack") as document:
        tile_pixels = planes(tiles_along**2, 1024)
        for m, pixels in enumerate(tile_pixels):
            at = (m % tiles_along * 1024, m // tiles_along * 1024)
            document.write(pixels[..., None], location=at, plane={"C": 0})
        document.write_metadata("mosaic", scale_x=1e-7, scale_y=1e-7)


def labels(plane: numpy.ndarray) -> numpy.ndarray:
    return (gaussian_filter(plane.astype("float32"), 8) // 40).astype("uint32") * 1001


def as_float(plane: numpy.ndarray) -> numpy.ndarray:
    return plane.astype("float32") / 7


TILES = {"tile": (512, 512), "compression": "zlib", "compressionargs": {"level": 6}}
LZW = {"tile": (512, 512), "compression": "lzw", "predictor": True}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("name")
    parser.add_argument("path", type=Path)
    parser.add_argument("--quick", action="store_true", help="an eighth of the pixels, or less")
    options = parser.parse_args()
    depth = 4 if options.quick else 32
    makers = {
        "deflate": lambda path: stack(path, (2, depth, 2048, 2048), "CZYX", **TILES),
        "strips": lambda path: stack(path, (2, depth, 2048, 2048), "CZYX", rowsperstrip=64),
        "lzw": lambda path: stack(path, (2, depth, 2048, 2048), "CZYX", **LZW),
        "slide": lambda path: slide(path, 8192 if options.quick else 30_000),
        "time": lambda path: stack(path, (250 if options.quick else 2000, 256, 256), "TYX"),
        "large": lambda path: stack(path, (2, 8 * depth, 2048, 2048), "CZYX", **TILES),
        "volume-1": lambda path: stack(path, (2, 2 * depth, 2048, 2048), "CZYX", **TILES),
        "volume-2": lambda path: stack(path, (2, 4 * depth, 2048, 2048), "CZYX", **TILES),
        "mosaic": lambda path: mosaic(path, 4 if options.quick else 12),
        "float": lambda path: stack(path, (depth, 2048, 2048), "ZYX", convert=as_float, **TILES),
        "labels": lambda path: stack(path, (depth, 2048, 2048), "ZYX", convert=labels, **TILES),
    }
    makers[options.name](options.path)


if __name__ == "__main__":
    main()
