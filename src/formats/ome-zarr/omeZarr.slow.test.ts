import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { zarrStore } from "../../../fixtures/bombs/files.ts";
import { zstdZeros } from "../../../fixtures/bombs/streams.ts";
import { MemorySource } from "../../bytes/memorySource.ts";
import { ZipDirectory } from "../../bytes/zipDirectory.ts";
import { bytesOfPixels } from "../../model/dtype.ts";
import { LIMITS } from "../../model/limits.ts";
import { wholeRegion } from "../../model/region.ts";
import { STORE_MARKER } from "../../model/storeMarker.ts";
import { describeReader, read } from "../../../testing/contract/describeReader.ts";
import { fuzzReader } from "../../../testing/contract/fuzzReader.ts";
import { memoryFiles } from "../../../testing/contract/memoryFiles.ts";
import { openImage } from "../registry.ts";

/** Stores and what zarr-python says is in them: fixtures/make_ome_zarr_fixtures.py. */
const folder = new URL("../../../fixtures/ome-zarr/", import.meta.url);
const signal = new AbortController().signal;

type Level = { shape: number[]; dtype: string; sha256: string };
// Written by the script in this shape.
const expected = JSON.parse(readFileSync(new URL("expected.json", folder), "utf8")) as Record<
  string,
  Record<string, Level[]>
>;
const archives = Object.keys(expected);

function archiveBytes(name: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(readFileSync(new URL(name, folder)));
}

function archive(name: string) {
  return memoryFiles({ [name]: archiveBytes(name) }, name);
}

/** Files of the archives that were unpacked: hostile-input runs ask for the same one thousands of times. */
const unpackedFiles = new Map<string, Promise<Record<string, Uint8Array>>>();

/** The same store as a folder. */
async function unpacked(name: string, change: (files: Record<string, Uint8Array>) => void = () => {}) {
  const known = unpackedFiles.get(name) ?? unpackArchive(name);
  unpackedFiles.set(name, known);
  const files = { ...(await known) };
  change(files);
  return memoryFiles(files, "");
}

async function unpackArchive(name: string): Promise<Record<string, Uint8Array>> {
  const zip = await ZipDirectory.open(new MemorySource(name, archiveBytes(name)));
  const files: Record<string, Uint8Array> = {};
  for (const path of await zip.list()) {
    const source = await zip.open(path);
    files[path] = await source!.read(0, source!.size);
  }
  return files;
}

/** Changes a JSON file of a store. */
function edit(files: Record<string, Uint8Array>, path: string, change: (json: Record<string, never>) => void): void {
  const json = JSON.parse(new TextDecoder().decode(files[path]));
  change(json);
  files[path] = new TextEncoder().encode(JSON.stringify(json));
}

/** Takes the metadata of groups away. */
function dropGroups(files: Record<string, Uint8Array>, paths: RegExp): void {
  for (const path of Object.keys(files)) if (paths.test(path.replace(/\/\.z(?:attrs|group)$/, ""))) delete files[path];
}

it("has an expectation for every archive", () => {
  expect(archives.toSorted()).toEqual(readdirSync(folder).filter((name) => name !== "expected.json"));
});

describe.each(archives)("%s", (name) => {
  it.each(["archive", "folder"])("has zarr-python's pixels on every level (%s)", async (kind) => {
    const reader = await openImage(kind === "archive" ? archive(name) : await unpacked(name), signal);
    expect(reader.description.scenes.map((scene) => scene.id)).toEqual(Object.keys(expected[name]!));
    for (const [index, scene] of reader.description.scenes.entries()) {
      const levels = expected[name]![scene.id]!;
      expect(scene.levels.map((level) => level.shape)).toEqual(levels.map((level) => level.shape));
      for (const [level, { shape, dtype, sha256 }] of levels.entries()) {
        expect(scene.dtype).toBe(dtype);
        const pixels = await read(reader, index, level, wholeRegion(shape), signal);
        expect(createHash("sha256").update(bytesOfPixels(pixels)).digest("hex"), `${scene.id}, level ${level}`).toBe(
          sha256,
        );
      }
    }
  });
});

for (const name of archives) {
  describeReader(name, (recorder) => openImage(recorder.watch(archive(name)), signal), { scenes: 10, regions: 12 });
}
describeReader("a store in a folder", async (recorder) =>
  openImage(recorder.watch(await unpacked("v3-sharded-end.zip")), signal),
);

