import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  describedTiff,
  manyDirectories,
  manyFilesZip,
  manyTiles,
  omeXml,
  stripTiff,
  zarrStore,
  zeroPng,
} from "../fixtures/bombs/files.ts";
import { gzipZeros, xzZeros, zlibZeros, zstdZeros } from "../fixtures/bombs/streams.ts";
import { runMeasured } from "../testing/cli/builtCommandLine.ts";

/** What the issue of the bombs asks for: of the whole program, its start included. */
const MOST = { seconds: 2, mebibytes: 256 };
/** A process that takes so long (in milliseconds of the clock, other programs included) hangs. */
const HANGS = 40_000;
const SIDE = 30_000;
const BYTES = SIDE * SIDE;
const ZSTD = { name: "zstd", configuration: { level: 0, checksum: false } };
const GZIP = { name: "gzip", configuration: { level: 5 } };

type Files = Record<string, string | Uint8Array>;
/** A file by its name, or the files of a store below it; made when its turn comes. */
type Bomb = { name: string; main: string; files: () => Files | Promise<Files> };

function bomb(name: string, main: string, file: () => string | Uint8Array | Promise<Uint8Array>): Bomb {
  return { name, main, files: async () => ({ [main]: await file() }) };
}

function store(name: string, files: () => Files): Bomb {
  const main = "a.zarr";
  const inside = (): Files =>
    Object.fromEntries(Object.entries(files()).map(([path, data]) => [`${main}/${path}`, data]));
  return { name, main, files: inside };
}

const plane = '<Plane TheZ="0" TheC="0" TheT="0" DeltaT="1.0" PositionX="1" PositionY="2"/>';
const nested = (depth: number): string => `${'{"a":'.repeat(depth)}1${"}".repeat(depth)}`;

/** What is refused, at once or when its pixels are wanted. */
const REFUSED: readonly Bomb[] = [
  bomb("a deflate strip of 900 MB from 0.9 MB", "a.tif", () => stripTiff(SIDE, SIDE, 8, zlibZeros(BYTES))),
  bomb("a Zstandard strip of 900 MB from 0.03 MB", "a.tif", () => stripTiff(SIDE, SIDE, 50000, zstdZeros(BYTES))),
  bomb("an LZMA strip of 900 MB from 0.1 MB", "a.tif", async () => {
    const { bytes, length } = await xzZeros(BYTES);
    return stripTiff(length / 500, 500, 34925, bytes);
  }),
  bomb("a deflate strip of 900 MB that should be 1 MB", "a.tif", () => stripTiff(1000, 1000, 8, zlibZeros(BYTES))),
  bomb("a Zstandard strip of 900 MB that should be 1 MB", "a.tif", () =>
    stripTiff(1000, 1000, 50000, zstdZeros(BYTES)),
  ),
  bomb("an LZMA strip of 900 MB that should be 1 MB", "a.tif", async () => {
    return stripTiff(1000, 1000, 34925, (await xzZeros(BYTES)).bytes);
  }),
  bomb("a PNG of 20,000² zeros", "a.png", () => zeroPng(20_000)),
  bomb("OME-XML of 200 MB in a TIFF", "a.ome.tif", () => describedTiff(omeXml("a", plane.repeat(2_700_000)))),
  bomb("OME-XML of 200 MB in a companion file", "a.companion.ome", () => omeXml("a", plane.repeat(2_700_000))),
  bomb("the name of an image of 50 MB", "a.ome.tif", () => describedTiff(omeXml("a".repeat(50_000_000)))),
  bomb("a million TIFF directories", "a.tif", () => manyDirectories(1_000_000)),
  bomb("a million tiles in a CZI file of one", "a.czi", () => manyTiles(1_000_000)),
  bomb("a zip archive of a million files", "a.zip", () => manyFilesZip(1_000_000)),
  store("zarr.json nested 100,000 deep", () => ({
    "zarr.json": `{"zarr_format":3,"node_type":"group","attributes":${nested(100_000)}}`,
  })),
  store("zarr.json of 60 MB of empty arrays", () => ({
    "zarr.json": `{"zarr_format":3,"node_type":"group","attributes":{"a":[${"[],".repeat(20_000_000)}1]}}`,
  })),
  store("a Zarr array of a billion chunks of one pixel", () => zarrStore([31_623, 31_623], [1, 1], null)),
  store("a Zarr chunk of 900 MB from 0.03 MB of Zstandard", () =>
    zarrStore([SIDE, SIDE], [SIDE, SIDE], ZSTD, { "0/c/0/0": zstdZeros(BYTES) }),
  ),
  store("a Zarr chunk of 900 MB from 0.9 MB of gzip", () =>
    zarrStore([SIDE, SIDE], [SIDE, SIDE], GZIP, { "0/c/0/0": gzipZeros(BYTES) }),
  ),
];

/** What is read, and must not take much either: `says` is in what `inspect` prints. */
const READ: readonly (Bomb & { says: RegExp })[] = [
  { ...bomb("a stack of 100,000 pages", "a.tif", () => manyDirectories(100_000)), says: /100000 × y 1 × x 1/u },
  {
    ...bomb("an XML element with a name of 50 MB", "a.tif", () =>
      describedTiff(`<OME><${"a".repeat(50_000_000)}/></OME>`),
    ),
    says: /y 16 × x 16/u,
  },
];

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "zarrdrop-bombs-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** What each run took, for people: the figures of the tests' last lines. */
const figures: string[] = [];
afterAll(() => {
  process.stdout.write(`${figures.join("\n")}\n`);
});

async function written({ main, files }: Bomb): Promise<string> {
  for (const [path, data] of Object.entries(await files())) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), data);
  }
  return join(folder, main);
}

async function run(name: string, words: readonly string[]) {
  const ended = await runMeasured(words, HANGS);
  const { taken } = ended;
  expect(taken, `${name}: ${words[0]} was killed after ${HANGS} ms, or died`).not.toBeNull();
  const figure = `${name}, ${words[0]}: ${taken!.seconds.toFixed(2)} s of processor, ${taken!.mebibytes.toFixed(0)} MiB`;
  figures.push(figure);
  // Processor time: the clock also counts what other programs do on the machine.
  expect(taken!.seconds, figure).toBeLessThan(MOST.seconds);
  expect(taken!.mebibytes, figure).toBeLessThan(MOST.mebibytes);
  return ended;
}

describe("bombs end soon, with little memory and in words", () => {
  it.each(REFUSED)("$name", { timeout: 2 * HANGS }, async (each) => {
    const path = await written(each);
    const converted = await run(each.name, ["convert", path, "-d", join(folder, "out"), "--json"]);
    expect(converted.code).toBe(1);
    expect(JSON.parse(converted.stdout)).toMatchObject([
      { error: { kind: expect.stringMatching(/^(?:limit|corrupt|unsupported-format)$/u) } },
    ]);
    const inspected = await run(each.name, ["inspect", path]);
    expect(inspected.stderr).not.toMatch(/defect of the program|not enough memory/u);
  });

  it.each(READ)("$name", { timeout: 2 * HANGS }, async (each) => {
    const inspected = await run(each.name, ["inspect", await written(each)]);
    expect(inspected).toMatchObject({ code: 0, stdout: expect.stringMatching(each.says) });
  });
});
