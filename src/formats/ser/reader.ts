import { baseName, folderOf, sortPaths } from "../../model/paths.ts";
import type { ByteSource } from "../../bytes/source.ts";
import { asReadError, ZarrdropError } from "../../model/errors.ts";
import type { ImageReader, OpenInput } from "../reader.ts";
import { type OpenedScene, rawFileReader } from "../shared/rawFile.ts";
import { rawPixels, type RawScene } from "../shared/rawScene.ts";
import { sceneOrder } from "../shared/sceneOrder.ts";
import { axesOfSeries, describeSeries } from "./describeScene.ts";
import { type EmiFacts, readEmi } from "./emi.ts";
import { readSeries, type Series } from "./series.ts";

type Opened = OpenedScene & { path: string; notes: string[] };

/**
 * Opens a series, or all of them that an .emi file tells of: a scene each.
 * @throws those of `ImageReader`, `companion-missing` for an .emi file without a series
 */
export async function open(input: OpenInput): Promise<ImageReader> {
  const { source, path, signal } = input;
  if (source === null) throw new ZarrdropError("unsupported-format", "A folder is not a TIA series.");
  try {
    const [first] = await source.read(0, 1, signal);
    // "I" begins a series, "J" what tells of some.
    const isSeries = first === 0x49;
    const emi = isSeries ? await emiBeside(input) : { path, objects: await readEmi(source, signal) };
    const members = isSeries ? [{ path, source }] : await membersOf(input);
    const opened: Opened[] = [];
    for (const [index, member] of members.entries()) {
      const facts = emi?.objects[numberOf(member.path) - 1] ?? null;
      opened.push(await openMember(member, { index, facts }, signal));
    }
    const about = {
      format: "ser",
      formatName: "TIA series",
      name: source.name,
      files: [...new Set([path, ...(emi === null ? [] : [emi.path]), ...opened.map((each) => each.path)])],
      notes: opened.flatMap(({ notes }) => notes),
    };
    return rawFileReader(about, opened);
  } catch (error) {
    throw asReadError(error, source.name);
  }
}

/** "name_2.ser" is the second series of "name.emi". */
const MEMBER = /_(\d{1,4})\.ser$/i;

function numberOf(path: string): number {
  return Number(MEMBER.exec(path)?.[1] ?? 1);
}

async function emiBeside({
  directory,
  path,
  signal,
}: OpenInput): Promise<{ path: string; objects: (EmiFacts | null)[] } | null> {
  if (!MEMBER.test(path)) return null;
  const emiPath = path.replace(MEMBER, ".emi");
  const source = await directory.open(emiPath);
  return source === null ? null : { path: emiPath, objects: await readEmi(source, signal) };
}

async function membersOf({ directory, path, signal }: OpenInput): Promise<{ path: string; source: ByteSource }[]> {
  const base = path.replace(/\.emi$/i, "");
  const paths = (await directory.list(signal)).filter(
    (each) => folderOf(each) === folderOf(path) && MEMBER.test(each) && each.replace(MEMBER, "") === base,
  );
  const members: { path: string; source: ByteSource }[] = [];
  for (const each of sortPaths([...paths]).toSorted((a, b) => numberOf(a) - numberOf(b))) {
    const source = await directory.open(each);
    if (source !== null) members.push({ path: each, source });
  }
  if (members.length > 0) return members;
  throw new ZarrdropError("companion-missing", "The file tells of series of images, and none of them is there.", {
    files: [`${baseName(base)}_1.ser`],
    advice: "Put the files into one folder, and drop the folder or all of the files.",
  });
}

async function openMember(
  { path, source }: { path: string; source: ByteSource },
  { index, facts }: { index: number; facts: EmiFacts | null },
  signal: AbortSignal,
): Promise<Opened> {
  const series = await readSeries(source, signal);
  const name = source.name.replace(/\.ser$/i, "");
  const scene = describeSeries({ id: `Image:${index}`, name }, series, facts);
  return { path, scene, pixels: rawPixels(rawSeries(source, series)), notes: notesOf(name, series) };
}

function rawSeries(source: ByteSource, series: Series): RawScene {
  const axes = axesOfSeries(series, null);
  const { dtype, element, offsets } = series;
  return {
    shape: axes.map(({ length }) => length),
    frameAxes: axes.length - element.length,
    dtype,
    littleEndian: true,
    frameAt: (frame) => {
      const offset = offsets[frame] ?? 0;
      return offset === 0 ? null : { source, offset };
    },
    ...sceneOrder(axes),
    // The lowest row of an image comes first.
    ...(series.kind === "images" ? { backwards: axes.length - 2 } : {}),
  };
}

function notesOf(name: string, { axes, recorded }: Series): string[] {
  const planned = axes.reduce((product, { length }) => product * length, 1);
  return recorded < planned
    ? [`${name} has ${recorded} of ${planned} places recorded; the others are left black.`]
    : [];
}
