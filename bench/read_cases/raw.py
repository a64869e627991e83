"""Frames that follow one another behind a header, packed or not."""

import struct
from pathlib import Path

import numpy

from .case import Case, Folder, fixture_writer
from .pixels import few, small, stack, volume


def mrc(path: Path) -> None:
    import mrcfile

    packed = path.suffix == ".gz"
    with mrcfile.new(path, compression="gzip" if packed else None) as file:
        file.set_data(few() if packed else stack())


def read_mrc(path: Path) -> numpy.ndarray:
    import mrcfile

    return mrcfile.read(path)


def nrrd(encoding: str, make_pixels=stack):
    def make(path: Path) -> None:
        import nrrd

        nrrd.write(str(path), make_pixels(), {"encoding": encoding}, index_order="C", compression_level=6)

    return make


def read_nrrd(path: Path) -> numpy.ndarray:
    import nrrd

    return nrrd.read(str(path), index_order="C")[0]


def nifti(path: Path) -> None:
    import nibabel

    pixels = few() if path.suffix == ".gz" else stack()
    nibabel.save(nibabel.Nifti1Image(pixels.T, numpy.eye(4), dtype="uint16"), path)


def read_nifti(path: Path) -> numpy.ndarray:
    import nibabel

    return numpy.array(nibabel.load(path).dataobj.get_unscaled()).T


def metaimage(path: Path) -> None:
    import SimpleITK

    packed = "zlib" in path.name
    SimpleITK.WriteImage(SimpleITK.GetImageFromArray(few() if packed else stack()), str(path), useCompression=packed)


def read_metaimage(path: Path) -> numpy.ndarray:
    import SimpleITK

    return SimpleITK.GetArrayFromImage(SimpleITK.ReadImage(str(path)))


def ics(path: Path) -> None:
    import gzip

    packed = "gzip" in path.name
    pixels = few() if packed else stack()
    depth, height, width = pixels.shape
    more = "representation\tcompression\tgzip\nend\n" if packed else "end\n"
    head = fixture_writer("ics_files").header("xyz", (width, height, depth), pixels, "2.0", more)
    data = pixels.tobytes()
    path.write_bytes(head + (gzip.compress(data, 6) if packed else data))


def read_ics(path: Path) -> numpy.ndarray:
    import zlib

    data = path.read_bytes()
    begin = data.index(b"\nend\n") + 5
    data = zlib.decompress(memoryview(data)[begin:], 31) if "gzip" in path.name else memoryview(data)[begin:]
    return numpy.frombuffer(data, "uint16").copy()


def ser(path: Path) -> None:
    axes = [(len(stack()), 0, 1, "Number", "")]
    fixture_writer("ser_files").save(Folder(path), path.name, stack(), axes, 0x220)


def read_ser(path: Path) -> numpy.ndarray:
    from ncempy.io import ser

    return ser.serReader(str(path))["data"]


def dm(path: Path) -> None:
    writer = fixture_writer("dm_files")
    tags = writer.tree(writer.image("it", stack(), writer.TYPES["uint16"], [(1.0, 0.0, "nm")] * 3))
    path.write_bytes(writer.Writer(4).file(tags))


def read_dm(path: Path) -> numpy.ndarray:
    from ncempy.io import dm

    # A view of the mapped file, or not, as the package likes.
    return numpy.array(dm.dmReader(str(path))["data"])


def spe(path: Path) -> None:
    path.write_bytes(bytes(fixture_writer("spe_files").header(stack().shape, 3)) + stack().tobytes())


def read_spe(path: Path) -> numpy.ndarray:
    import imageio.v3

    return imageio.v3.imread(path, plugin="SPE", index=...)


def sif(path: Path) -> None:
    fixture_writer("sif_files").save(Folder(path), path.name, stack()[:8].astype("f4"), 65559)


def read_sif(path: Path) -> numpy.ndarray:
    import sif_parser

    return numpy.array(sif_parser.np_open(str(path))[0])


def seq(path: Path) -> None:
    fixture_writer("seq_files").save(Folder(path), path.name, stack(), 100, 5, 16, stack()[0].nbytes + 4096)


def read_seq(path: Path) -> numpy.ndarray:
    import pims

    film = pims.NorpixSeq(str(path))
    return numpy.stack([numpy.asarray(film[index]) for index in range(len(film))])


def fits(path: Path) -> None:
    from astropy.io import fits

    fits.PrimaryHDU((stack() // 2).astype(">i2")).writeto(path)


def read_fits(path: Path) -> numpy.ndarray:
    from astropy.io import fits

    with fits.open(path, memmap=False) as file:
        # Ours are in the computer's own byte order.
        return file[0].data.astype("int16")


def dv(path: Path) -> None:
    """The header of an MRC file with what DeltaVision adds to it."""
    header = bytearray(1024)
    channels, depth, height, width = volume().shape
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


CASES = [
    Case("MRC", "mrc.mrc", ("mrcfile",), mrc, read_mrc, "mrcfile"),
    Case("MRC in gzip", "mrc.mrc.gz", ("mrcfile",), mrc, read_mrc, "mrcfile"),
    Case("DeltaVision", "dv.dv", ("mrc",), dv, read_dv, "mrc (bioio-dv)"),
    Case("NRRD, raw", "nrrd raw.nrrd", ("nrrd",), nrrd("raw"), read_nrrd, "pynrrd"),
    Case("NRRD, gzip", "nrrd gzip.nrrd", ("nrrd",), nrrd("gzip", few), read_nrrd, "pynrrd"),
    Case("NRRD, bzip2", "nrrd bzip2.nrrd", ("nrrd",), nrrd("bzip2", small), read_nrrd, "pynrrd"),
    Case("NRRD, text", "nrrd text.nrrd", ("nrrd",), nrrd("ascii", small), read_nrrd, "pynrrd"),
    Case("NIfTI", "nifti.nii", ("nibabel",), nifti, read_nifti, "nibabel"),
    Case("NIfTI in gzip", "nifti.nii.gz", ("nibabel",), nifti, read_nifti, "nibabel"),
    Case("MetaImage", "metaimage.mha", ("SimpleITK",), metaimage, read_metaimage, "SimpleITK"),
    Case("MetaImage, zlib", "metaimage zlib.mha", ("SimpleITK",), metaimage, read_metaimage, "SimpleITK"),
    Case("ICS", "ics.ics", (), ics, read_ics, "NumPy"),
    Case("ICS, gzip", "ics gzip.ics", (), ics, read_ics, "NumPy, zlib"),
    Case("TIA series", "series_1.ser", ("ncempy", "rsciio"), ser, read_ser, "ncempy"),
    Case("DigitalMicrograph", "dm.dm4", ("ncempy", "rsciio"), dm, read_dm, "ncempy"),
    Case("SPE", "spe.spe", ("imageio",), spe, read_spe, "imageio"),
    Case("Andor SIF", "sif.sif", ("sif_parser",), sif, read_sif, "sif_parser"),
    Case("Norpix SEQ", "seq.seq", ("pims",), seq, read_seq, "pims"),
    Case("FITS", "fits.fits", ("astropy",), fits, read_fits, "astropy"),
]
