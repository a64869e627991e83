"""Reading speed of our readers beside the Python reader of the same file, one core each:

    python bench/reading.py [--only WORD] [--folder FOLDER] [--times 3]

Writes files of 128 to 256 MiB of pixels into a folder (a temporary one, unless named: then they are kept for the next time), and reads all of
the first scene of each: the whole file anew, the fastest of some times. What counts is processor time of all threads, with files in the
system's cache: other programs on the computer do not change it much. Both sides give the same sum of all values, or the row says so.
A row whose packages are not there is left out. Packages: numpy, tifffile, imagecodecs, zarr, numcodecs, imageio, pillow; pylibCZIrw,
nd2, liffile or readlif, mrc, h5py with hdf5plugin, oiffile with olefile, av.
"""

import argparse
import importlib
import json
import os
import shutil
import struct
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy

HERE = Path(__file__).parent
SHAPE = (2, 16, 2048, 2048)


@dataclass
class Case:
    """A file, how it is written (None: by reading.mjs) and how Python reads it."""

    file: str
    packages: tuple[str, ...]
    make: Callable[[Path], None] | None
    read: Callable[[Path], numpy.ndarray]
    reader: str


def planes() -> numpy.ndarray:
    """uint16: bright blobs on a dim ground, with the noise of a camera."""
    random = numpy.random.default_rng(1)
    y, x = numpy.mgrid[0:2048, 0:2048]
    distinct = []
    for _ in range(4):
        light = numpy.full((2048, 2048), 100.0)
        for _ in range(60):
            y0, x0, radius, height = random.uniform((0, 0, 8, 200), (2048, 2048, 60, 3000))
            part = numpy.s_[int(max(0, y0 - 3 * radius)) : int(y0 + 3 * radius), int(max(0, x0 - 3 * radius)) : int(x0 + 3 * radius)]
            light[part] += height * numpy.exp(-((y[part] - y0) ** 2 + (x[part] - x0) ** 2) / (2 * radius**2))
        distinct.append(random.poisson(light))
    volume = numpy.empty(SHAPE, "uint16")
    for c in range(SHAPE[0]):
        for z in range(SHAPE[1]):
            volume[c, z] = numpy.roll(distinct[(c + z) % 4], 37 * z, axis=1)
    return volume


_volume: numpy.ndarray | None = None


def volume() -> numpy.ndarray:
    global _volume
    if _volume is None:
        _volume = planes()
    return _volume


def picture() -> numpy.ndarray:
    """8192 x 8192 of the same."""
    return volume().reshape(-1, 2048, 2048)[:16].reshape(4, 4, 2048, 2048).swapaxes(1, 2).reshape(8192, 8192)


