import type { Plan } from "../../plan/plan.ts";
import { pythonLines } from "./pythonLines.ts";

/** How a program opens the first store of a plan. */
type Way = {
  name: string;
  /** What is done by hand; null where the lines say it all. */
  steps: string | null;
  /** What is typed, or run. */
  lines: string | null;
  /** It does not read this version of Zarr. */
  cannot: boolean;
};

/** The programs that people use most. Some read Zarr v2 alone: that is said, not left to be found out. */
export function waysToOpen(plan: Plan): Way[] {
  const [output] = plan.outputs;
  const name = output?.storeName ?? "image.ome.zarr";
  const isV2 = output?.zarrFormat === 2;
  const served = `zarrdrop serve ${shellWord(name)}`;
  const only = "It reads OME-Zarr 0.4 (Zarr v2) alone: choose that format and convert again.";
  return [
    {
      name: "napari",
      steps: null,
      lines: `pip install "napari[all]" napari-ome-zarr\nnapari --plugin napari-ome-zarr ${shellWord(name)}`,
      cannot: false,
    },
    {
      name: "Fiji",
      steps: isV2 ? `File › Import › HDF5/N5/Zarr/OME-NGFF …, then choose the folder ${name}.` : only,
      lines: null,
      cannot: !isV2,
    },
    {
      name: "QuPath",
      steps: isV2 ? `File › Open, then choose the file .zattrs in the folder ${name}.` : only,
      lines: null,
      cannot: !isV2,
    },
    {
      name: "vizarr",
      steps: "Serve the store from this computer; the address to open is said.",
      lines: served,
      cannot: false,
    },
    {
      name: "neuroglancer",
      steps: "Serve the store from this computer; the source of a new layer is said.",
      lines: served,
      cannot: false,
    },
    {
      name: "Python",
      steps:
        "Where a server does not answer Range requests, shards are read wrong without a word; zarrdrop serve answers them.",
      lines: pythonLines(plan),
      cannot: false,
    },
  ];
}

/** As a shell takes it for one word. */
function shellWord(text: string): string {
  return /^[\w.@%+=:,/-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
