import { type DataType, itemSize } from "../../../model/dtype.ts";
import type { SceneDescription } from "../../../model/image.ts";
import { sizeOfShape } from "../../../model/region.ts";
import type { OutputPlan } from "../../plan.ts";
import { channelAxis } from "../channelAxis.ts";
import { type LevelGeometry, levelGeometries } from "../levelGeometry.ts";
import type { MemoryShares } from "../memory/shares.ts";
import { blockInView } from "../viewOrder.ts";

/** Types that the kernel knows as numbers; truth values are bytes to it. */
const TYPES: ReadonlySet<DataType> = new Set([
  "bool",
  "uint8",
  "int8",
  "uint16",
  "int16",
  "uint32",
  "int32",
  "float32",
  "float64",
]);
/** Values of a plane up to which weighted sums of 32-bit integers are exact in doubles (2^51 / 2^32). */
const MOST_WIDE_VALUES = 2 ** 19;
/** Planes are read in pieces of this part of a step: what is read is copied into the session at once, and one more is read meanwhile. */
export const PLANE_READ = 0.25;
/** Bytes of a block as stored, of those that it decodes to, about. */
const ENCODED_PART = 0.5;
/** Counts of values by bin, 32 bits each. */
const HISTOGRAM_BYTES = 65_536 * 4;

/**
 * How the planes (the two last axes) of an output go through one kernel session each: whole, from their encoded blocks to their encoded
 * chunks, without leaving its memory. A group is the box of planes that lie there at once; it holds whole chunks of level 0 and whole
 * native blocks.
 */
export type PlaneRoad = {
  /** Planes of a group along each axis before the two last. */
  group: number[];
  /** Per level: how many of its planes are held at most. */
  planes: number[];
  /** Bytes of the largest chunk of any level. */
  chunkBytes: number;
  /** All that is kept in the kernel's memory. */
  bytes: number;
};

/**
 * The road of an output; null where its planes do not fit the session's share of the memory, or where something is asked for that the
 * session does not do: then the general road (`convert/walk/pyramidWalk.ts`) does it.
 */
export function planeRoad(
  scene: SceneDescription,
  output: OutputPlan,
  shares: Pick<MemoryShares, "planeBytes" | "blockBytes">,
): PlaneRoad | null {
  const { levels, sourceDtype, compressor } = output;
  const lead = levels[0]!.shape.length - 2;
  if (lead < 0 || !TYPES.has(sourceDtype) || output.cast !== "none") return null;
  if (channelAxis(output) >= lead) return null;
  if (output.time.append !== false || compressor?.id === "bz2" || compressor?.id === "lzma") return null;
  const geometries = levelGeometries(output);
  if (!isResampledInPlanes(output, geometries, lead)) return null;

  const item = itemSize(sourceDtype);
  const base = geometries[0]!;
  const native = blockInView(output.view, scene, base.dataShape);
  const group = groupOf(base, native, lead, Math.floor(shares.blockBytes / (planeValues(base) * item)));
  if (group === null || geometries.some((level) => !isRunOfPlanes(level, group, lead))) return null;
  const planes = geometries.map(({ level, dataShape }, at) =>
    at === 0
      ? sizeOfShape(group)
      : sizeOfShape(level.chunkShape.slice(0, lead).map((length, axis) => Math.min(length, dataShape[axis]!))),
  );
  const chunkBytes = Math.max(...levels.map(({ chunkShape }) => sizeOfShape(chunkShape))) * item;
  const blockBytes = sizeOfShape(native.map((length, axis) => (axis < lead ? 1 : length))) * item;
  const isCut = geometries.some((level) => !isInPlace(level, lead));
  const bytes =
    planes.reduce((sum, count, at) => sum + count * planeValues(geometries[at]!) * item, 0) +
    (compressor === null && output.byteOrder !== "big" ? 0 : chunkBytes) +
    // A block that is decoded beside what a chunk is cut into; or a chunk that is decoded again, where it was cut into.
    Math.max(blockBytes * (1 + ENCODED_PART) + (isCut ? chunkBytes : 0), compressor === null ? 0 : chunkBytes) +
    HISTOGRAM_BYTES;
  return bytes > shares.planeBytes ? null : { group, planes, chunkBytes, bytes };
}

