import { readFileSync } from "node:fs";
import { cziBytes, cziMetadata } from "../../fixtures/cziFixtures.ts";
import { timeSeries } from "../../fixtures/timeSeries.ts";
import { writeOmeTiff } from "../../src/browser/omeTiffWriter.ts";
import { loadCompressor } from "../../src/codecs/compressors.ts";
import { Disk, type DiskFolder } from "./disk.ts";
import { sampleLabelled } from "../store/sampleCollections.ts";
import { type Call, callEngine, OUT, SOURCE, useDisk } from "./engine.ts";
import { OPEN_GATE } from "./gate.ts";

/** A reference job: what is there before, and the call that is disturbed. */
export type ReferenceJob = {
  name: string;
  layout: "v2" | "v3" | "sharded" | "zip";
  kind: "new" | "replace" | "append" | "scenes" | "hierarchy";
  /** Calls that were made before. */
  before?: readonly Call[];
  call: Call;
};

const ZSTD = { id: "zstd", level: 1, checksum: true };
const SMALL = { numLevels: 2, workers: 2, compressor: ZSTD };
const V2 = { ...SMALL, zarrFormat: 2, chunkShape: [1, 1, 1, 8, 8] };
const V3 = { ...SMALL, zarrFormat: 3, chunkShape: [1, 1, 1, 16, 8] };
const SHARDED = { ...SMALL, zarrFormat: 3, chunkShape: [1, 1, 1, 8, 8], shardShape: [1, 1, 1, 8, 16] };
/** CZI has no axes that it does not need. */
const CZI_V3 = { ...V3, chunkShape: [1, 8, 8] };
const CZI_SHARDED = { ...SHARDED, chunkShape: [1, 8, 8], shardShape: [1, 8, 16] };
const STACK = "stack.ome.tif";
const SCENES = "ome_two_scenes.ome.tif";
/** One plane that is cut into bands; its levels from the third on are made of what was written of the second. */
const LARGE = "large.ome.tif";
const BANDS = { ...SMALL, numLevels: 4, chunkShape: [1, 1, 1, 8, 16] };
const BANDS_SHARDED = { ...BANDS, chunkShape: [1, 1, 1, 4, 16], shardShape: [1, 1, 1, 8, 16] };
/** Picture codecs: of tiles, with a module of its own, and of a file, with the kernel's. */
const JPEG = "jpeg_gray_tiles.tif";
const PNG = "png-gray-16.png";
/** An image with labels on its grid. */
const LABELLED = "labelled.zarr";
const LABELS = { ...SMALL, name: "labelled", chunkShape: [1, 4, 4] };
const SERIES = { ...SMALL, name: "series" };
const SERIES_V2 = { ...SERIES, zarrFormat: 2, chunkShape: [2, 1, 1, 8, 16] };
const SERIES_SHARDED = { ...SERIES, chunkShape: [1, 1, 1, 8, 8], shardShape: [2, 1, 1, 8, 16] };

