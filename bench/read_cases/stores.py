"""Zarr, N5 and HDF5 with what is made of it."""

from pathlib import Path

import numpy

from .case import Case
from .pixels import SHAPE, volume


def zarr_store(version: int, compressor: str):
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


def opened_n5(path: Path, **options):
    import tensorstore

    one = {"data_copy_concurrency": {"limit": 1}, "file_io_concurrency": {"limit": 1}}
    return tensorstore.open({"driver": "n5", "kvstore": {"driver": "file", "path": str(path / "s0")}, "context": one, **options}).result()


def n5(compression: dict):
    def make(path: Path) -> None:
        metadata = {"dimensions": SHAPE[:0:-1], "blockSize": (128, 128, 8), "dataType": "uint16", "compression": compression}
        opened_n5(path, create=True, metadata=metadata).write(volume()[0].T).result()

    return make


def read_n5(path: Path) -> numpy.ndarray:
    return opened_n5(path).read(order="F").result().T


def imaris(compression: str):
    """Levels, times and channels as Imaris lays them out, with its chunks; texts are arrays of letters."""

    def make(path: Path) -> None:
        import h5py

        with h5py.File(path, "w") as root:
            for name, value in {"ImarisDataSet": "ImarisDataSet", "DataSetDirectoryName": "DataSet"}.items():
                root.attrs[name] = numpy.frombuffer(value.encode(), "S1")
            for channel, data in enumerate(volume()):
                group = root.create_group(f"DataSet/ResolutionLevel 0/TimePoint 0/Channel {channel}")
                group.create_dataset("Data", data=data, chunks=(8, 256, 256), **filters(compression))
                for axis, length in zip("ZYX", data.shape, strict=True):
                    group.attrs[f"ImageSize{axis}"] = numpy.frombuffer(str(length).encode(), "S1")

    return make


def filters(compression: str) -> dict:
    import hdf5plugin

    return {
        "gzip": {"compression": "gzip", "compression_opts": 2},
        "shuffle gzip": {"compression": "gzip", "compression_opts": 2, "shuffle": True},
        "LZ4": dict(hdf5plugin.LZ4()),
        "LZF": {"compression": "lzf"},
        "bitshuffle LZ4": dict(hdf5plugin.Bitshuffle()),
        "Zstandard": dict(hdf5plugin.Zstd()),
        "none": {},
    }[compression]


def read_imaris(path: Path) -> numpy.ndarray:
    import h5py
    import hdf5plugin  # noqa: F401

    with h5py.File(path) as root:
        level = root["DataSet/ResolutionLevel 0/TimePoint 0"]
        return numpy.stack([level[f"Channel {channel}/Data"][:] for channel in range(len(level))])


def hdf5(compression: str):
    def make(path: Path) -> None:
        import h5py

        chunks = None if compression == "none" else (1, 2, 256, 256)
        with h5py.File(path, "w") as root:
            root.create_dataset("image", data=volume(), chunks=chunks, **filters(compression))

    return make


def read_hdf5(place: str):
    def read(path: Path) -> numpy.ndarray:
        import h5py
        import hdf5plugin  # noqa: F401

        with h5py.File(path) as root:
            return root[place][:]

    return read


def bdv(path: Path) -> None:
    """BigDataViewer's HDF5 file, as it can be read without its XML file."""
    import h5py

    with h5py.File(path, "w") as root:
        root["s00/resolutions"] = numpy.array([[1.0, 1.0, 1.0]])
        root["s00/subdivisions"] = numpy.array([[64, 64, 8]], "i4")
        options = {"chunks": (8, 64, 64), "maxshape": (None,) * 3, "compression": "gzip"}
        root.create_dataset("t00000/s00/0/cells", data=volume()[0].view("i2"), **options)


def emd(path: Path) -> None:
    """NCEM's layout."""
    import h5py

    with h5py.File(path, "w") as root:
        root.attrs["version_major"], root.attrs["version_minor"] = 0, 2
        group = root.create_group("data/it")
        group.attrs["emd_group_type"] = 1
        group.create_dataset("data", data=volume()[0])
        for axis, length in enumerate(volume()[0].shape):
            group[f"dim{axis + 1}"] = numpy.arange(length, dtype="f8")
            group[f"dim{axis + 1}"].attrs["name"] = "zyx"[axis]
            group[f"dim{axis + 1}"].attrs["units"] = "[n_m]"


ZARR = ("zarr", "numcodecs")
H5PY = ("h5py", "hdf5plugin")
CASES = [
    Case("OME-Zarr v2, Blosc LZ4", "zarr v2 blosc lz4.zarr", ZARR, zarr_store(2, "lz4"), read_zarr, "zarr"),
    Case("OME-Zarr v2, Blosc Zstandard", "zarr v2 blosc zstd.zarr", ZARR, zarr_store(2, "zstd"), read_zarr, "zarr"),
    Case("OME-Zarr v3, Zstandard, shards", "zarr v3 zstd shards.zarr", ZARR, zarr_store(3, "zstd"), read_zarr, "zarr"),
    Case("N5, gzip", "n5 gzip.n5", ("tensorstore",), n5({"type": "gzip", "level": 2}), read_n5, "tensorstore"),
    Case("N5, uncompressed", "n5 raw.n5", ("tensorstore",), n5({"type": "raw"}), read_n5, "tensorstore"),
    Case("Imaris, gzip", "imaris gzip.ims", H5PY, imaris("gzip"), read_imaris, "h5py"),
    Case("Imaris, LZ4", "imaris lz4.ims", H5PY, imaris("LZ4"), read_imaris, "h5py"),
    *(
        Case(f"HDF5, {each}", f"hdf5 {each}.h5", H5PY, hdf5(each), read_hdf5("image"), "h5py")
        for each in ("none", "shuffle gzip", "LZF", "bitshuffle LZ4", "Zstandard")
    ),
    Case("BigDataViewer, HDF5", "bdv.h5", H5PY, bdv, lambda path: read_hdf5("t00000/s00/0/cells")(path).view("u2"), "h5py"),
    Case("EMD", "emd.emd", H5PY, emd, read_hdf5("data/it/data"), "h5py"),
]
