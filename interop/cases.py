"""What is converted, and how. A case is a source, words for the command line, and what to expect of the stores."""

from dataclasses import dataclass, field
from typing import Callable

import numpy as np

import sources


@dataclass
class Case:
    name: str
    source: Callable
    words: list[str] = field(default_factory=list)
    zarr_format: int = 3
    # How level n is made of level n - 1: a key of `resampling.METHODS`.
    method: str = "mean"
    levels: int = 1
    dtype: str | None = None
    # Checks of chunks and shards, per level: shape, or None for any.
    chunks: tuple[int, ...] | None = None
    shards: tuple[int, ...] | None = None
    # False: the reference's metadata are reproduced, which have neither units nor translations.
    rich: bool = True
    # Names of checks by readers that do not know the codec.
    unread: tuple[str, ...] = ()


def labels(folder, name):
    rng = np.random.default_rng(3)
    coarse = rng.integers(0, 400_000, size=(1, 7, 9)).astype("uint32")
    image = coarse.repeat(9, axis=1).repeat(11, axis=2)
    return sources.plain_tiff(folder, name, image[0], "yx")


def mostly_empty(folder, name):
    image = np.zeros((4, 90, 100), "uint16")
    image[2, 40:50, 60:70] = 7
    return sources.plain_tiff(folder, name, image, "zyx")


def five_d(dtype="uint16", **options):
    return lambda folder, name: sources.ome_tiff(folder, name, "TCZYX", (2, 3, 5, 70, 101), dtype, **options)


CASES = [
    Case("defaults", five_d(), ["--num-levels", "3"], levels=3),
    Case("without shards", five_d(), ["--num-levels", "3", "--chunk-strategy", "budget"], levels=3),
    Case("v2", five_d(), ["--num-levels", "3", "--zarr-format", "2"], zarr_format=2, levels=3),
    Case("bzip2", five_d(), ["--zarr-format", "2", "--compressor", "bz2:5"], zarr_format=2),
    Case("lzma", five_d(), ["--zarr-format", "2", "--compressor", "lzma"], zarr_format=2, unread=("tensorstore_reads_the_same",)),
    Case("recommended", five_d(), ["--preset", "recommended"]),
    Case(
        "shards",
        five_d(),
        ["--num-levels", "2", "--chunk-shape", "1,1,2,16,32", "--shard-shape", "1,1,4,64,64"],
        levels=2,
        chunks=(1, 1, 2, 16, 32),
        shards=(1, 1, 4, 64, 64),
    ),
    Case(
        "chunk beyond the image",
        five_d(),
        ["--chunk-shape", "1,1,8,128,128"],
        chunks=(1, 1, 8, 128, 128),
    ),
    Case("downsample z", five_d(), ["--num-levels", "3", "--downsample-z"], levels=3),
    Case("compatible", five_d(), ["--compat", "--num-levels", "3"], levels=3, method="odd elements", rich=False),
    Case("float32", five_d("float32", compression="lzw"), ["--num-levels", "3"], levels=3),
    Case("float64", five_d("float64", compression=None, tile=None), ["--num-levels", "2"], levels=2),
    Case("int16", five_d("int16"), ["--num-levels", "2", "--compressor", "zstd"], levels=2),
    Case("uint8 gzip", five_d("uint8"), ["--num-levels", "2", "--compressor", "gzip"], levels=2),
    Case("int32 uncompressed", five_d("int32"), ["--num-levels", "2", "--compressor", "none"], levels=2),
    Case("uint32 v2", five_d("uint32"), ["--num-levels", "2", "--zarr-format", "2"], zarr_format=2, levels=2),
    Case("to float32", five_d(), ["--dtype", "float32"], dtype="float32"),
    Case("rgb", lambda folder, name: sources.rgb_tiff(folder, name, (61, 83)), ["--num-levels", "3"], levels=3),
    Case("labels", labels, ["--num-levels", "3", "--labels"], levels=3, method="mode"),
    Case("largest", five_d("uint8"), ["--num-levels", "2", "--downsample-method", "max"], levels=2, method="max"),
    Case("empty chunks", mostly_empty, ["--chunk-shape", "1,32,32", "--num-levels", "2"], levels=2, chunks=(1, 32, 32)),
    Case(
        "empty shards",
        mostly_empty,
        ["--chunk-shape", "1,16,16", "--shard-shape", "1,64,64"],
        chunks=(1, 16, 16),
        shards=(1, 64, 64),
    ),
    Case("scenes", five_d("uint16", scenes=3), ["--num-levels", "2"], levels=2),
    Case("from zarr 2", lambda f, n: sources.ome_zarr(f, n, (2, 2, 4, 35, 51), "uint16", 2), ["--num-levels", "2"], levels=2),
    Case("from zarr 3", lambda f, n: sources.ome_zarr(f, n, (2, 2, 4, 35, 51), "int16", 3), ["--num-levels", "2"], levels=2),
]