/** Small jobs of all kinds: sources of several formats, layouts, destinations, and what may be there already. */
export const JOBS: readonly ReferenceJob[] = [
  { name: "TIFF to v2 on Node", layout: "v2", kind: "new", call: { face: "node", main: STACK, settings: V2 } },
  { name: "TIFF to v3 in a page", layout: "v3", kind: "new", call: { face: "page", main: STACK, settings: V3 } },
  {
    name: "TIFF to shards on Node, all verified, with a manifest",
    layout: "sharded",
    kind: "new",
    call: { face: "node", main: STACK, settings: { ...SHARDED, verify: "all", manifest: true } },
  },
  {
    name: "CZI to shards in a page",
    layout: "sharded",
    kind: "new",
    call: { face: "page", main: "a.czi", settings: CZI_SHARDED },
  },
  { name: "CZI to v3 on Node", layout: "v3", kind: "new", call: { face: "node", main: "a.czi", settings: CZI_V3 } },
  { name: "Zarr to v2 in a page", layout: "v2", kind: "new", call: { face: "page", main: "a.zarr", settings: V2 } },
  {
    name: "Zarr to shards on Node",
    layout: "sharded",
    kind: "new",
    call: { face: "node", main: "a.zarr", settings: SHARDED },
  },
  {
    name: "TIFF to an archive of v3",
    layout: "zip",
    kind: "new",
    call: { face: "private", main: STACK, settings: V3 },
  },
  {
    name: "CZI to an archive of shards",
    layout: "zip",
    kind: "new",
    call: { face: "private", main: "a.czi", settings: CZI_SHARDED },
  },
  {
    name: "v2 replaced by v3 on Node",
    layout: "v3",
    kind: "replace",
    before: [{ face: "node", main: STACK, settings: V2 }],
    call: { face: "node", main: STACK, settings: { ...V3, existing: "replace" } },
  },
  {
    name: "v3 replaced by shards in a page",
    layout: "sharded",
    kind: "replace",
    before: [{ face: "page", main: STACK, settings: V3 }],
    call: { face: "page", main: STACK, settings: { ...SHARDED, existing: "replace" } },
  },
  {
    name: "append to v2 on Node",
    layout: "v2",
    kind: "append",
    before: [{ face: "node", main: "first.ome.tif", settings: SERIES_V2 }],
    call: { face: "node", main: "more.ome.tif", settings: { ...SERIES_V2, existing: "append" } },
  },
  {
    name: "append to shards in a page, written over",
    layout: "sharded",
    kind: "append",
    before: [{ face: "page", main: "first.ome.tif", settings: SERIES_SHARDED }],
    call: { face: "page", main: "more.ome.tif", settings: { ...SERIES_SHARDED, existing: "append", startTDest: 1 } },
  },
  {
    name: "a large plane in bands to v3 on Node",
    layout: "v3",
    kind: "new",
    call: { face: "node", main: LARGE, settings: BANDS },
  },
  {
    name: "a large plane in bands to shards in a page",
    layout: "sharded",
    kind: "new",
    call: { face: "page", main: LARGE, settings: BANDS_SHARDED },
  },
  {
    name: "JPEG in TIFF to v2 on Node",
    layout: "v2",
    kind: "new",
    call: { face: "node", main: JPEG, settings: { ...SMALL, zarrFormat: 2, chunkShape: [16, 32] } },
  },
  {
    name: "PNG to an archive of v3",
    layout: "zip",
    kind: "new",
    call: { face: "private", main: PNG, settings: { ...SMALL, chunkShape: [16, 16] } },
  },
  { name: "scenes to v3 on Node", layout: "v3", kind: "scenes", call: { face: "node", main: SCENES, settings: V3 } },
  { name: "scenes to v2 in a page", layout: "v2", kind: "scenes", call: { face: "page", main: SCENES, settings: V2 } },
  {
    name: "a series to v2 on Node",
    layout: "v2",
    kind: "hierarchy",
    call: { face: "node", main: SCENES, settings: { ...V2, layout: "series" } },
  },
  {
    name: "a series to shards in a page, with a manifest",
    layout: "sharded",
    kind: "hierarchy",
    call: { face: "page", main: SCENES, settings: { ...SHARDED, layout: "series", manifest: true } },
  },
  {
    name: "a series to an archive of v3",
    layout: "zip",
    kind: "hierarchy",
    call: { face: "private", main: SCENES, settings: { ...V3, layout: "series" } },
  },
  {
    name: "an image with labels to v3 on Node",
    layout: "v3",
    kind: "hierarchy",
    call: { face: "node", main: LABELLED, settings: LABELS },
  },
  {
    name: "an image with labels to v2 in a page",
    layout: "v2",
    kind: "hierarchy",
    call: { face: "page", main: LABELLED, settings: { ...LABELS, zarrFormat: 2 } },
  },
  {
    name: "a series of v2 replaced by one of v3 on Node",
    layout: "v3",
    kind: "replace",
    before: [{ face: "node", main: SCENES, settings: { ...V2, layout: "series" } }],
    call: { face: "node", main: SCENES, settings: { ...V3, layout: "series", existing: "replace" } },
  },
];