def colours() -> numpy.ndarray:
    gray = numpy.minimum(picture() // 8, 255).astype("uint8")
    return numpy.stack([gray, numpy.roll(gray, 3, 0), numpy.roll(gray, 5, 1)], axis=-1)


# Writers and readers by format.


def tiff(**options) -> Callable[[Path], None]:
    def make(path: Path) -> None:
        import tifffile

        tifffile.imwrite(path, volume(), ome=True, metadata={"axes": "CZYX"}, **options)

    return make


def tiff_colours(path: Path) -> None:
    import tifffile

    tifffile.imwrite(path, colours(), photometric="rgb", compression="jpeg", tile=(512, 512))


def read_tiff(path: Path) -> numpy.ndarray:
    import tifffile

    return tifffile.imread(path, maxworkers=1)


def zarr_store(version: int, compressor: str) -> Callable[[Path], None]:
    def make(path: Path) -> None:
        import numcodecs
        import zarr

        chunks = (1, 1, 1024, 1024)
        if version == 2:
            shuffle = {"lz4": numcodecs.Blosc.SHUFFLE, "zstd": numcodecs.Blosc.BITSHUFFLE}[compressor]
            options = {"compressors": numcodecs.Blosc(compressor, 5 if compressor == "lz4" else 3, shuffle), "chunks": chunks}
        else:
            options = {"compressors": zarr.codecs.ZstdCodec(level=3), "chunks": (1, 1, 256, 256), "shards": (1, 4, 2048, 2048)}
        group = zarr.create_group(path, zarr_format=version)
        array = group.create_array("0", shape=SHAPE, dtype="uint16", **options)
        array[:] = volume()
        axes = [{"name": "c", "type": "channel"}] + [{"name": name, "type": "space"} for name in "zyx"]
        scale = [{"type": "scale", "scale": [1, 1, 1, 1]}]
        multiscales = [{"axes": axes, "datasets": [{"path": "0", "coordinateTransformations": scale}]}]
        if version == 2:
            group.attrs["multiscales"] = [{"version": "0.4", **multiscales[0]}]
        else:
            group.attrs["ome"] = {"version": "0.5", "multiscales": multiscales}

    return make


def read_zarr(path: Path) -> numpy.ndarray:
    import numcodecs.blosc
    import zarr

    numcodecs.blosc.set_nthreads(1)
    zarr.config.set({"threading.max_workers": 1, "async.concurrency": 1})
    return zarr.open_array(path / "0", mode="r")[:]


def picture_file(make_pixels: Callable[[], numpy.ndarray], **options) -> Callable[[Path], None]:
    def make(path: Path) -> None:
        import imageio.v3

        imageio.v3.imwrite(path, make_pixels(), **options)

    return make


def read_picture(path: Path) -> numpy.ndarray:
    import imageio.v3
    import PIL.Image

    PIL.Image.MAX_IMAGE_PIXELS = None
    return imageio.v3.imread(path)


def czi(compression: str) -> Callable[[Path], None]:
    def make(path: Path) -> None:
        from pylibCZIrw import czi as pyczi

        with pyczi.create_czi(str(path), compression_options=compression) as document:
            for c in range(SHAPE[0]):
                for z in range(SHAPE[1]):
                    document.write(volume()[c, z][..., None], plane={"C": c, "Z": z})
            document.write_metadata("volume", channel_names={0: "one", 1: "two"}, scale_x=1e-7, scale_y=1e-7, scale_z=3e-7)

    return make


def read_czi(path: Path) -> numpy.ndarray:
    from pylibCZIrw import czi as pyczi

    with pyczi.open_czi(str(path)) as document:
        box = document.total_bounding_box
        return numpy.stack(
            [[document.read(plane={"C": c, "Z": z})[..., 0] for z in range(*box["Z"])] for c in range(*box["C"])]
        )


def read_nd2(path: Path) -> numpy.ndarray:
    import nd2

    # The package gives a view with the channels interleaved; both sides are to have the pixels in the order of the axes.
    return numpy.ascontiguousarray(nd2.imread(path))


def read_lif(path: Path) -> numpy.ndarray:
    try:
        import liffile
    except ImportError:
        from readlif.reader import LifFile

        image = LifFile(path).get_image(0)
        frames = [[[numpy.array(image.get_frame(z=z, t=t, c=c)) for c in range(2)] for z in range(4)] for t in range(4)]
        return numpy.array(frames)
    with liffile.LifFile(path) as file:
        return file.images[0].asarray()


def dv(path: Path) -> None:
    """The header of an MRC file with what DeltaVision adds to it."""
    header = bytearray(1024)
    channels, depth, height, width = SHAPE
    struct.pack_into("<4i", header, 0, width, height, channels * depth, 6)
    struct.pack_into("<3f", header, 40, 0.1, 0.1, 0.3)
    struct.pack_into("<3i", header, 64, 1, 2, 3)
    # dtype identification, times, order (0: Z fastest), wavelengths.
    struct.pack_into("<h", header, 96, -16224)
    struct.pack_into("<2h", header, 180, 1, 0)
    struct.pack_into("<6h", header, 196, channels, 500, 600, 0, 0, 0)
    with path.open("wb") as file:
        file.write(header)
        file.write(volume().tobytes())


def read_dv(path: Path) -> numpy.ndarray:
    import mrc

    # A view of the mapped file until it is copied.
    return numpy.array(mrc.imread(str(path)))


def imaris(compression: str) -> Callable[[Path], None]:
    """Levels, times and channels as Imaris lays them out, with its chunks; texts are arrays of letters."""

    def make(path: Path) -> None:
        import h5py
        import hdf5plugin

        options = {"compression": "gzip", "compression_opts": 2} if compression == "gzip" else hdf5plugin.LZ4()
        with h5py.File(path, "w") as root:
            for name, value in {"ImarisDataSet": "ImarisDataSet", "DataSetDirectoryName": "DataSet"}.items():
                root.attrs[name] = numpy.frombuffer(value.encode(), "S1")
            for channel, stack in enumerate(volume()):
                group = root.create_group(f"DataSet/ResolutionLevel 0/TimePoint 0/Channel {channel}")
                group.create_dataset("Data", data=stack, chunks=(8, 256, 256), **options)
                for axis, length in zip("ZYX", stack.shape, strict=True):
                    group.attrs[f"ImageSize{axis}"] = numpy.frombuffer(str(length).encode(), "S1")

    return make


def read_imaris(path: Path) -> numpy.ndarray:
    import h5py
    import hdf5plugin  # noqa: F401

    with h5py.File(path) as root:
        level = root["DataSet/ResolutionLevel 0/TimePoint 0"]
        return numpy.stack([level[f"Channel {channel}/Data"][:] for channel in range(len(level))])


def fixture_writer(name: str):
    """A writer of fixtures/raw_frames."""
    sys.path.insert(0, str(HERE.parent / "fixtures"))
    return importlib.import_module(f"raw_frames.{name}_files")


def oib(path: Path) -> None:
    """In sectors of 512 bytes, as FluoView writes."""
    fluoview = fixture_writer("fluoview")
    channels, depth, height, width = SHAPE
    lengths = {"X": width, "Y": height, "C": channels, "Z": depth}
    files = fluoview.acquisition(path.stem, "XYCZ", lengths, volume(), "CZ")
    path.write_bytes(fluoview.oib_bytes(files, f"{path.stem}.oif"))


def read_oib(path: Path) -> numpy.ndarray:
    import oiffile

    return oiffile.imread(path)


def film_frames() -> numpy.ndarray:
    """16 frames of 2048 x 2048 in colours."""
    return colours().reshape(4, 2048, 4, 2048, 3).swapaxes(1, 2).reshape(16, 2048, 2048, 3)


def avi(path: Path) -> None:
    films = fixture_writer("avi")
    path.write_bytes(films.avi_bytes(films.dib(film_frames()[..., ::-1]), 2048, 2048, 24, index="new"))


def film(codec: str, pixel_format: str) -> Callable[[Path], None]:
    def make(path: Path) -> None:
        fixture_writer("avi").encode(path, codec, pixel_format, film_frames(), "rgb24")

    return make


def read_film(path: Path) -> numpy.ndarray:
    import av

    with av.open(str(path)) as opened:
        return numpy.stack([frame.to_ndarray(format="rgb24") for frame in opened.decode(video=0)])


TILES = {"tile": (512, 512)}
TIFFFILE = ("tifffile", "imagecodecs")
CASES = [
    Case("tiff uncompressed.ome.tif", TIFFFILE, tiff(), read_tiff, "tifffile"),
    Case("tiff deflate tiles.ome.tif", TIFFFILE, tiff(**TILES, compression="zlib"), read_tiff, "tifffile"),
    Case("tiff lzw tiles predictor.ome.tif", TIFFFILE, tiff(**TILES, compression="lzw", predictor=True), read_tiff, "tifffile"),
    Case("tiff zstd tiles.ome.tif", TIFFFILE, tiff(**TILES, compression="zstd"), read_tiff, "tifffile"),
    Case("tiff jpeg tiles rgb.tif", TIFFFILE, tiff_colours, read_tiff, "tifffile"),
    Case("zarr v2 blosc lz4.zarr", ("zarr", "numcodecs"), zarr_store(2, "lz4"), read_zarr, "zarr"),
    Case("zarr v2 blosc zstd.zarr", ("zarr", "numcodecs"), zarr_store(2, "zstd"), read_zarr, "zarr"),
    Case("zarr v3 zstd shards.zarr", ("zarr", "numcodecs"), zarr_store(3, "zstd"), read_zarr, "zarr"),
    Case("png gray 16.png", ("imageio", "PIL"), picture_file(picture), read_picture, "imageio"),
    Case("png rgb 8.png", ("imageio", "PIL"), picture_file(colours), read_picture, "imageio"),
    Case("jpeg rgb.jpg", ("imageio", "PIL"), picture_file(colours, quality=90), read_picture, "imageio"),
    Case("czi uncompressed.czi", ("pylibCZIrw",), czi("uncompressed:"), read_czi, "pylibCZIrw"),
    Case("czi zstd1.czi", ("pylibCZIrw",), czi("zstd1:ExplicitLevel=1;PreProcess=HiLoByteUnpack"), read_czi, "pylibCZIrw"),
    Case("czi zstd0.czi", ("pylibCZIrw",), czi("zstd0:ExplicitLevel=1"), read_czi, "pylibCZIrw"),
    Case("nd2 uncompressed.nd2", ("nd2",), None, read_nd2, "nd2"),
    Case("nd2 zlib.nd2", ("nd2",), None, read_nd2, "nd2"),
    Case("lif.lif", ("liffile",), None, read_lif, "liffile"),
    Case("lif.lif", ("readlif",), None, read_lif, "readlif"),
    Case("imaris gzip.ims", ("h5py", "hdf5plugin"), imaris("gzip"), read_imaris, "h5py"),
    Case("imaris lz4.ims", ("h5py", "hdf5plugin"), imaris("lz4"), read_imaris, "h5py"),
    Case("dv.dv", ("mrc",), dv, read_dv, "mrc (bioio-dv)"),
    Case("fluoview.oib", ("oiffile", "olefile", "tifffile"), oib, read_oib, "oiffile"),
    Case("film raw.avi", ("av",), avi, read_film, "PyAV"),
    Case("film png.mov", ("av",), film("png", "rgb24"), read_film, "PyAV"),
    Case("film jpeg.mov", ("av",), film("mjpeg", "yuvj444p"), read_film, "PyAV"),
]


def is_here(package: str) -> bool:
    try:
        importlib.import_module(package)
    except ImportError:
        return False
    return True


def ours(path: Path, times: int) -> dict:
    command = ["node", str(HERE / "reading.mjs"), "read", str(path), str(times)]
    result = subprocess.run(command, capture_output=True, text=True)
    if result.returncode != 0:
        errors = [line for line in result.stderr.splitlines() if "Error" in line]
        raise RuntimeError(errors[0] if errors else result.stderr)
    return json.loads(result.stdout)


def theirs(case: Case, path: Path, times: int) -> tuple[float, int, int]:
    fastest = float("inf")
    for _ in range(times):
        started = time.process_time()
        pixels = case.read(path)
        fastest = min(fastest, time.process_time() - started)
    return fastest, pixels.nbytes, int(pixels.sum(dtype="int64"))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", default="", help="cases whose file name has this word")
    parser.add_argument("--folder", help="where files are made and kept")
    parser.add_argument("--times", type=int, default=3)
    options = parser.parse_args()
    folder = Path(options.folder or tempfile.mkdtemp(prefix="zarrdrop-reading-"))
    folder.mkdir(exist_ok=True, parents=True)
    cases = [case for case in CASES if options.only in case.file]
    # Built and written on all cores; measured on one.
    subprocess.run(["node", str(HERE / "reading.mjs"), "make", str(folder)], check=True)
    missing = [case for case in cases if not all(map(is_here, case.packages))]
    cases = [case for case in cases if case not in missing]
    for case in cases:
        path = folder / case.file
        if case.make is not None and not path.exists():
            case.make(path)
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    print(f"{'file':34} {'MiB':>5} {'ours MB/s':>10} {'theirs MB/s':>12} {'ratio':>6}  reader")
    for case in cases:
        path = folder / case.file
        try:
            own = ours(path, options.times)
            seconds, size, total = theirs(case, path, options.times)
        except Exception as error:
            print(f"{case.file:34} {error}")
            continue
        same = "" if own["sum"] == total else f"  DIFFERENT SUMS: {own['sum']} and {total}"
        speeds = f"{own['bytes'] / own['seconds'] / 1e6:10.0f} {size / seconds / 1e6:12.0f} {seconds / own['seconds']:6.2f}"
        print(f"{case.file:34} {size / 2**20:5.0f} {speeds}  {case.reader}{same}", flush=True)
    for case in missing:
        print(f"{case.file:34} left out: {', '.join(case.packages)} not installed")
    if options.folder is None:
        shutil.rmtree(folder)


if __name__ == "__main__":
    sys.exit(main())
