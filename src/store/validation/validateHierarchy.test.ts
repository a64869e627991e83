import { describe, expect, test } from "vitest";
import { inspectStore } from "../inspectStore.ts";
import { isObject } from "../../model/untrustedJson.ts";
import { jsonBytes } from "../jsonFile.ts";
import { MemorySink } from "../memorySink.ts";
import {
  addBelow,
  addGroup,
  changeGroup,
  changeJson,
  type SampleAttributes,
  sampleImage,
  sampleLabelled,
  sampleOmeXml,
  samplePlate,
  sampleSeries,
} from "../../../testing/store/sampleCollections.ts";
import { ProblemList } from "./problem.ts";
import type { ProblemCode } from "./problemCodes.ts";
import { validateHierarchy } from "./validateHierarchy.ts";

const FORMATS = [2, 3] as const;
type Sample = (zarrFormat: 2 | 3) => Promise<MemorySink>;
const SAMPLES: Record<string, Sample> = {
  image: sampleImage,
  labelled: sampleLabelled,
  plate: samplePlate,
  series: sampleSeries,
};

async function validated(sink: MemorySink) {
  const list = new ProblemList();
  const findings = await validateHierarchy(sink, list.report);
  return { list, findings, found: list.problems.map(({ code, where }) => `${code} ${where}`) };
}

describe.each(FORMATS)("sound stores of Zarr v%d", (zarrFormat) => {
  test.each(Object.entries(SAMPLES))("%s", async (name, sample) => {
    const sink = await sample(zarrFormat);
    const { list, findings } = await validated(sink);
    expect(list.problems).toEqual([]);
    const counts = { image: [1, 0, 2], labelled: [1, 1, 4], plate: [4, 0, 8], series: [2, 0, 4] }[name]!;
    expect([findings!.images, findings!.labels, findings!.levels.length]).toEqual(counts);
    expect(await inspectStore(sink)).toMatchObject({ state: "complete", problems: [], images: counts[0] });
  });

  test("every image of a plate or series is inspected", async () => {
    for (const [sample, image] of [
      [samplePlate, "A/2/1"],
      [sampleSeries, "1"],
      [sampleLabelled, "labels/cells"],
    ] as const) {
      const chunk = await sample(zarrFormat);
      const path = [...chunk.files.keys()].find((file) => file.startsWith(`${image}/0/`) && /\d$/.test(file))!;
      chunk.files.set(path, new Uint8Array());
      expect(await inspectStore(chunk)).toMatchObject({
        state: "damaged",
        problems: [{ code: "chunk-empty", where: path }],
      });
      const gone = await sample(zarrFormat);
      for (const file of gone.files.keys()) if (file.startsWith(`${image}/`)) gone.files.delete(file);
      expect((await inspectStore(gone)).state).toBe("damaged");
    }
  });
});

/** What of a sample is changed, and what has to be found: code, group, place in its NGFF metadata. */
type Break = [string, Sample, ProblemCode, string, string, (ngff: SampleAttributes) => unknown];

const plate = (ngff: SampleAttributes) => ngff.plate as Record<string, Record<string, unknown>[]>;
const well = (ngff: SampleAttributes) => (ngff.well as { images: Record<string, unknown>[] }).images;
const label = (ngff: SampleAttributes) => ngff["image-label"] as Record<string, unknown>;
const colors = (ngff: SampleAttributes) => label(ngff).colors as Record<string, unknown>[];

