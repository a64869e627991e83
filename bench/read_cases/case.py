"""What a row of bench/reading.py is made of."""

import importlib
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy

FIXTURES = Path(__file__).parent.parent.parent / "fixtures"


@dataclass
class Case:
    """A file, how it is written (None: by reading.mjs) and how Python reads the first scene of it. `what`: the format, and how it is written."""

    what: str
    file: str
    packages: tuple[str, ...]
    make: Callable[[Path], None] | None
    read: Callable[[Path], numpy.ndarray]
    reader: str


def fixture_writer(name: str):
    """A writer of fixtures/raw_frames."""
    sys.path.insert(0, str(FIXTURES))
    return importlib.import_module(f"raw_frames.{name}")


class Folder:
    """Stands in for the fixtures' own folder: its writers put their files into another one, and expect nothing."""

    def __init__(self, path: Path):
        self.file = path

    def path(self, name: str) -> Path:
        return self.file.parent / name
