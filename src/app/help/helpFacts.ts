import { levelFiles } from "../../plan/layout/cost.ts";
import type { OutputPlan } from "../../plan/plan.ts";
import { formatBytes, formatCount, formatShape, plural } from "../figures.ts";
import { shapeText } from "../plan/shapeText.ts";
import { chunkUnder } from "../stage/chunkUnder.ts";
import type { Box } from "../stage/frame.ts";
import type { ViewedImage } from "../stage/viewedImage.ts";

/** What an image has to say of levels, chunks and shards. */
export type HelpFacts = {
  levels: string;
  chunks: string;
  shards: string;
  /** The level whose chunks are drawn, and these in pixels of level 0. */
  drawn: number;
  cell: { width: number; height: number };
  chunk: Box;
  shard: Box | null;
};

/** Chunks in a row at most: of more nothing could be seen. */
const MOST_CELLS = 12;

/** The facts of a planned image: its finest level whose chunks can be seen, and a chunk and a shard of its middle. */
export function helpFacts(image: ViewedImage): HelpFacts {
  const { output, size } = image;
  const looks = output.levels.map((_, level) => lookAt(image, level));
  const seen = looks.findIndex(
    ({ cell }) => size.width / cell.width <= MOST_CELLS && size.height / cell.height <= MOST_CELLS,
  );
  const drawn = seen < 0 ? looks.length - 1 : seen;
  const { cell, chunk, shard, bytes } = looks[drawn]!;
  return {
    levels: levelsText(image),
    chunks: `${shapeText(output, output.levels[drawn]!.chunkShape)}, ${formatBytes(bytes)} before compression${atLevel(drawn)}`,
    shards: shardsText(output),
    drawn,
    cell,
    chunk,
    shard,
  };
}

function lookAt(image: ViewedImage, level: number): Pick<HelpFacts, "cell" | "chunk" | "shard"> & { bytes: number } {
  const look = { level, z: Math.floor(image.sizeZ / 2), t: 0, channels: [] };
  // Both points lie in the image.
  const first = chunkUnder(image, look, { x: 0, y: 0 })!;
  const { chunk, shard, bytes } = chunkUnder(image, look, { x: image.size.width * 0.45, y: image.size.height * 0.55 })!;
  return { cell: first.chunk, chunk, shard, bytes };
}

function atLevel(level: number): string {
  return level === 0 ? "" : `; drawn at level ${level}`;
}

function levelsText({ levels }: ViewedImage): string {
  const sizes = levels.map(({ width, height }) => formatShape([width, height]));
  if (sizes.length === 1) return `1 level, ${sizes[0]}`;
  return `${sizes.length} levels, from ${sizes[0]} to ${sizes.at(-1)}`;
}

function shardsText({ levels, zarrFormat }: OutputPlan): string {
  const chunks = levels.reduce((sum, level) => sum + levelFiles({ ...level, shardShape: null }), 0);
  const files = levels.reduce((sum, level) => sum + levelFiles(level), 0);
  if (levels.some(({ shardShape }) => shardShape !== null)) {
    return `${plural(chunks, "chunk")} in ${plural(files, "shard")} instead of ${plural(chunks, "file")}`;
  }
  const why = zarrFormat === 2 ? "; Zarr 2 has no shards" : "";
  return `none: ${plural(chunks, "chunk")} in ${formatCount(files)} ${files === 1 ? "file" : "files"}${why}`;
}