const BROKEN: Break[] = [
  [
    "a row without a name",
    samplePlate,
    "plate-damaged",
    "",
    "plate.rows[0].name",
    (n) => delete plate(n).rows![0]!.name,
  ],
  [
    "a column with a blank",
    samplePlate,
    "plate-damaged",
    "",
    "plate.columns[1].name",
    (n) => (plate(n).columns![1]!.name = "2 "),
  ],
  ["two rows of one name", samplePlate, "plate-damaged", "", "plate.rows", (n) => plate(n).rows!.push({ name: "A" })],
  ["rows that differ by case", samplePlate, "plate-case", "", "plate.rows", (n) => plate(n).rows!.push({ name: "a" })],
  ["no wells", samplePlate, "plate-damaged", "", "plate.wells", (n) => (plate(n).wells = [])],
  [
    "a well of three folders",
    samplePlate,
    "plate-damaged",
    "",
    "plate.wells[0].path",
    (n) => (plate(n).wells![0]!.path = "A/1/0"),
  ],
  [
    "a well outside of the store",
    samplePlate,
    "plate-damaged",
    "",
    "plate.wells[0].path",
    (n) => (plate(n).wells![0]!.path = "../1"),
  ],
  [
    "a well of another column",
    samplePlate,
    "well-place",
    "",
    "plate.wells[1].columnIndex",
    (n) => (plate(n).wells![1]!.columnIndex = 0),
  ],
  [
    "a well twice",
    samplePlate,
    "well-place",
    "",
    "plate.wells[2].path",
    (n) => plate(n).wells!.push(plate(n).wells![0]!),
  ],
  [
    "an acquisition without id",
    samplePlate,
    "plate-acquisition",
    "",
    "plate.acquisitions[0].id",
    (n) => delete plate(n).acquisitions![0]!.id,
  ],
  [
    "two acquisitions of one id",
    samplePlate,
    "plate-acquisition",
    "",
    "plate.acquisitions[1].id",
    (n) => (plate(n).acquisitions![1]!.id = 0),
  ],
  [
    "a time before 1970",
    samplePlate,
    "plate-acquisition",
    "",
    "plate.acquisitions[0].starttime",
    (n) => (plate(n).acquisitions![0]!.starttime = -1),
  ],
  [
    "no fields at all",
    samplePlate,
    "plate-fields",
    "",
    "plate.acquisitions[0].maximumfieldcount",
    (n) => (plate(n).acquisitions![0]!.maximumfieldcount = 0),
  ],
  ["a plate without name", samplePlate, "plate-unsaid", "", "plate.name", (n) => delete plate(n).name],
  [
    "a well that is not there",
    samplePlate,
    "image-missing",
    "A/3",
    "",
    (n) => plate(n).wells!.push({ path: "A/3", rowIndex: 0, columnIndex: 2 }),
  ],
  [
    "a row that is no group",
    samplePlate,
    "group-missing",
    "B",
    "",
    (n) => plate(n).wells!.push({ path: "B/1", rowIndex: 1, columnIndex: 0 }),
  ],
  [
    "more fields than the plate says",
    samplePlate,
    "well-fields",
    "A/1",
    "well.images",
    (n) => well(n).push({ path: "2", acquisition: 0 }),
  ],
  ["a field that is not there", samplePlate, "image-missing", "A/1/7", "", (n) => (well(n)[0]!.path = "7")],
  ["a well without fields", samplePlate, "well-damaged", "A/1", "well.images", (n) => well(n).splice(0)],
  ["a field twice", samplePlate, "well-damaged", "A/1", "well.images[1].path", (n) => (well(n)[1]!.path = "0")],
  [
    "a field without acquisition",
    samplePlate,
    "well-acquisition",
    "A/1",
    "well.images[0].acquisition",
    (n) => delete well(n)[0]!.acquisition,
  ],
  [
    "a field of an unknown acquisition",
    samplePlate,
    "well-acquisition",
    "A/1",
    "well.images[0].acquisition",
    (n) => (well(n)[0]!.acquisition = 5),
  ],
  [
    "a label that is not there",
    sampleLabelled,
    "image-missing",
    "labels/nuclei",
    "",
    (n) => (n.labels = ["cells", "nuclei"]),
  ],
  ["labels twice", sampleLabelled, "labels-damaged", "labels", "labels[1]", (n) => (n.labels = ["cells", "cells"])],
  ["labels that are no list", sampleLabelled, "labels-damaged", "labels", "labels", (n) => (n.labels = "cells")],
  [
    "two colours for a label",
    sampleLabelled,
    "label-colors",
    "labels/cells",
    "image-label.colors[1]",
    (n) => (colors(n)[1]!["label-value"] = 1),
  ],
  [
    "a colour of three",
    sampleLabelled,
    "label-colors",
    "labels/cells",
    "image-label.colors[0].rgba",
    (n) => (colors(n)[0]!.rgba = [1, 2, 3]),
  ],
  [
    "a label value that is no number",
    sampleLabelled,
    "label-colors",
    "labels/cells",
    "image-label.colors[0]",
    (n) => (colors(n)[0]!["label-value"] = 0.5),
  ],
  [
    "properties of nothing",
    sampleLabelled,
    "label-properties",
    "labels/cells",
    "image-label.properties[0]",
    (n) => (label(n).properties = [{}]),
  ],
  [
    "a source that is not there",
    sampleLabelled,
    "label-source",
    "labels/cells",
    "image-label.source",
    (n) => (label(n).source = { image: "../../other" }),
  ],
  ["no image-label", sampleLabelled, "label-unsaid", "labels/cells", "image-label", (n) => delete n["image-label"]],
  [
    "a label of one level",
    sampleLabelled,
    "label-levels",
    "labels/cells",
    "",
    (n) => ((n.multiscales as { datasets: unknown[] }[])[0]!.datasets.length = 1),
  ],
  [
    "another layout",
    sampleSeries,
    "layout-wrong",
    "",
    '["bioformats2raw.layout"]',
    (n) => (n["bioformats2raw.layout"] = 2),
  ],
  ["a series twice", sampleSeries, "series-damaged", "OME", "series[2]", (n) => (n.series = ["0", "1", "1", "0"])],
  ["series that are no list", sampleSeries, "series-damaged", "OME", "series", (n) => (n.series = [1])],
  ["a series that is not there", sampleSeries, "image-missing", "2", "", (n) => (n.series = ["0", "2"])],
  ["a series outside of the store", sampleSeries, "path-outside", "../0", "", (n) => (n.series = ["0", "../0"])],
];

