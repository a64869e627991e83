"""TIFF, and single pictures."""

from pathlib import Path

import numpy

from .case import Case
from .pixels import colours, picture, small, small_colours, volume


def tiff(**options):
    def make(path: Path) -> None:
        import tifffile

        tifffile.imwrite(path, volume(), ome=True, metadata={"axes": "CZYX"}, **options)

    return make


def small_tiff(make_pixels, **options):
    def make(path: Path) -> None:
        import tifffile

        tifffile.imwrite(path, make_pixels(), **options)

    return make


def read_tiff(path: Path) -> numpy.ndarray:
    import tifffile

    return tifffile.imread(path, maxworkers=1)


def picture_file(make_pixels, **options):
    def make(path: Path) -> None:
        import imageio.v3

        imageio.v3.imwrite(path, make_pixels(), **options)

    return make


def read_picture(path: Path) -> numpy.ndarray:
    import imageio.v3
    import PIL.Image

    PIL.Image.MAX_IMAGE_PIXELS = None
    return imageio.v3.imread(path)


def coded(make_pixels, encoder: str, **options):
    def make(path: Path) -> None:
        import imagecodecs

        path.write_bytes(getattr(imagecodecs, encoder)(make_pixels(), **options))

    return make


def read_coded(path: Path) -> numpy.ndarray:
    import imagecodecs

    decoders = {".webp": imagecodecs.webp_decode, ".jp2": imagecodecs.jpeg2k_decode, ".jxr": imagecodecs.jpegxr_decode}
    return decoders[path.suffix](path.read_bytes())


def plane() -> numpy.ndarray:
    return volume()[0, 0]


TILES = {"tile": (512, 512)}
TIFFFILE = ("tifffile", "imagecodecs")
IMAGEIO = ("imageio", "PIL")


def tiff_case(what: str, make, colour: bool = False) -> Case:
    return Case(f"TIFF, {what}", f"tiff {what}.{'tif' if colour else 'ome.tif'}", TIFFFILE, make, read_tiff, "tifffile")


CASES = [
    tiff_case("uncompressed", tiff()),
    tiff_case("deflate tiles", tiff(**TILES, compression="zlib")),
    tiff_case("LZW tiles, predictor", tiff(**TILES, compression="lzw", predictor=True)),
    tiff_case("Zstandard tiles", tiff(**TILES, compression="zstd")),
    tiff_case("PackBits", tiff(compression="packbits")),
    tiff_case("LZMA tiles", small_tiff(small, **TILES, compression="lzma"), True),
    tiff_case("JPEG tiles, RGB", small_tiff(colours, photometric="rgb", compression="jpeg", tile=(512, 512)), True),
    tiff_case("JPEG 2000 tiles", small_tiff(small, **TILES, compression="jpeg2000"), True),
    tiff_case("JPEG XR tiles", small_tiff(small, **TILES, compression="jpegxr"), True),
    tiff_case("JPEG XL tiles", small_tiff(small_colours, **TILES, photometric="rgb", compression="jpegxl"), True),
    tiff_case("LERC tiles", small_tiff(small, **TILES, compression="lerc"), True),
    tiff_case("WebP tiles, RGB", small_tiff(small_colours, **TILES, photometric="rgb", compression="webp"), True),
    Case("PNG, 16 bits", "png gray 16.png", IMAGEIO, picture_file(picture), read_picture, "imageio (Pillow)"),
    Case("PNG, RGB", "png rgb 8.png", IMAGEIO, picture_file(colours), read_picture, "imageio (Pillow)"),
    Case("JPEG, RGB", "jpeg rgb.jpg", IMAGEIO, picture_file(colours, quality=90), read_picture, "imageio (Pillow)"),
    Case("BMP", "bmp rgb.bmp", IMAGEIO, picture_file(colours), read_picture, "imageio (Pillow)"),
    Case("GIF", "gif.gif", IMAGEIO, picture_file(lambda: small_colours()[..., 0]), read_picture, "imageio (Pillow)"),
    Case("WebP", "webp.webp", ("imagecodecs",), coded(small_colours, "webp_encode", lossless=True), read_coded, "imagecodecs"),
    Case("JPEG 2000", "jpeg2000.jp2", ("imagecodecs",), coded(plane, "jpeg2k_encode", codecformat="jp2"), read_coded, "imagecodecs"),
    Case("JPEG XR", "jpegxr.jxr", ("imagecodecs",), coded(plane, "jpegxr_encode"), read_coded, "imagecodecs"),
]
