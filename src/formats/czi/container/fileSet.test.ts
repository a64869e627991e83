import { describe, expect, it } from "vitest";
import { manyTiles } from "../../../../fixtures/bombs/files.ts";
import { type CziFile, type CziTile, cziBytes, cziMetadata, writeCzi } from "../../../../fixtures/cziFixtures.ts";
import { wholeRegion } from "../../../model/region.ts";
import { read } from "../../../../testing/contract/describeReader.ts";
import { memoryFiles } from "../../../../testing/contract/memoryFiles.ts";
import type { ImageReader } from "../../reader.ts";
import { openImage } from "../../registry.ts";
import { cziFormat } from "../descriptor.ts";
import { firstFilePath, partCandidates, partName } from "./setNames.ts";

const never = new AbortController().signal;

function openFiles(files: Record<string, Uint8Array>, main: string): Promise<ImageReader> {
  return openImage(memoryFiles(files, main), never, [cziFormat]);
}

async function pixelsOf(reader: ImageReader): Promise<number[]> {
  const [scene] = reader.description.scenes;
  return [...(await read(reader, 0, 0, wholeRegion(scene!.shape), never))].map(Number);
}

/** A tile of 2 × 1 pixels at a time point. */
function tile(t: number, over: Partial<CziTile> = {}): CziTile {
  return { pixelType: 0, x: 0, y: 0, width: 2, height: 1, at: { T: t }, data: Uint8Array.of(t + 1, t + 11), ...over };
}

it("a directory of more tiles than the file has room for is refused before it is read", async () => {
  await expect(openFiles({ "a.czi": manyTiles(1000) }, "a.czi")).rejects.toMatchObject({
    kind: "corrupt",
    details: { technical: expect.stringContaining("1000 tiles in ") },
  });
});

describe("files that were not finished", () => {
  const tiles = [tile(0, { metadata: "<METADATA/>" }), tile(1), tile(2)];
  const metadata = cziMetadata({ scaling: { X: "1e-06", Y: "1e-06" } });

  it("are searched for their tiles and metadata", async () => {
    const reader = await openFiles({ "a.czi": cziBytes({ tiles, metadata, isFinished: false }) }, "a.czi");
    expect(await pixelsOf(reader)).toEqual([1, 11, 2, 12, 3, 13]);
    expect(reader.description.notes[0]).toMatch(/not finished/);
    expect(reader.description.scenes[0]!.scale).toEqual([null, 1, 1]);
  });

  it("are searched past what is no segment", async () => {
    const deleted = new Uint8Array(96);
    deleted.set(new TextEncoder().encode("DELETED"));
    deleted[16] = 64;
    for (const gap of [new Uint8Array(320), deleted, new Uint8Array(64).fill(0xff)]) {
      const reader = await openFiles({ "a.czi": cziBytes({ tiles, gap, isFinished: false }) }, "a.czi");
      expect(await pixelsOf(reader)).toEqual([1, 11, 2, 12, 3, 13]);
    }
  });

  it("lose a last tile that was not written to its end", async () => {
    const { bytes, positions } = writeCzi({ tiles, isFinished: false });
    const cut = bytes.slice(0, positions[2]! + 32 + 256 + 1);
    expect(await pixelsOf(await openFiles({ "a.czi": cut }, "a.czi"))).toEqual([1, 11, 2, 12]);
  });

  it("say so when they were being changed", async () => {
    const reader = await openFiles({ "a.czi": cziBytes({ tiles, isUpdatePending: true }) }, "a.czi");
    expect(reader.description.notes[0]).toMatch(/being changed/);
  });
});

describe("names of a set", () => {
  it("tell parts, the first file and missing ones", () => {
    const siblings = [
      "d/a.czi",
      "d/a (2).czi",
      "d/A(1).CZI",
      "d/a (x).czi",
      "d/ab (1).czi",
      "e/a (3).czi",
      "d/a (4).tif",
    ];
    expect(partCandidates("d/a.czi", siblings)).toEqual([
      { path: "d/A(1).CZI", part: 1 },
      { path: "d/a (2).czi", part: 2 },
    ]);
    expect(firstFilePath("d/A(1).CZI", siblings)).toBe("d/a.czi");
    expect(firstFilePath("d/b (1).czi", siblings)).toBe("d/b.czi");
    expect(firstFilePath("d/a.czi", siblings)).toBeNull();
    expect(partName("d/a.czi", 3)).toBe("a (3).czi");
  });
});

