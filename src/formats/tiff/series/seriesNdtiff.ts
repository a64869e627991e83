import { folderOf, joinPath, safePath } from "../../../model/paths.ts";
import type { ByteDirectory } from "../../../bytes/source.ts";
import { ZarrdropError } from "../../../model/errors.ts";
import { LIMITS } from "../../../model/limits.ts";
import { BoundedCache } from "../../../model/boundedCache.ts";
import { contiguousEnd } from "../pixels/layout.ts";
import { layoutNdtiff, type NdtiffFrame, type NdtiffLayout, readNdtiffIndex } from "./ndtiffIndex.ts";
import { companionMissing } from "../errors.ts";
import type { OpenContext } from "../opened.ts";
import type { TiffPage } from "../container/page.ts";
import { noFacts, type SceneFacts } from "./sceneFacts.ts";
import { makeSeries, type Series } from "./series.ts";
import type { PlaneTable } from "../pixels/storage.ts";
import { TiffFile } from "../container/tiffFile.ts";

const MAGIC = 483_729;
const SUMMARY = 2_355_492;
const INDEX = "NDTiff.index";
/** Files of a dataset kept open. */
const OPEN_FILES = 16;

/** Axes by the names of NDTiff; the letters are tifffile's. */
const AXES: ReadonlyMap<string, string> = new Map(
  Object.entries({ time: "T", channel: "C", z: "Z", position: "R", column: "J", row: "K" }),
);

/** A dataset with the files that it consists of. */
export type NdtiffDataset = { series: Series[]; files: string[] };

/**
 * The dataset of Micro-Manager's NDTiff (versions 2 and 3) that a file belongs to: the index beside it says where each
 * image is. Null for other files, without an index, and where it does not fit.
 * @throws `companion-missing`, `corrupt`, those of reading
 */
export async function ndtiffSeries(
  file: TiffFile,
  first: TiffPage,
  context: OpenContext,
  notes: string[],
): Promise<NdtiffDataset | null> {
  const summary = await readSummary(file);
  if (summary === null) return null;
  const folder = folderOf(context.path);
  const source = await context.directory.open(joinPath(folder, INDEX));
  if (source === null || source.size > LIMITS.metadataBytes) return null;
  const frames = readNdtiffIndex(await source.read(0, source.size, context.lifetime), INDEX);
  const layout = layoutNdtiff(frames);
  const isLike = ({ width, height, compression }: NdtiffFrame): boolean =>
    width === first.width && height === first.height && compression === 0;
  if (layout === null || !frames.every(isLike)) {
    notes.push("The index of this NDTiff dataset does not fit its images; they were read as they are.");
    return null;
  }
  const files = await filesOf(frames, folder, context);
  const planes = planesOf(layout, files, file, context);
  const axes = layout.axes.map((name) => AXES.get(name.toLowerCase()) ?? "Q").join("") + first.axes;
  const shape = [...layout.shape, ...first.shape];
  const made = makeSeries(
    { kind: "ndtiff", name: "", axes, shape, file, page: first, planes, isSubDirectory: false },
    true,
  );
  if (made === null) return null;
  const places = layout.shape.reduce((product, length) => product * length, 1);
  const missing = places - layout.frames.size;
  if (missing > 0) notes.push(`${missing} of ${places} planes are not in the dataset; they are zero.`);
  made.facts = factsOf(summary, layout);
  return { series: [made], files: [...new Set([...files.values(), joinPath(folder, INDEX)])] };
}

/** The dataset's description behind the header; null for files that are no NDTiff of version 2 or 3. */
async function readSummary(file: TiffFile): Promise<Record<string, unknown> | null> {
  if (file.header.kind !== "classic" || file.source.size < 32) return null;
  const bytes = await file.readStructure(8, 20);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const [magic, major, third, fourth, fifth] = [0, 4, 8, 12, 16].map((at) =>
    view.getUint32(at, file.header.littleEndian),
  );
  if (magic !== MAGIC || major! < 2) return null;
  const [start, length] = third === SUMMARY ? [24, fourth!] : [28, fifth!];
  if (length > LIMITS.metadataBytes || start + length > file.source.size) return {};
  try {
    return JSON.parse(new TextDecoder().decode(await file.readStructure(start, length))) as Record<string, unknown>;
  } catch (error) {
    if (error instanceof SyntaxError) return {};
    throw error;
  }
}

/**
 * Paths by the names in the index.
 * @throws `companion-missing`
 */
async function filesOf(
  frames: readonly NdtiffFrame[],
  folder: string,
  { directory, path }: OpenContext,
): Promise<ReadonlyMap<string, string>> {
  const files = new Map<string, string>();
  const missing: string[] = [];
  for (const name of new Set(frames.map((frame) => frame.file))) {
    const safe = safePath(joinPath(folder, name));
    if (safe === null || (await directory.open(safe)) === null) missing.push(name);
    else files.set(name, safe);
  }
  if (missing.length > 0) throw companionMissing(path, missing);
  return files;
}

type OpenStack = { file: TiffFile; page: TiffPage; offset: number };

function planesOf(
  { frames }: NdtiffLayout,
  files: ReadonlyMap<string, string>,
  main: TiffFile,
  { directory, path, lifetime }: OpenContext,
): PlaneTable {
  const opened = new BoundedCache<string, Promise<OpenStack>>(OPEN_FILES, () => 1);
  return {
    async plane(index) {
      const frame = frames.get(index);
      if (frame === undefined) return null;
      const wanted = files.get(frame.file)!; // `filesOf` has found all of them.
      let stack = opened.get(wanted);
      if (stack === undefined) {
        stack = openStack(wanted === path ? main : null, wanted, directory, lifetime);
        opened.put(wanted, stack);
      }
      const { file, page, offset } = await stack;
      return { file, page, shift: frame.offset - offset };
    },
  };
}

/** A file with its first page, whose pixels lie in one piece: all others are like it. */
async function openStack(
  main: TiffFile | null,
  path: string,
  directory: ByteDirectory,
  lifetime: AbortSignal,
): Promise<OpenStack> {
  const source = main === null ? await directory.open(path) : null;
  if (main === null && source === null) throw companionMissing(path, [path]);
  const file = main ?? (await TiffFile.open(source!, lifetime));
  const page = await file.page(0);
  const offset = page === null ? null : await contiguousEnd(file, page, 0);
  if (page === null || offset === null) {
    throw new ZarrdropError("corrupt", `${file.name} is damaged: its first image is not as an NDTiff's.`, {
      file: file.name,
    });
  }
  return { file, page, offset };
}

function factsOf(summary: Readonly<Record<string, unknown>>, layout: NdtiffLayout): SceneFacts {
  const facts = noFacts();
  const set = (axis: string, value: unknown): void => {
    if (typeof value !== "number" || !(value > 0)) return;
    facts.scale[axis] = value;
    facts.units[axis] = "micrometer";
  };
  set("x", summary["PixelSize_um"]);
  set("y", summary["PixelSize_um"]);
  set("z", summary["z-step_um"]);
  facts.channelNames = [...(layout.names.get("channel") ?? [])];
  return facts;
}