describe("what an OME-Zarr store says", () => {
  it("is carried over", async () => {
    const { description } = await openImage(archive("v2-blosc.zip"), signal);
    const [scene] = description.scenes;
    expect(description).toMatchObject({ format: "ome-zarr", name: "v2-blosc.zip", files: ["v2-blosc.zip"], notes: [] });
    expect(scene).toMatchObject({
      name: "image",
      axes: ["t", "c", "z", "y", "x"],
      scale: [2.5, null, 0.9, 0.3, 0.2],
      units: ["second", null, "micrometer", "micrometer", "micrometer"],
      origin: [0, null, 20, 30, 40],
      blockShape: [1, 1, 2, 8, 10],
      isLabelImage: null,
      reference: {
        sceneId: "image",
        axes: ["t", "c", "z", "y", "x"],
        scale: [2.5, 1, 0.9, 0.3, 0.2],
        channelNames: ["DAPI", "GFP"],
        daskChunks: [1, 1, 2, 8, 10],
      },
    });
    expect(scene!.channels).toEqual([
      { name: "DAPI", color: "0000FF", window: { start: 10, end: 900 }, emissionWavelengthNanometre: null },
      { name: "GFP", color: "00FF00", window: null, emissionWavelengthNanometre: null },
    ]);
  });

  it("says for compatibility mode which arrays are big-endian", async () => {
    const of = async (name: string): Promise<boolean | undefined> =>
      (await openImage(archive(name), signal)).description.scenes[0]!.reference.bigEndian;
    expect(await of("v2-dots-big-endian.zip")).toBe(true);
    expect(await of("v2-blosc.zip")).toBeUndefined();
  });

  it("names series from the OME-XML and finds them without a list", async () => {
    const { description } = await openImage(await unpacked("v3-series.zip"), signal);
    expect(description.scenes.map((scene) => scene.name).slice(0, 2)).toEqual(["bool image", "int8 image"]);
    expect(description.omeXml).toContain("<OME");
    const unlisted = await unpacked("v3-series.zip", (files) => delete files["OME/zarr.json"]);
    expect((await openImage(unlisted, signal)).description.scenes).toHaveLength(10);
  });

  it("tells label images and plates", async () => {
    const labels = (await openImage(archive("v3-labels.zip"), signal)).description;
    expect(labels.scenes.map((scene) => scene.isLabelImage)).toEqual([null, true]);
    const plate = (await openImage(archive("v2-plate.zip"), signal)).description;
    expect(plate.formatName).toBe("OME-Zarr plate");
    expect(plate.scenes[0]!.axes).toEqual(["y", "x"]);
  });

  it("says which fields of a plate are missing, and reads the others", async () => {
    const partial = await unpacked("v2-plate.zip", (files) => dropGroups(files, /^A\/1\/0$/));
    const { description } = await openImage(partial, signal);
    expect(description.scenes.map(({ id }) => id)).toEqual(["A/1/1", "B/2/0", "B/2/1"]);
    expect(description.notes).toContain("Field A/1/0 is named but not there.");
  });

  it("is one image where it states the layout of series and has none", async () => {
    const store = await unpacked("v2-blosc.zip", (files) =>
      edit(files, ".zattrs", (json: Record<string, unknown>) => (json["bioformats2raw.layout"] = 3)),
    );
    expect((await openImage(store, signal)).description.scenes).toMatchObject([{ axes: ["t", "c", "z", "y", "x"] }]);
  });

  it("is understood in older and looser forms", async () => {
    const cases: [(multiscale: Record<string, unknown>) => void, object][] = [
      [(multiscale) => (multiscale["axes"] = ["t", "c", "z", "y", "x"]), { units: [null, null, null, null, null] }],
      [(multiscale) => delete multiscale["axes"], { axes: ["t", "c", "z", "y", "x"] }],
      [
        (multiscale) => {
          multiscale["axes"] = [
            { name: "time", type: "time", unit: "ms" },
            { name: "channel", type: "channel" },
            { name: "depth", type: "space", unit: "µm" },
            { name: "Y", type: "space", unit: "pixel" },
            { name: "X", type: "space", unit: "nanometer" },
          ];
        },
        { axes: ["t", "c", "d", "y", "x"], units: ["millisecond", null, "micrometer", null, "nanometer"] },
      ],
      [
        (multiscale) => {
          multiscale["coordinateTransformations"] = [
            { type: "scale", scale: [1, 1, 2, 2, 2] },
            { type: "translation", translation: [0, 0, 1, 1, 1] },
          ];
        },
        { scale: [2.5, null, 1.8, 0.6, 0.4], origin: [0, null, 41, 61, 81] },
      ],
      [(multiscale) => delete multiscale["name"], { id: "Image:0", name: "Image:0" }],
    ];
    for (const [change, result] of cases) {
      const store = await unpacked("v2-blosc.zip", (files) =>
        edit(files, ".zattrs", (json: Record<string, never>) => change(json["multiscales"]![0])),
      );
      expect((await openImage(store, signal)).description.scenes[0]).toMatchObject(result);
    }
  });
});