/** Groups in which the changes above are made, by what they change. */
function groupOf(sample: Sample, [, , code, group, place]: Break): string {
  if (sample === samplePlate)
    return place.startsWith("well") || code === "image-missing" ? group.replace(/^(A\/1)\/7$/, "$1") : "";
  if (sample === sampleLabelled) return code === "image-missing" ? "labels" : group;
  return code === "layout-wrong" ? "" : "OME";
}

describe.each(FORMATS)("broken collections of Zarr v%d", (zarrFormat) => {
  test.each(BROKEN)("%s", async (...broken) => {
    const [, sample, code, group, place, change] = broken;
    const sink = await sample(zarrFormat);
    const changed = group === "A/3" || group === "B" ? "" : groupOf(sample, broken);
    changeGroup(sink, zarrFormat, changed, change);
    const { found } = await validated(sink);
    const isMissing = place === "" && ["image-missing", "group-missing", "path-outside"].includes(code);
    const file = zarrFormat === 3 ? "zarr.json" : ".zattrs";
    const inside = zarrFormat === 3 ? `ome${place === "" || place.startsWith("[") ? "" : "."}${place}` : place;
    const where = `${group === "" ? "" : `${group}/`}${file}${inside === "" ? "" : `: ${inside}`}`;
    expect(found).toContain(`${code} ${isMissing ? group : where}`);
  });
});

