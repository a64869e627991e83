"""DICOM in its transfer syntaxes."""

from pathlib import Path

import numpy

from .case import Case, Folder, fixture_writer
from .pixels import colours, few, small, stack


def plain(path: Path) -> None:
    writer = fixture_writer("dicom_files")
    writer.save(Folder(path), path.name, writer.dataset(stack(), frames=True, FrameTime=1000))


def packed(syntax: str, make_pixels=small):
    def make(path: Path) -> None:
        import pydicom.uid

        writer = fixture_writer("dicom_files")
        dataset = writer.dataset(make_pixels(), frames=True, FrameTime=1000)
        dataset.file_meta = pydicom.dataset.FileMetaDataset()
        dataset.file_meta.TransferSyntaxUID = pydicom.uid.ExplicitVRLittleEndian
        dataset.compress(getattr(pydicom.uid, syntax), generate_instance_uid=False)
        writer.save(Folder(path), path.name, dataset, getattr(pydicom.uid, syntax))

    return make


def jpeg(lossless: bool):
    def make(path: Path) -> None:
        import imagecodecs
        import pydicom.uid
        from pydicom.encaps import encapsulate

        writer = fixture_writer("dicom_files")
        pixels = small() if lossless else numpy.minimum(small() // 8, 255).astype("uint8")
        options = {"lossless": True, "bitspersample": 16} if lossless else {"level": 90}
        frames = [imagecodecs.jpeg_encode(frame, **options) for frame in pixels]
        dataset = writer.dataset(pixels, frames=True, FrameTime=1000, PixelData=encapsulate(frames))
        dataset["PixelData"].VR = "OB"
        syntax = pydicom.uid.JPEGLosslessSV1 if lossless else pydicom.uid.JPEGBaseline8Bit
        writer.save(Folder(path), path.name, dataset, syntax)

    return make


def deflated(path: Path) -> None:
    import pydicom.uid

    writer = fixture_writer("dicom_files")
    dataset = writer.dataset(few(), frames=True, FrameTime=1000)
    writer.save(Folder(path), path.name, dataset, pydicom.uid.DeflatedExplicitVRLittleEndian)


def slide(path: Path) -> None:
    """A level of a slide of 8192 x 8192 in JPEG tiles of 512 x 512, all of which say where they are."""
    import imagecodecs
    import pydicom.uid
    from pydicom.encaps import encapsulate

    writer = fixture_writer("dicom_files")
    tiles = writer.tiles(colours(), 512)
    places = [(row, column) for row in range(0, 8192, 512) for column in range(0, 8192, 512)]
    groups = [
        writer.group(PlanePositionSlideSequence={
            "RowPositionInTotalImagePixelMatrix": row + 1, "ColumnPositionInTotalImagePixelMatrix": column + 1})
        for row, column in places
    ]
    # No Y, Cb and Cr: what JPEG libraries make of those may differ by one.
    encoded = [imagecodecs.jpeg_encode(tile, level=90, outcolorspace="rgb") for tile in tiles]
    dataset = writer.slide(tiles, colours(), "VOLUME", 1, PixelData=encapsulate(encoded), DimensionOrganizationType="TILED_SPARSE",
                           PerFrameFunctionalGroupsSequence=pydicom.sequence.Sequence(groups))
    dataset["PixelData"].VR = "OB"
    writer.save(Folder(path), path.name, dataset, pydicom.uid.JPEGBaseline8Bit)


def read_dicom(path: Path) -> numpy.ndarray:
    import pydicom
    from pydicom.pixels import pixel_array

    return pixel_array(pydicom.dcmread(path), raw=True)


PYDICOM = ("pydicom", "pylibjpeg", "openjpeg", "rle", "libjpeg", "imagecodecs", "jpeg_ls")


def case(what: str, make) -> Case:
    return Case(f"DICOM, {what}", f"dicom {what}.dcm", PYDICOM, make, read_dicom, "pydicom with its plugins")


CASES = [
    case("uncompressed", plain),
    case("RLE", packed("RLELossless", lambda: stack()[:8])),
    case("deflated", deflated),
    case("JPEG", jpeg(False)),
    case("lossless JPEG", jpeg(True)),
    case("JPEG-LS", packed("JPEGLSLossless")),
    case("JPEG 2000", packed("JPEG2000Lossless")),
    case("slide of JPEG tiles", slide),
]