it("series are found without the attribute that announces them", async () => {
  const attribute = "bioformats2raw.layout";
  const scenesOf = async (change: (files: Record<string, Uint8Array>) => void) =>
    (await openImage(await unpacked("v3-series.zip", change), signal)).description.scenes.map(({ id }) => id);
  const announced = await scenesOf(() => {});
  const drop = (files: Record<string, Uint8Array>) =>
    edit(files, "zarr.json", (json: Record<string, never>) => delete json["attributes"]!["ome"][attribute]);
  expect(await scenesOf(drop)).toEqual(announced);
  // Not even a list of them: numbers, as long as there are some.
  const dropList = (files: Record<string, Uint8Array>) => {
    drop(files);
    delete files["OME/zarr.json"];
  };
  expect(await scenesOf(dropList)).toEqual(announced);
});

describe("chunks and what they stand for", () => {
  const zstd = { name: "zstd", configuration: { level: 0, checksum: false } };
  const opened = (files: Record<string, Uint8Array>) => openImage(memoryFiles(files, ""), signal);

  it("a blank chunk of 128 MiB is read, one of 900 MB is not", async () => {
    const reader = await opened(zarrStore([8192, 16_384], [8192, 16_384], zstd, { "0/c/0/0": zstdZeros(2 ** 27) }));
    const region = { start: [8191, 16_000], shape: [1, 384] };
    expect([...(await read(reader, 0, 0, region, signal))].every((value) => value === 0)).toBe(true);
    const side = 30_000;
    const bomb = await opened(zarrStore([side, side], [side, side], zstd, { "0/c/0/0": zstdZeros(side * side) }));
    const wanted = read(bomb, 0, 0, { start: [0, 0], shape: [1, 8] }, signal);
    await expect(wanted).rejects.toMatchObject({ kind: "limit", details: { file: "0/c/0/0" } });
  });

  it("levels, images, wells and fields without number are refused before they are all looked for", async () => {
    const json = (ome: object) =>
      Buffer.from(
        JSON.stringify({ zarr_format: 3, node_type: "group", attributes: { ome: { version: "0.5", ...ome } } }),
      );
    const numbered = (count: number) => Array.from({ length: count }, (_, index) => ({ path: `A/${index}` }));
    const stores = [
      { "zarr.json": json({ multiscales: [{ axes: ["y", "x"], datasets: numbered(LIMITS.levels + 1) }] }) },
      {
        "zarr.json": json({
          multiscales: Array.from({ length: LIMITS.multiscales + 1 }, () => ({ axes: ["y", "x"] })),
        }),
      },
      { "zarr.json": json({ plate: { wells: numbered(LIMITS.wells + 1) } }) },
      {
        "zarr.json": json({ plate: { wells: [{ path: "A/1" }] } }),
        "A/1/zarr.json": json({ well: { images: numbered(LIMITS.missingImages + 1) } }),
      },
    ];
    await expect(opened(stores[0]!)).rejects.toThrow(/an image has 129 levels/);
    await expect(opened(stores[1]!)).rejects.toThrow(/one image is 257 multiscale images/);
    await expect(opened(stores[2]!)).rejects.toThrow(/a plate of 20001 wells/);
    await expect(opened(stores[3]!)).rejects.toThrow(/More than 10000 images/);
  });

  it("metadata that are damaged are named in words, those of the store itself too", async () => {
    const store = zarrStore([10, 10], [0, 10], null);
    await expect(opened(store)).rejects.toThrow("The metadata of the store's part 0 are damaged.");
    const plain = zarrStore([10, 10], [10, 10], null);
    plain["zarr.json"] = Buffer.from(
      Buffer.from(plain["zarr.json"]!)
        .toString()
        .replace(/"datasets":.*?\}\]\}\]/, '"datasets":[]'),
    );
    await expect(opened(plain)).rejects.toThrow("The metadata of the store are damaged.");
  });

  it("a billion chunks of a pixel are refused, a million are not", async () => {
    await expect(opened(zarrStore([31_623, 31_623], [1, 1], null))).rejects.toMatchObject({ kind: "limit" });
    const small = await opened(zarrStore([1000, 1000], [1, 1], null, { "0/c/1/1": Uint8Array.of(9) }));
    expect([...(await read(small, 0, 0, { start: [1, 0], shape: [1, 3] }, signal))]).toEqual([0, 9, 0]);
  });
});