describe("labels, series and versions beyond single places", () => {
  test("labels of another size or type than their image", async () => {
    const sink = await sampleLabelled(3);
    changeJson(sink, "labels/cells/0/zarr.json", (json) => (json.shape = [2, 8, 5]));
    expect((await validated(sink)).found).toContain("label-shape labels/cells/zarr.json: ome");
    const floats = await sampleImage(3);
    addGroup(floats, 3, "labels", { labels: ["cells"] });
    addBelow(floats, "labels/cells", await sampleImage(3, "float32"));
    expect((await validated(floats)).found).toContain("label-type labels/cells/zarr.json: ome");
  });

  test("a label image that is looked at by itself says nothing of the folder above", async () => {
    const labelled = await sampleLabelled(3);
    const sink = new MemorySink();
    for (const [path, bytes] of labelled.files) {
      if (path.startsWith("labels/cells/")) sink.files.set(path.slice("labels/cells/".length), bytes);
    }
    expect(await validated(sink)).toMatchObject({ found: [], findings: { images: 0, labels: 1 } });
  });

  test("OME-XML of another number of images, cut off, with pixels, or none", async () => {
    for (const [text, code] of [
      [sampleOmeXml(3), "series-count"],
      [sampleOmeXml(2).slice(0, -10), "ome-xml-damaged"],
      [sampleOmeXml(2).replace("<MetadataOnly/>", "<TiffData/>"), "ome-xml-damaged"],
      ["", "ome-xml-damaged"],
    ] as const) {
      const sink = await sampleSeries(3);
      sink.files.set("OME/METADATA.ome.xml", new TextEncoder().encode(text));
      expect((await validated(sink)).found).toEqual([`${code} OME/METADATA.ome.xml`]);
    }
    const sink = await sampleSeries(3);
    sink.files.delete("OME/METADATA.ome.xml");
    expect((await validated(sink)).found).toEqual([]);
    // Without a list of series the images are 0, 1, 2, …
    addGroup(sink, 3, "OME", {});
    expect(await validated(sink)).toMatchObject({
      found: ["ome-xml-missing OME/METADATA.ome.xml"],
      findings: { images: 2 },
    });
  });

  test("versions: of another format, of another than the group above, missing, and a draft", async () => {
    const set = async (zarrFormat: 2 | 3, folder: string, change: (ngff: SampleAttributes) => unknown) => {
      const sink = await samplePlate(zarrFormat);
      changeGroup(sink, zarrFormat, folder, change);
      return (await validated(sink)).found;
    };
    expect(await set(3, "A/1", (ngff) => (ngff.version = "0.4"))).toContain("version-wrong A/1/zarr.json: ome.version");
    expect(await set(3, "", (ngff) => delete ngff.version)).toContain("version-missing zarr.json: ome.version");
    const v2 = (ngff: SampleAttributes) => (ngff.multiscales as SampleAttributes[])[0]!;
    expect(await set(2, "A/1/0", (ngff) => (v2(ngff).version = "0.5"))).toContain(
      "version-wrong A/1/0/.zattrs: multiscales[0].version",
    );
    expect(await set(2, "A/1/0", (ngff) => delete v2(ngff).version)).toContain(
      "version-unsaid A/1/0/.zattrs: multiscales[0].version",
    );
    const draft = await sampleImage(3);
    changeGroup(draft, 3, "", (ngff) => {
      ngff.version = "0.6.dev3";
      ngff.multiscales = [{ coordinateSystems: [], datasets: [{ path: "0" }, { path: "1" }] }];
    });
    expect(await validated(draft)).toMatchObject({
      found: ["version-unchecked zarr.json: ome.version"],
      list: { counts: { error: 0 } },
      findings: { images: 1, ngffVersion: "0.6.dev3", levels: [{ path: "0" }, { path: "1" }] },
    });
  });

  test("metadata in the wrong place or of the other format", async () => {
    const sink = await sampleImage(3);
    changeJson(sink, "zarr.json", (json) => {
      const { attributes } = json;
      if (isObject(attributes)) json.attributes = attributes.ome;
    });
    expect((await validated(sink)).found).toContain("ome-missing zarr.json: ome");
    const mixed = await sampleLabelled(3);
    for (const path of mixed.files.keys()) if (path.startsWith("labels/cells/")) mixed.files.delete(path);
    addBelow(mixed, "labels/cells", await sampleImage(2, "int32"));
    expect((await validated(mixed)).found).toContain("formats-mixed labels/cells/.zattrs");
  });

  test("damaged metadata is said, nothing is thrown", async () => {
    const array = new MemorySink();
    array.files.set("zarr.json", jsonBytes({ zarr_format: 3, node_type: "array" }));
    expect((await validated(array)).found).toEqual(["not-a-store "]);
    for (const bytes of ["", "{", "[]", '{"zarr_format":3}', "\u0000"]) {
      const root = await sampleImage(3);
      root.files.set("zarr.json", new TextEncoder().encode(bytes));
      expect((await validated(root)).found).toEqual(["metadata-damaged zarr.json"]);
      const level = await sampleImage(3);
      level.files.set("1/zarr.json", new TextEncoder().encode(bytes));
      expect((await validated(level)).found).toEqual(["metadata-damaged 1/zarr.json"]);
    }
    const shape = await sampleImage(3);
    changeJson(shape, "1/zarr.json", (json) => (json.shape = [2, -4, 3]));
    expect((await validated(shape)).found).toEqual(["array-damaged 1/zarr.json"]);
    const gone = await sampleImage(2);
    gone.files.delete("1/.zarray");
    expect((await validated(gone)).found).toEqual(["metadata-damaged 1/.zattrs"]);
    const none = await sampleImage(3);
    none.files.delete("1/zarr.json");
    expect((await validated(none)).found).toEqual(["array-missing 1"]);
    const unmarked = await sampleImage(2);
    unmarked.files.delete(".zgroup");
    expect((await validated(unmarked)).found).toEqual(["metadata-damaged .zattrs"]);
    const outside = await sampleImage(3);
    changeGroup(outside, 3, "", (ngff) => {
      (ngff.multiscales as { datasets: { path: string }[] }[])[0]!.datasets[1]!.path = "../1";
    });
    expect((await validated(outside)).found).toContain("path-outside zarr.json: ome.multiscales");
  });
});

