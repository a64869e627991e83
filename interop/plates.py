"""A plate as ome-zarr-py shows it: one picture of all its wells."""

import numpy as np
import zarr
from ome_zarr.io import parse_url
from ome_zarr.reader import Plate, Reader


def check_plate_in_ome_zarr(store):
    """Each well's first field lies in the picture where the plate's metadata have its row and column."""
    attributes = zarr.open_group(store, mode="r").attrs.asdict()
    plate = attributes.get("ome", attributes)["plate"]
    (node,) = [node for node in Reader(parse_url(str(store), mode="r"))() if any(isinstance(spec, Plate) for spec in node.specs)]
    picture = node.data[0]
    rows, columns = len(plate["rows"]), len(plate["columns"])
    height, width = picture.shape[-2] // rows, picture.shape[-1] // columns
    seen = set()
    for well in plate["wells"]:
        top, left = well["rowIndex"] * height, well["columnIndex"] * width
        tile = picture[..., top : top + height, left : left + width].compute()
        field = first_field(store / well["path"])
        assert tile.dtype == field.dtype and np.array_equal(tile.reshape(field.shape), field), f"pixels of {well['path']}"
        seen.add((well["rowIndex"], well["columnIndex"]))
    for row in range(rows):
        for column in range(columns):
            if (row, column) not in seen:
                tile = picture[..., row * height : (row + 1) * height, column * width : (column + 1) * width]
                assert not tile.any().compute(), f"a picture where no well is, row {row}, column {column}"


def first_field(well):
    group = zarr.open_group(well, mode="r")
    attributes = group.attrs.asdict()
    image = group[attributes.get("ome", attributes)["well"]["images"][0]["path"]]
    attributes = image.attrs.asdict()
    return image[attributes.get("ome", attributes)["multiscales"][0]["datasets"][0]["path"]][...]
