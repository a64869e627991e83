import type { DataType } from "../../src/model/dtype.ts";
import type { OutputPlan } from "../../src/plan/plan.ts";
import { groupDocuments } from "../../src/zarr/groupDocuments.ts";
import { isObject } from "../../src/model/untrustedJson.ts";
import { jsonBytes } from "../../src/store/jsonFile.ts";
import { MemorySink } from "../../src/store/memorySink.ts";
import { sampleLevel, samplePlan } from "./samplePlan.ts";
import { writeStore } from "./writeStore.ts";

/** NGFF metadata of a group in a sample, to be changed by tests. */
export type SampleAttributes = Record<string, unknown>;

/** Axes of images whose first axis is that of channels. */
export const CYX: OutputPlan["axes"] = [
  { name: "c", type: "channel", unit: null },
  { name: "y", type: "space", unit: "micrometer" },
  { name: "x", type: "space", unit: "micrometer" },
];

/** A small image of two channels and two levels, written by this program. */
export async function sampleImage(
  zarrFormat: 2 | 3,
  dtype: DataType = "uint8",
  changes: Partial<OutputPlan> = {},
): Promise<MemorySink> {
  const sink = new MemorySink();
  const levels = [sampleLevel("0", [2, 8, 6], [1, 4, 4]), sampleLevel("1", [2, 4, 3], [1, 4, 4])];
  levels[1]!.scale = [1, 2, 2];
  await writeStore(sink, samplePlan(dtype, levels, { zarrFormat, axes: CYX, ...changes }));
  return sink;
}

/** Puts the files of a store below a folder of another. */
export function addBelow(sink: MemorySink, folder: string, files: MemorySink): void {
  for (const [path, bytes] of files.files) sink.files.set(`${folder}/${path}`, bytes);
}

/** Writes a group with NGFF metadata, under "ome" in Zarr v3. */
export function addGroup(sink: MemorySink, zarrFormat: 2 | 3, folder: string, ngff: SampleAttributes | null): void {
  const attributes = zarrFormat === 3 && ngff !== null ? { ome: { version: "0.5", ...ngff } } : ngff;
  for (const { path, value } of groupDocuments(zarrFormat, folder, attributes)) sink.files.set(path, jsonBytes(value));
}

/** Changes the NGFF metadata of a group. */
export function changeGroup(
  sink: MemorySink,
  zarrFormat: 2 | 3,
  folder: string,
  change: (ngff: SampleAttributes) => void,
): void {
  const prefix = folder === "" ? "" : `${folder}/`;
  changeJson(sink, `${prefix}${zarrFormat === 3 ? "zarr.json" : ".zattrs"}`, (json) => {
    const ngff = zarrFormat === 3 ? objectIn(objectIn(json, "attributes"), "ome") : json;
    change(ngff);
  });
}

/** Changes a JSON file of a store. */
export function changeJson(sink: MemorySink, path: string, change: (json: SampleAttributes) => void): void {
  // Tests name metadata files, which hold objects.
  const json = JSON.parse(new TextDecoder().decode(sink.files.get(path))) as SampleAttributes;
  change(json);
  sink.files.set(path, jsonBytes(json));
}

/** An image with a label image below it. */
export async function sampleLabelled(zarrFormat: 2 | 3): Promise<MemorySink> {
  const sink = await sampleImage(zarrFormat);
  addGroup(sink, zarrFormat, "labels", { labels: ["cells"] });
  addBelow(sink, "labels/cells", await sampleImage(zarrFormat, "int32"));
  changeGroup(sink, zarrFormat, "labels/cells", (ngff) => {
    ngff["image-label"] = {
      ...(zarrFormat === 2 ? { version: "0.4" } : {}),
      colors: [
        { "label-value": 1, rgba: [255, 0, 0, 255] },
        { "label-value": 2, rgba: [0, 255, 0, 255] },
      ],
      properties: [{ "label-value": 1, area: 12 }],
      source: { image: "../../" },
    };
  });
  return sink;
}

/** A plate of one row and two columns, two acquisitions, a field of each in each well. */
export async function samplePlate(zarrFormat: 2 | 3): Promise<MemorySink> {
  const sink = new MemorySink();
  const version = zarrFormat === 2 ? { version: "0.4" } : {};
  addGroup(sink, zarrFormat, "", {
    plate: {
      ...version,
      name: "plate",
      field_count: 2,
      rows: [{ name: "A" }],
      columns: [{ name: "1" }, { name: "2" }],
      acquisitions: [
        { id: 0, name: "before", maximumfieldcount: 1, starttime: 1343731272000 },
        { id: 1, name: "after", maximumfieldcount: 1 },
      ],
      wells: [
        { path: "A/1", rowIndex: 0, columnIndex: 0 },
        { path: "A/2", rowIndex: 0, columnIndex: 1 },
      ],
    },
  });
  addGroup(sink, zarrFormat, "A", null);
  for (const well of ["A/1", "A/2"]) {
    const images = [
      { path: "0", acquisition: 0 },
      { path: "1", acquisition: 1 },
    ];
    addGroup(sink, zarrFormat, well, { well: { ...version, images } });
    for (const { path } of images) addBelow(sink, `${well}/${path}`, await sampleImage(zarrFormat));
  }
  return sink;
}

/** OME-XML that says no more than how many images there are. */
export function sampleOmeXml(images: number): string {
  const image = '<Image ID="Image:0"><Pixels><MetadataOnly/></Pixels></Image>';
  return `<?xml version="1.0"?><OME xmlns="http://www.openmicroscopy.org/Schemas/OME/2016-06">${image.repeat(images)}</OME>`;
}

/** Two images in the bioformats2raw layout. */
export async function sampleSeries(zarrFormat: 2 | 3): Promise<MemorySink> {
  const sink = new MemorySink();
  addGroup(sink, zarrFormat, "", { "bioformats2raw.layout": 3 });
  addGroup(sink, zarrFormat, "OME", { series: ["0", "1"] });
  sink.files.set("OME/METADATA.ome.xml", new TextEncoder().encode(sampleOmeXml(2)));
  for (const path of ["0", "1"]) addBelow(sink, path, await sampleImage(zarrFormat));
  return sink;
}

function objectIn(json: SampleAttributes, key: string): SampleAttributes {
  const value = json[key];
  if (!isObject(value)) throw new Error(`There is no ${key}.`);
  return value;
}
