import type { Plan } from "../../plan/plan.ts";

/** Lines that open the first store of a plan in Python, with the tools that people use most. */
export function pythonLines(plan: Plan): string {
  const [output] = plan.outputs;
  // JSON strings are Python strings too.
  const path = JSON.stringify(output?.storeName ?? "image.ome.zarr");
  return [
    "import zarr",
    `level0 = zarr.open_group(${path}, mode="r")["${output?.levels[0]?.path ?? "0"}"]`,
    "",
    "from bioio import BioImage  # pip install bioio bioio-ome-zarr",
    `image = BioImage(${path})`,
    "",
    "import napari  # pip install napari napari-ome-zarr",
    "viewer = napari.Viewer()",
    `viewer.open(${path}, plugin="napari-ome-zarr")`,
  ].join("\n");
}
