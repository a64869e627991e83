import type { ImageDescription } from "../../model/image.ts";
import { describeRawFile, describeRawScene, factsOf, type RawAxis } from "../shared/describeRaw.ts";
import { rawSceneBlock, sceneShape } from "../shared/rawScene.ts";
import type { MrcHeader } from "./header.ts";

/** Space groups of stacks: of images, and (the group plus this) of volumes. */
const IMAGE_STACK = 0;
const VOLUME_STACKS = 401;

/** The axes of the file, the slowest first, and where those of the scene (t z y x s) are among them. */
export type MrcLayout = { shape: number[]; order: number[]; letters: string[] };

/** Which axes a file has. */
export function layoutOf({ lengths, letters, grid, spaceGroup, pixel }: MrcHeader): MrcLayout {
  const [columns, rows, sections] = lengths;
  const [, , depth] = grid;
  const isStack = spaceGroup >= VOLUME_STACKS && depth > 0 && sections % depth === 0;
  const stored = [...letters].toReversed().map((axis) => "xyz"[axis]!);
  const shape = [sections, rows, columns];
  if (isStack) {
    shape.splice(0, 1, sections / depth, depth);
    stored.unshift("t");
  }
  if (pixel.stored === "rgb") {
    shape.push(3);
    stored.push("s");
  }
  const sorted = stored.toSorted((a, b) => "tzyxs".indexOf(a) - "tzyxs".indexOf(b));
  return { shape, order: sorted.map((letter) => stored.indexOf(letter)), letters: sorted };
}

/** Describes the one image of a file. */
export function describeMrc(file: { name: string; path: string }, header: MrcHeader): ImageDescription {
  const { name, path } = file;
  const layout = layoutOf(header);
  const shape = sceneShape(layout);
  const { min, max } = header.range;
  const isRange = max > min && Number.isFinite(max - min) && !header.pixel.dtype.startsWith("complex");
  const scene = describeRawScene({
    id: "Image:0",
    axes: layout.letters.map((letter, axis) => axisOf(header, letter, shape[axis]!)),
    dtype: header.pixel.dtype,
    blockShape: rawSceneBlock(layout),
    channels: isRange ? [{ window: { start: min, end: max } }] : [],
    facts: facts(header),
  });
  return describeRawFile({ format: "mrc", formatName: "MRC", name, files: [path], notes: notesOf(header) }, [scene]);
}

/** Lengths of the cell are ångström; an image of a stack has no distance from the next one. */
function axisOf(header: MrcHeader, letter: string, length: number): RawAxis {
  const axis = "xyz".indexOf(letter);
  const isSpaced = axis >= 0 && !(axis === 2 && header.spaceGroup === IMAGE_STACK);
  if (!isSpaced) return { letter, length };
  const steps = header.grid[axis]! > 0 ? header.grid[axis]! : length;
  const scale = header.cell[axis]! / steps;
  // Of a volume without an origin its first grid point tells where it lies.
  const hasOrigin = header.origin.some((value) => value !== 0);
  const start = header.starts[header.letters.indexOf(axis)]!;
  const origin = hasOrigin ? header.origin[axis]! : start !== 0 && scale > 0 ? start * scale : null;
  return { letter, length, scale, unit: "angstrom", origin };
}

function facts({ labels, angles, range, extended, spaceGroup }: MrcHeader): Record<string, string> {
  const isSkewed = angles.some((angle) => angle !== 90 && angle !== 0);
  return factsOf([
    ...labels.map((label, index) => [`Label ${index + 1}`, label] as const),
    ["Cell angles", isSkewed ? angles.map((angle) => Number(angle.toPrecision(6))).join(", ") : null],
    ["Space group", spaceGroup > 1 ? spaceGroup : null],
    ["Mean value", Number.isFinite(range.mean) && range.mean !== 0 ? Number(range.mean.toPrecision(7)) : null],
    ["Extended header", extended.bytes > 0 ? `${extended.kind} ${extended.bytes} bytes` : null],
  ]);
}

function notesOf(header: MrcHeader): string[] {
  const notes: string[] = [];
  if (header.spaceGroup === IMAGE_STACK && header.lengths[2] > 1) {
    notes.push("The file says that it is a stack of images and no volume; they stand along z, without a distance.");
  }
  if (layoutOf(header).letters.includes("t")) {
    notes.push("The file holds several volumes; they stand along the time axis.");
  }
  if (header.angles.some((angle) => angle !== 90 && angle !== 0)) {
    notes.push("The cell of the map is not rectangular; its angles are among the facts.");
  }
  return notes;
}