test("where very much is named and not there, the rest is not looked for", async () => {
  const sink = await samplePlate(3);
  let looks = 0;
  const size = sink.size.bind(sink);
  sink.size = (path) => {
    looks++;
    return size(path);
  };
  changeGroup(sink, 3, "", (ngff) => {
    plate(ngff).columns = Array.from({ length: 50_000 }, (_, at) => ({ name: `n${at}` }));
    plate(ngff).wells = Array.from({ length: 50_000 }, (_, at) => ({ path: `A/n${at}`, rowIndex: 0, columnIndex: at }));
  });
  const { list } = await validated(sink);
  expect(looks).toBeLessThan(10_000);
  expect(list.counts.error).toBeLessThan(2100);
  expect(list.problems.filter(({ code }) => code === "beyond-limits")).toHaveLength(1);
});

test("of an image that is very many multiscale images the first are looked at, and that is said", async () => {
  const sink = await sampleImage(3);
  changeGroup(sink, 3, "", (ngff) => {
    const [first] = ngff.multiscales as object[];
    ngff.multiscales = Array.from({ length: 25_000 }, () => first);
  });
  const { list, found } = await validated(sink);
  expect(found).toContain("beyond-limits zarr.json: ome.multiscales");
  expect(list.counts.error + list.counts.warning).toBeLessThan(1000);
});

describe.each(FORMATS)("a copy of all metadata of Zarr v%d", (zarrFormat) => {
  /** As zarr-python consolidates. */
  async function consolidated(change: (metadata: SampleAttributes) => void): Promise<string[]> {
    const sink = await sampleImage(zarrFormat);
    const text = (path: string): SampleAttributes => JSON.parse(new TextDecoder().decode(sink.files.get(path)));
    const ending = zarrFormat === 2 ? "/.zarray" : "";
    const metadata: SampleAttributes = Object.fromEntries(
      ["0", "1"].map((path) => [path + ending, text(`${path}/${zarrFormat === 2 ? ".zarray" : "zarr.json"}`)]),
    );
    if (zarrFormat === 2) metadata[".zattrs"] = text(".zattrs");
    change(metadata);
    if (zarrFormat === 2) sink.files.set(".zmetadata", jsonBytes({ zarr_consolidated_format: 1, metadata }));
    else changeJson(sink, "zarr.json", (json) => (json.consolidated_metadata = { kind: "inline", metadata }));
    return (await validated(sink)).list.problems.map(({ code, message }) => `${code}: ${message}`);
  }

  test("is held against the files", async () => {
    const [first, second] = zarrFormat === 2 ? ["0/.zarray", "1/.zarray"] : ["0", "1"];
    expect(await consolidated(() => {})).toEqual([]);
    const grown = await consolidated((metadata) => {
      metadata[first] = { ...(metadata[first] as object), shape: [1, 1, 1] };
      delete metadata[second];
    });
    expect(grown).toEqual([
      "consolidated-differs: The copy of all metadata says other things of the array 0 than its own file.",
      "consolidated-differs: The copy of all metadata lacks the array 1.",
    ]);
    if (zarrFormat === 3) return;
    expect(await consolidated((metadata) => (metadata[".zattrs"] = {}))).toHaveLength(1);
  });

  test("that is none is said to be none", async () => {
    const sink = await sampleImage(zarrFormat);
    if (zarrFormat === 2) sink.files.set(".zmetadata", new Uint8Array([1]));
    else changeJson(sink, "zarr.json", (json) => (json.consolidated_metadata = []));
    expect((await validated(sink)).found).toEqual([
      `consolidated-differs ${zarrFormat === 2 ? ".zmetadata" : "zarr.json: consolidated_metadata"}`,
    ]);
  });
});
