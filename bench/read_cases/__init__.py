"""What bench/reading.py measures, format by format."""

from . import dicom, plates, raw, stores, tiff, vendors
from .case import Case

CASES: list[Case] = [case for module in (tiff, stores, vendors, dicom, raw, plates) for case in module.CASES]