/** A disk with all sources, and with what a job finds. */
export async function diskFor(job: ReferenceJob): Promise<Disk> {
  const disk = new Disk(OPEN_GATE);
  const source = disk.makeFolder(disk.root, SOURCE.slice(1));
  disk.makeFolder(disk.root, OUT.slice(1));
  const add = (name: string, bytes: Uint8Array<ArrayBuffer>): void => void disk.makeFile(source, name, bytes, 1000);
  const isNeeded = (name: string): boolean => [job.call, ...(job.before ?? [])].some(({ main }) => main === name);
  if (isNeeded(STACK) || isNeeded("a.zarr")) add(STACK, await smallStack());
  for (const [folder, name] of [
    ["tiff", SCENES],
    ["tiff", JPEG],
    ["pictures", PNG],
  ] as const) {
    const file = new URL(`../../fixtures/${folder}/${name}`, import.meta.url);
    if (isNeeded(name)) add(name, new Uint8Array(readFileSync(file)));
  }
  if (isNeeded(LARGE)) add(LARGE, await largePlane());
  if (isNeeded("first.ome.tif")) {
    const size = { sizeX: 12, sizeY: 8 };
    add("first.ome.tif", await timeSeries(1, 1, size));
    add("more.ome.tif", await timeSeries(2, 2, size));
  }
  useDisk(disk);
  if (isNeeded(LABELLED)) addFiles(disk, disk.makeFolder(source, LABELLED), (await sampleLabelled(3)).files);
  if (isNeeded("a.czi")) add("a.czi", await smallCzi());
  if (isNeeded("a.zarr")) await asSource(disk, source);
  for (const call of job.before ?? []) await callEngine(call, new AbortController().signal);
  return disk;
}

function addFiles(disk: Disk, folder: DiskFolder, files: ReadonlyMap<string, Uint8Array<ArrayBuffer>>): void {
  for (const [path, bytes] of files) {
    const [name, ...folders] = path.split("/").toReversed() as [string, ...string[]];
    let inside = folder;
    for (const each of folders.toReversed()) {
      inside = (inside.children.get(each) as DiskFolder | undefined) ?? disk.makeFolder(inside, each);
    }
    disk.makeFile(inside, name, bytes, 1000);
  }
}

/** Converts the stack to a Zarr store, and makes that the only source. */
async function asSource(disk: Disk, source: DiskFolder): Promise<void> {
  await callEngine({ face: "node", main: STACK, settings: { ...V3, name: "a" } }, new AbortController().signal);
  const out = disk.find(OUT) as DiskFolder;
  const [name] = out.children.keys();
  disk.rename(out, name!, source, "a.zarr");
  disk.unlink(source, STACK);
}

/** Two planes of 12 × 8 pixels. */
async function smallStack(): Promise<Uint8Array<ArrayBuffer>> {
  const size = { sizeX: 12, sizeY: 8, sizeZ: 2, physicalSizeX: 1, physicalSizeY: 1, physicalSizeZ: 1 };
  const planes = [0, 1].map((z) => Uint16Array.from({ length: 96 }, (_, at) => (at * 7919 + z * 104_729) % 4093));
  const blob = writeOmeTiff({ ...size, channels: [{ name: "one", color: 0xff0000 }], imageName: "stack" }, planes);
  return new Uint8Array(await blob.arrayBuffer());
}

/** One plane of 16 × 64 pixels, which for these tests is a large one. */
async function largePlane(): Promise<Uint8Array<ArrayBuffer>> {
  const size = { sizeX: 16, sizeY: 64, sizeZ: 1, physicalSizeX: 1, physicalSizeY: 1, physicalSizeZ: 1 };
  const plane = Uint16Array.from({ length: size.sizeX * size.sizeY }, (_, at) => (at * 7919) % 4093);
  const blob = writeOmeTiff({ ...size, channels: [{ name: "one", color: 0xff0000 }], imageName: "large" }, [plane]);
  return new Uint8Array(await blob.arrayBuffer());
}

/** Two planes of 12 × 8 pixels: one as it is, one compressed. */
async function smallCzi(): Promise<Uint8Array<ArrayBuffer>> {
  const [width, height] = [12, 8];
  const plane = (z: number): Uint8Array =>
    new Uint8Array(Uint16Array.from({ length: width * height }, (_, at) => (at * 7919 + z * 31) & 0xfff).buffer);
  const compressed = (await loadCompressor({ id: "zstd", level: 1, checksum: false }, 2)).encode(plane(1));
  const tile = { pixelType: 1, x: 0, y: 0, width, height };
  return cziBytes({
    tiles: [
      { ...tile, at: { Z: 0 }, data: plane(0) },
      { ...tile, at: { Z: 1 }, compression: 5, data: compressed },
    ],
    metadata: cziMetadata({ scaling: { X: "1e-7", Y: "1e-7" } }),
  });
}
