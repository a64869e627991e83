"""Files of microscopes, and films."""

from pathlib import Path

import numpy

from .case import Case, fixture_writer
from .pixels import SHAPE, frames_in_colours, volume


def czi(compression: str):
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
    import liffile

    with liffile.LifFile(path) as file:
        return file.images[0].asarray()


def read_lif_again(path: Path) -> numpy.ndarray:
    from readlif.reader import LifFile

    image = LifFile(path).get_image(0)
    dims = image.dims
    frames = [[[numpy.array(image.get_frame(z=z, t=t, c=c)) for c in range(image.channels)] for z in range(dims.z)] for t in range(dims.t)]
    return numpy.array(frames)


def fluoview_files(path: Path) -> dict[str, bytes]:
    channels, depth, height, width = SHAPE
    lengths = {"X": width, "Y": height, "C": channels, "Z": depth}
    return fixture_writer("fluoview_files").acquisition(path.stem, "XYCZ", lengths, volume(), "CZ")


def oib(path: Path) -> None:
    """In sectors of 512 bytes, as FluoView writes."""
    path.write_bytes(fixture_writer("fluoview_files").oib_bytes(fluoview_files(path), f"{path.stem}.oif"))


def oif(path: Path) -> None:
    for name, data in fluoview_files(path).items():
        file = path.parent / name
        file.parent.mkdir(exist_ok=True)
        file.write_bytes(data)


def read_fluoview(path: Path) -> numpy.ndarray:
    import oiffile

    return oiffile.imread(path)


def avi(path: Path) -> None:
    films = fixture_writer("avi_files")
    path.write_bytes(films.avi_bytes(films.dib(frames_in_colours()[..., ::-1]), 2048, 2048, 24, index="new"))


def film(codec: str, pixel_format: str):
    def make(path: Path) -> None:
        fixture_writer("films").encode(path, codec, pixel_format, frames_in_colours()[:4], "rgb24")

    return make


def read_film(path: Path) -> numpy.ndarray:
    import av

    with av.open(str(path)) as opened:
        return numpy.stack([frame.to_ndarray(format="rgb24") for frame in opened.decode(video=0)])


OIFFILE = ("oiffile", "olefile", "tifffile")
CASES = [
    Case("CZI, uncompressed", "czi uncompressed.czi", ("pylibCZIrw",), czi("uncompressed:"), read_czi, "pylibCZIrw"),
    Case("CZI, Zstandard 1", "czi zstd1.czi", ("pylibCZIrw",), czi("zstd1:ExplicitLevel=1;PreProcess=HiLoByteUnpack"), read_czi, "pylibCZIrw"),
    Case("CZI, Zstandard 0", "czi zstd0.czi", ("pylibCZIrw",), czi("zstd0:ExplicitLevel=1"), read_czi, "pylibCZIrw"),
    Case("ND2, uncompressed", "nd2 uncompressed.nd2", ("nd2",), None, read_nd2, "nd2"),
    Case("ND2, zlib", "nd2 zlib.nd2", ("nd2",), None, read_nd2, "nd2"),
    Case("LIF", "lif.lif", ("liffile",), None, read_lif, "liffile"),
    Case("LIF", "lif.lif", ("readlif",), None, read_lif_again, "readlif"),
    Case("OIB", "fluoview.oib", OIFFILE, oib, read_fluoview, "oiffile"),
    Case("OIF", "fluoview.oif", OIFFILE, oif, read_fluoview, "oiffile"),
    Case("AVI, plain pixels", "film raw.avi", ("av",), avi, read_film, "PyAV"),
    Case("QuickTime, PNG", "film png.mov", ("av",), film("png", "rgb24"), read_film, "PyAV"),
    Case("QuickTime, JPEG", "film jpeg.mov", ("av",), film("mjpeg", "yuvj444p"), read_film, "PyAV"),
]
