import { itemSize } from "../../model/dtype.ts";
import { type Region, sizeOfShape } from "../../model/region.ts";
import type { Point } from "./camera.ts";
import type { Box, Look } from "./frame.ts";
import { axisPlaces, regionOf, type ViewedImage } from "./viewedImage.ts";

/** The chunk of a level under a point of the image, and the file that it will be in. */
export type ChunkUnder = {
  /** Index along y and x, as people say it: "1·2". */
  name: string;
  /** Pixels of level 0. */
  chunk: Box;
  shard: Box | null;
  shardName: string | null;
  level: number;
  /** What of the chunk lies in the data of its level. */
  region: Region;
  /** Of the axes that are not seen: "z 4, Membrane". */
  plane: string;
  /** Decoded bytes of a whole chunk. */
  bytes: number;
  /** Chunks in a shard. */
  perShard: number;
  /** Of the file, from the store's folder on. */
  path: string;
};

/** Null beside the image. */
export function chunkUnder(image: ViewedImage, look: Omit<Look, "camera">, at: Point): ChunkUnder | null {
  const { output, size } = image;
  if (at.x < 0 || at.y < 0 || at.x >= size.width || at.y >= size.height) return null;
  const level = output.levels[look.level]!;
  const { width, height, factorX, factorY } = image.levels[look.level]!;
  const x = Math.min(width - 1, Math.floor(at.x / factorX));
  const y = Math.min(height - 1, Math.floor(at.y / factorY));
  const channel = Math.max(
    0,
    look.channels.findIndex(({ isVisible }) => isVisible),
  );
  const { start } = regionOf(image, look.level, { channel, z: look.z, t: look.t }, { x, y, width: 1, height: 1 });
  const places = axisPlaces(output);
  const { axis: timeAxis, destinationStart, count } = output.time;
  const offset = start.map((_, axis) => (axis === timeAxis ? destinationStart : 0));
  const indexIn = (shape: readonly number[]): number[] =>
    start.map((from, axis) => Math.floor((from + offset[axis]!) / shape[axis]!));
  const boxOf = (shape: readonly number[]): Box => {
    const index = indexIn(shape);
    const [left, top] = [index[places.x]! * shape[places.x]!, index[places.y]! * shape[places.y]!];
    const [right, bottom] = [Math.min(width, left + shape[places.x]!), Math.min(height, top + shape[places.y]!)];
    return { x: left * factorX, y: top * factorY, width: (right - left) * factorX, height: (bottom - top) * factorY };
  };
  const nameOf = (shape: readonly number[]): string => {
    const index = indexIn(shape);
    return `${index[places.y]}·${index[places.x]}`;
  };
  const { chunkShape, shardShape } = level;
  const index = indexIn(chunkShape);
  const file = indexIn(shardShape ?? chunkShape).join("/");
  return {
    name: nameOf(chunkShape),
    chunk: boxOf(chunkShape),
    shard: shardShape === null ? null : boxOf(shardShape),
    shardName: shardShape === null ? null : nameOf(shardShape),
    bytes: sizeOfShape(chunkShape) * itemSize(output.dtype),
    perShard: shardShape === null ? 1 : sizeOfShape(shardShape) / sizeOfShape(chunkShape),
    level: look.level,
    region: {
      start: index.map((number, axis) => Math.max(0, number * chunkShape[axis]! - offset[axis]!)),
      shape: index.map((number, axis) => {
        const end = axis === timeAxis ? count : level.shape[axis]!;
        const from = number * chunkShape[axis]! - offset[axis]!;
        return Math.min(end, from + chunkShape[axis]!) - Math.max(0, from);
      }),
    },
    plane: planeText(image, look, channel),
    path: `${output.storeName}/${level.path}/${output.zarrFormat === 3 ? "c/" : ""}${file}`,
  };
}

function planeText(
  { sizeZ, sizeT, channelCount }: ViewedImage,
  { z, t, channels }: Omit<Look, "camera">,
  channel: number,
): string {
  return [
    ...(sizeZ > 1 ? [`z ${z + 1}`] : []),
    ...(sizeT > 1 ? [`t ${t + 1}`] : []),
    ...(channelCount > 1 ? [channels[channel]?.name ?? ""] : []),
  ].join(", ");
}