/** Whether all chunks of a level are whole and lie in its planes as they are stored. */
function isInPlace({ level: { chunkShape }, dataShape, offset }: LevelGeometry, lead: number): boolean {
  const isSame = (axis: number): boolean => chunkShape[axis] === dataShape[axis];
  const isWhole = (length: number, axis: number): boolean =>
    [offset, dataShape].every((of) => of[axis]! % length === 0);
  if (!chunkShape.slice(0, lead).every(isWhole)) return false;
  const isOnePlane = sizeOfShape(chunkShape.slice(0, lead)) === 1;
  const restRows = dataShape[lead]! % chunkShape[lead]!;
  return isSame(lead + 1) && (isOnePlane ? restRows === 0 : isSame(lead));
}

function planeValues({ dataShape }: LevelGeometry): number {
  return dataShape.at(-2)! * dataShape.at(-1)!;
}

/** Whether levels differ in the two last axes alone, and in a way that the kernel has. */
function isResampledInPlanes({ sourceDtype, resampling }: OutputPlan, geometries: LevelGeometry[], lead: number) {
  const isSameBefore = geometries.every(({ dataShape }) =>
    dataShape.slice(0, lead).every((length, axis) => length === geometries[0]!.dataShape[axis] && length > 0),
  );
  if (!isSameBefore) return false;
  if (geometries.length === 1 || resampling.method === "nearest") return true;
  const isWide = sourceDtype === "uint32" || sourceDtype === "int32";
  if (resampling.method === "gaussian") return !isWide;
  if (resampling.method !== "mean") return false;
  return !isWide || geometries.every((level, at) => at === 0 || isExact(geometries[at - 1]!, level));
}

function isExact(below: LevelGeometry, { dataShape }: LevelGeometry): boolean {
  const isHalved = below.dataShape.slice(-2).every((length, axis) => length === 2 * dataShape.slice(-2)[axis]!);
  return isHalved || planeValues(below) <= MOST_WIDE_VALUES;
}

/**
 * Whole chunks and whole native blocks along each axis, and more of them, from the last axis on, while planes are small. Null where chunks
 * and blocks do not end together.
 */
function groupOf({ level, dataShape, offset }: LevelGeometry, native: readonly number[], lead: number, most: number) {
  const group: number[] = [];
  for (let axis = 0; axis < lead; axis++) {
    const [chunk, block, extent] = [level.chunkShape[axis]!, native[axis]!, dataShape[axis]!];
    const larger = Math.max(chunk, block);
    const isTogether = larger % chunk === 0 && larger % block === 0 && (block === 1 || offset[axis]! % block === 0);
    if (!isTogether && (chunk < extent || block < extent || offset[axis]! > 0)) return null;
    group.push(Math.min(larger, extent + offset[axis]!));
  }
  for (let axis = lead - 1; axis >= 0; axis--) {
    const room = Math.floor(most / sizeOfShape(group));
    const times = Math.min(room, Math.ceil(dataShape[axis]! / group[axis]!));
    if (times > 1) group[axis]! *= times;
    if (group[axis]! < dataShape[axis]!) break;
  }
  return group;
}

/** Whether the planes of each chunk of a level follow one another when groups come in C order, and planes in C order inside a group. */
function isRunOfPlanes(geometry: LevelGeometry, group: readonly number[], lead: number): boolean {
  const chunk = geometry.level.chunkShape.slice(0, lead);
  return chunk.every((length) => length === 1) || (isRun(geometry, chunk) && isRun(geometry, group));
}

/** Whether boxes of these lengths, in a grid, are runs of planes in C order: whole from some axis on, and of length 1 before it. */
function isRun({ dataShape, offset }: LevelGeometry, lengths: readonly number[]): boolean {
  const isWhole = (axis: number): boolean =>
    Math.floor(offset[axis]! / lengths[axis]!) === Math.floor((offset[axis]! + dataShape[axis]! - 1) / lengths[axis]!);
  let axis = lengths.length - 1;
  while (axis >= 0 && isWhole(axis)) axis--;
  return lengths.slice(0, Math.max(0, axis)).every((length, at) => length === 1 || dataShape[at] === 1);
}
