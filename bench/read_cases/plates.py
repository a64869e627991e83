"""Indices that name the files of a plate, or of an acquisition: the planes of the first field."""

from pathlib import Path

import numpy

from .case import Case


def read_tiffs(*patterns: str):
    """`patterns`: of the files of the first field, from the folder of the index."""

    def read(path: Path) -> numpy.ndarray:
        import tifffile

        files = sorted(file for pattern in patterns for file in path.parent.glob(pattern))
        return numpy.concatenate([tifffile.imread(file, maxworkers=1).reshape(-1, 1024, 1024) for file in files])

    return read


def read_slide(path: Path) -> numpy.ndarray:
    return numpy.concatenate([numpy.load(file) for file in sorted(path.parent.glob("a.dir/*/ImageData*.npy"))])


def case(what: str, file: str, *patterns: str) -> Case:
    return Case(what, file, ("tifffile",), None, read_tiffs(*patterns), "tifffile, each file")


CASES = [
    case("MetaMorph ND", "metamorph/exp.nd", "exp_w*_s1_t*.TIF"),
    case("Harmony plate", "harmony/Images/Index.idx.xml", "r02c03f01*.tiff"),
    case("ImageXpress plate", "imagexpress/P.HTD", "TimePoint_*/ZStep_*/P_B02_s1_w1.TIF", "TimePoint_*/P_B02_s1_w2.TIF"),
    case("ScanR plate", "scanr/experiment_descriptor.xml", "data/*--W00014--P00001--*.tif"),
    case("CellVoyager plate", "cellvoyager/MeasurementData.mlf", "P_r2c3_T*F001*.tif"),
    case("Micro-Manager folder", "micromanager/Pos0/metadata.txt", "img_*.tif"),
    Case("SlideBook 7", "sldy/a.sldy", (), None, read_slide, "NumPy, each file"),
]
