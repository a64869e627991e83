/** Lines that open the stores in Python, with the tools that people use most. */
export function pythonLines(storeNames: readonly string[]): string {
  // JSON strings are Python strings too.
  const path = JSON.stringify(storeNames[0] ?? "image.ome.zarr");
  return [
    "import zarr",
    `group = zarr.open_group(${path}, mode="r")`,
    `level0 = group["0"]`,
    "",
    "from bioio import BioImage  # pip install bioio bioio-ome-zarr",
    `image = BioImage(${path})`,
    "",
    "import napari  # pip install napari napari-ome-zarr",
    `napari.Viewer().open(${path}, plugin="napari-ome-zarr")`,
  ].join("\n");
}