describe("stores that cannot be read", () => {
  const opening = async (name: string, change: (files: Record<string, Uint8Array>) => void) =>
    openImage(await unpacked(name, change), signal);

  it("say why", async () => {
    const cases: [string, (files: Record<string, Uint8Array>) => void, string][] = [
      ["v2-blosc.zip", (files) => (files[STORE_MARKER] = new Uint8Array(2)), "corrupt"],
      ["v2-blosc.zip", (files) => delete files["1/.zarray"], "companion-missing"],
      ["v2-blosc.zip", (files) => edit(files, ".zattrs", (json) => delete json["multiscales"]), "unsupported-format"],
      ["v2-blosc.zip", (files) => (files[".zattrs"] = new TextEncoder().encode("{")), "corrupt"],
      ["v2-blosc.zip", (files) => (files[".zattrs"] = new TextEncoder().encode("[]")), "corrupt"],
      ["v3-series.zip", (files) => delete files["1/zarr.json"], "companion-missing"],
      ["v2-plate.zip", (files) => dropGroups(files, /^[AB]\/\d$/), "companion-missing"],
      ["v2-plate.zip", (files) => dropGroups(files, /^[AB]\/\d\/\d$/), "companion-missing"],
    ];
    const arrayChanges: [string, (json: Record<string, unknown>) => void, string][] = [
      ["v2-blosc.zip", (json) => (json["compressor"] = { id: "pcodec" }), "unsupported-feature"],
      ["v2-blosc.zip", (json) => (json["filters"] = [{ id: "vlen-utf8" }]), "unsupported-feature"],
      ["v2-blosc.zip", (json) => (json["dtype"] = "|O"), "unsupported-feature"],
      ["v2-blosc.zip", (json) => (json["chunks"] = [1, 1, 0, 8, 10]), "corrupt"],
      ["v2-blosc.zip", (json) => (json["chunks"] = [1, 1]), "corrupt"],
      ["v2-blosc.zip", (json) => (json["shape"] = [2, 2, 3, 20, 0]), "corrupt"],
      ["v2-blosc.zip", (json) => (json["shape"] = [2, 2, 3, 20, -1]), "corrupt"],
      ["v2-blosc.zip", (json) => (json["shape"] = "big"), "corrupt"],
      ["v2-blosc.zip", (json) => (json["chunks"] = [1, 1, 1, 65536, 65536]), "limit"],
      ["v2-blosc.zip", (json) => (json["zarr_format"] = 3), "corrupt"],
      ["v2-blosc.zip", (json) => (json["fill_value"] = "nothing"), "corrupt"],
      ["v2-blosc.zip", (json) => (json["dimension_separator"] = "-"), "corrupt"],
      ["v3-sharded-end.zip", (json) => (json["chunk_grid"] = { name: "rectilinear" }), "unsupported-feature"],
      ["v3-sharded-end.zip", (json) => (json["data_type"] = "string"), "unsupported-feature"],
      ["v3-sharded-end.zip", (json) => (json["codecs"] = []), "corrupt"],
      ["v3-sharded-end.zip", (json) => (json["codecs"] = [{ name: "zstd" }, { name: "bytes" }]), "corrupt"],
      [
        "v3-sharded-end.zip",
        (json) => (json["codecs"] = [{ name: "bytes" }, { name: "mystery" }]),
        "unsupported-feature",
      ],
      ["v3-sharded-end.zip", (json) => (json["storage_transformers"] = [{}]), "unsupported-feature"],
    ];
    for (const [name, change, kind] of arrayChanges) {
      const path = name.startsWith("v2") ? "0/.zarray" : "0/zarr.json";
      cases.push([name, (files) => edit(files, path, change), kind]);
    }
    for (const [name, change, kind] of cases) {
      await expect(opening(name, change), `${name} ${change}`).rejects.toMatchObject({ kind });
    }
  });

  it("say when the conversion that makes them was stopped", async () => {
    await expect(opening("v2-blosc.zip", (files) => (files[STORE_MARKER] = new Uint8Array(2)))).rejects.toThrow(
      "folder is not complete: the conversion that makes it was stopped.",
    );
  });

  it("say that there are several, or none", async () => {
    const two = await unpacked("v2-blosc.zip", (files) => {
      for (const path of Object.keys(files)) {
        files[`a/${path}`] = files[path]!;
        files[`b/${path}`] = files[path]!;
        delete files[path];
      }
    });
    await expect(openImage(two, signal)).rejects.toThrow("several OME-Zarr stores: a, b");
    const empty = new Uint8Array([0x50, 0x4b, 5, 6, ...new Array<number>(18).fill(0)]);
    await expect(openImage(memoryFiles({ "x.zip": empty }, "x.zip"), signal)).rejects.toMatchObject({
      kind: "unsupported-format",
      message: "x.zip holds no OME-Zarr image.",
    });
  });

  const damage = async (name: string, path: string, change: (chunk: Uint8Array) => Uint8Array) => {
    const reader = await openImage(await unpacked(name, (files) => (files[path] = change(files[path]!))), signal);
    await read(reader, 0, 0, wholeRegion(reader.description.scenes[0]!.shape), signal);
  };

  it("find damaged chunks and name them", async () => {
    const cut = (chunk: Uint8Array) => chunk.subarray(0, chunk.length - 3);
    const flip = (at: number) => (chunk: Uint8Array) => chunk.map((byte, index) => (index === at ? byte ^ 0x10 : byte));
    const cases: [string, string, (chunk: Uint8Array) => Uint8Array][] = [
      ["v2-blosc.zip", "0/0/0/0/0/0", cut],
      ["v2-filters-holes.zip", "0/0.0.0.0.0", cut],
      ["v3-transposed.ozx", "0/c/0/0/0/0/0", flip(20)],
      ["v3-sharded-end.zip", "0/c/0/0/0/0/0", cut],
      ["v3-sharded-start.zip", "0/c/0/0/0/0/0", flip(3)],
      ["v3-sharded-end.zip", "0/c/0/0/0/0/0", () => new Uint8Array(10)],
      ["v3-nested-shards.zip", "0/c/0/0/0/0/0", cut],
    ];
    for (const [name, path, change] of cases) {
      await expect(damage(name, path, change), name).rejects.toMatchObject({
        kind: "corrupt",
        details: { file: path },
      });
    }
  });
});

for (const name of ["v2-plate.zip", "v3-sharded-start.zip", "v3-series.zip", "v2-filters-holes.zip"]) {
  fuzzReader({
    name,
    file: name,
    bytes: archiveBytes(name),
    open: (opened) => openImage(opened, signal),
    seed: 5,
    truncations: 100,
  });
}

// An archive's checksums catch most changes: here the metadata files themselves are changed.
for (const [name, path] of [
  ["v3-sharded-end.zip", "zarr.json"],
  ["v3-sharded-end.zip", "0/zarr.json"],
  ["v2-filters-holes.zip", "0/.zarray"],
  ["v2-plate.zip", ".zattrs"],
] as const) {
  const zip = await ZipDirectory.open(new MemorySource(name, archiveBytes(name)));
  const original = await zip.open(path);
  fuzzReader({
    name: `${path} of ${name}`,
    bytes: await original!.read(0, original!.size),
    open: async ({ source }) => {
      const mutant = await source!.read(0, source!.size);
      return openImage(await unpacked(name, (files) => (files[path] = mutant)), signal);
    },
    seed: 9,
    truncations: 50,
  });
}