describe("sets of files", () => {
  const part: CziFile = { tiles: [tile(1), tile(2)], guid: 0x22, primaryGuid: 0x11, filePart: 1 };
  const written = writeCzi(part);
  const listed = [1, 2].map((t, index) => tile(t, { filePart: 1, position: written.positions[index]! }));
  const first: CziFile = { tiles: [tile(0), ...listed], guid: 0x11 };

  it("are read together where the first file lists all tiles", async () => {
    const files = { "a.czi": cziBytes(first), "a (1).czi": written.bytes };
    const reader = await openFiles(files, "a.czi");
    expect(await pixelsOf(reader)).toEqual([1, 11, 2, 12, 3, 13]);
    expect(reader.description.files).toEqual(["a.czi", "a (1).czi"]);
  });

  it("are read together where each part lists its own", async () => {
    const files = { "a.czi": cziBytes({ ...first, tiles: [tile(0)] }), "a(1).czi": written.bytes };
    expect(await pixelsOf(await openFiles(files, "a.czi"))).toEqual([1, 11, 2, 12, 3, 13]);
  });

  it("are opened by any of their files", async () => {
    const files = { "a.czi": cziBytes(first), "a (1).czi": written.bytes };
    const reader = await openFiles(files, "a (1).czi");
    expect(await pixelsOf(reader)).toEqual([1, 11, 2, 12, 3, 13]);
    expect(reader.description.files).toEqual(["a.czi", "a (1).czi"]);
  });

  it("name the file that is missing", async () => {
    await expect(openFiles({ "a.czi": cziBytes(first) }, "a.czi")).rejects.toMatchObject({
      kind: "companion-missing",
      details: { files: ["a (1).czi"] },
    });
    await expect(openFiles({ "a (1).czi": written.bytes }, "a (1).czi")).rejects.toMatchObject({
      kind: "companion-missing",
      details: { files: ["a.czi"] },
    });
    const other = cziBytes({ ...first, guid: 0x33 });
    await expect(openFiles({ "a.czi": other, "a (1).czi": written.bytes }, "a (1).czi")).rejects.toMatchObject({
      kind: "companion-missing",
    });
  });

  it("do not take in files that only have such a name", async () => {
    const copy = cziBytes({ tiles: [tile(5)], guid: 0x44 });
    const files = { "a.czi": cziBytes({ tiles: [tile(0)] }), "a (1).czi": copy, "a (2).czi": Uint8Array.of(1, 2, 3) };
    const reader = await openFiles(files, "a.czi");
    expect(await pixelsOf(reader)).toEqual([1, 11]);
    expect(reader.description.files).toEqual(["a.czi"]);
  });

  it("are one file where the part number is wrong but the tiles are here", async () => {
    const tiles = [tile(0, { filePart: 7 }), tile(1, { filePart: 7 })];
    expect(await pixelsOf(await openFiles({ "a.czi": cziBytes({ tiles }) }, "a.czi"))).toEqual([1, 11, 2, 12]);
  });
});

describe("directories that are no good", () => {
  const good = cziBytes({ tiles: [tile(0)] });
  const at = new DataView(good.buffer).getBigInt64(32 + 16 + 32 + 4, true);
  const changed = (offset: number, value: number): Uint8Array => {
    const bytes = good.slice();
    new DataView(bytes.buffer).setInt32(Number(at) + offset, value, true);
    return bytes;
  };
  const cases: [string, Uint8Array, string][] = [
    ["a place outside the file", good.slice(0, Number(at) + 8), "corrupt"],
    ["another segment there", changed(0, 0), "corrupt"],
    ["a negative number of entries", changed(32, -1), "corrupt"],
    ["too many entries", changed(32, 2 ** 30), "limit"],
    ["more entries than there is room for", changed(32, 1000), "corrupt"],
    ["no entries", changed(32, 0), "corrupt"],
    ["entries of an unknown schema", changed(32 + 128, 0x5858), "corrupt"],
    ["entries of the abandoned schema", changed(32 + 128, 0x4544), "unsupported-feature"],
    ["a negative number of dimensions", changed(32 + 128 + 28, -1), "corrupt"],
    ["very many dimensions", changed(32 + 128 + 28, 1000), "corrupt"],
    ["unknown pixels", changed(32 + 128 + 2, 99), "unsupported-feature"],
    ["pixels of a camera's own", changed(32 + 128 + 18, 104), "unsupported-feature"],
    ["tiles of no width", changed(32 + 128 + 32 + 8, 0), "corrupt"],
    ["tiles too large for memory", changed(32 + 128 + 32 + 20 + 16, 2 ** 30), "limit"],
    ["a header alone", good.slice(0, 200), "corrupt"],
  ];
  it.each(cases)("%s", async (_, bytes, kind) => {
    await expect(openFiles({ "a.czi": bytes }, "a.czi")).rejects.toMatchObject({ kind });
  });
});
