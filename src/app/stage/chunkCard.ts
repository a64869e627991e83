import { formatBytes, plural } from "../figures.ts";
import type { Point, Size } from "./camera.ts";
import type { ChunkUnder } from "./chunkUnder.ts";
import type { Box } from "./frame.ts";
import type { StageColors } from "./stageColors.ts";

const PADDING = 14;
const LINE = 20;
/** From the pointer. */
const DISTANCE = 18;
const LEAST_WIDTH = 300;
/** Height of the two bars: what is in memory, and what is stored of it. */
const BARS = 22;

/** The ground of what lies on a picture. */
export function drawPanel(context: CanvasRenderingContext2D, colors: StageColors, box: Box): void {
  context.fillStyle = colors.float;
  context.strokeStyle = colors.floatLine;
  context.lineWidth = 1;
  context.beginPath();
  context.roundRect(box.x + 0.5, box.y + 0.5, box.width, box.height, 9);
  context.fill();
  context.stroke();
}

/** What is said of a chunk; `stored` null: it is not measured yet. */
type ChunkCard = { under: ChunkUnder; at: Point; stored: number | null };

/** Says beside the pointer which chunk that is, what it takes in memory and in the store, and in which file it is. */
export function drawChunkCard(
  context: CanvasRenderingContext2D,
  { size, colors }: { size: Size; colors: StageColors },
  { under, at, stored }: ChunkCard,
): void {
  const font = (weight: number): string => `${weight} 11.5px ${colors.font}`;
  const mono = '400 11px "Zarrdrop Mono", monospace';
  const shard =
    under.shardName === null ? "" : `Shard ${under.shardName} holds ${plural(under.perShard, "chunk")} in one file`;
  const measure = (text: string, used: string): number => {
    context.font = used;
    return context.measureText(text).width;
  };
  const widest = Math.max(measure(under.path, mono), measure(shard, font(400)), LEAST_WIDTH - 2 * PADDING);
  const width = Math.min(size.width - 16, widest + 2 * PADDING);
  const height = (shard === "" ? 3 : 4) * LINE + BARS + 2 * PADDING;
  // On the side that has room, never under the pointer.
  const x = Math.max(8, at.x + DISTANCE + width < size.width - 8 ? at.x + DISTANCE : at.x - DISTANCE - width);
  const y = at.y + DISTANCE + height < size.height - 8 ? at.y + DISTANCE : at.y - DISTANCE - height;
  drawPanel(context, colors, { x, y, width, height });
  const inner = { left: x + PADDING, right: x + width - PADDING, width: width - 2 * PADDING };
  let top = y + PADDING;
  const write = (text: string, used: string, color: string, left = inner.left): number => {
    context.textAlign = "left";
    context.font = used;
    context.fillStyle = color;
    context.fillText(text, left, top + LINE / 2, inner.right - left);
    return left + context.measureText(text).width;
  };
  const after = write(`Chunk ${under.name}`, font(600), colors.text);
  const where = [`level ${under.level}`, ...(under.plane === "" ? [] : [under.plane])].join(", ");
  write(where, font(400), colors.textNote, after + 8);
  top += LINE;
  drawBars(context, colors, { ...inner, top: top + 3 }, stored === null ? null : stored / under.bytes);
  top += BARS;
  write(`in memory ${formatBytes(under.bytes)}`, font(400), colors.text);
  context.textAlign = "right";
  context.fillText(storedText(under.bytes, stored), inner.right, top + LINE / 2);
  top += LINE;
  write(under.path, mono, colors.text);
  top += LINE;
  if (shard !== "") write(shard, font(400), colors.textNote);
}

/** What is in memory, and below it what is stored of that. */
function drawBars(
  context: CanvasRenderingContext2D,
  colors: StageColors,
  { left, width, top }: { left: number; width: number; top: number },
  share: number | null,
): void {
  context.fillStyle = colors.textNote;
  context.globalAlpha = 0.6;
  context.fillRect(left, top, width, 5);
  context.globalAlpha = 1;
  if (share === null) return;
  context.fillStyle = colors.pick;
  context.fillRect(left, top + 7, Math.max(1, Math.min(1, share) * width), 5);
}

/** What is not measured is a dash, never a guess. */
function storedText(bytes: number, stored: number | null): string {
  if (stored === null) return "stored –";
  if (stored === 0) return "holds nothing, left out";
  return `stored ${formatBytes(stored)} · ${(bytes / stored).toFixed(1)}×`;
}
