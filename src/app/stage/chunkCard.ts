import { formatBytes, plural } from "../figures.ts";
import type { Point, Size } from "./camera.ts";
import type { ChunkUnder } from "./chunkUnder.ts";
import type { Box } from "./frame.ts";
import type { StageColors } from "./stageColors.ts";

const PADDING = 12;
const LINE = 18;
/** From the pointer. */
const DISTANCE = 18;

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

/** Says beside the pointer which chunk that is, what it takes and in which file it will be. */
export function drawChunkCard(
  context: CanvasRenderingContext2D,
  { size, colors }: { size: Size; colors: StageColors },
  { under, at }: { under: ChunkUnder; at: Point },
): void {
  const font = (weight: number): string => `${weight} 11.5px ${colors.font}`;
  const lines = [
    { text: `Chunk ${under.name}`, font: font(600), color: colors.text },
    { text: `${formatBytes(under.bytes)} in memory`, font: font(400), color: colors.textNote },
    ...(under.shardName === null
      ? []
      : [
          {
            text: `Shard ${under.shardName} holds ${plural(under.perShard, "chunk")} in one file`,
            font: font(400),
            color: colors.textNote,
          },
        ]),
    { text: under.path, font: `400 11px "Zarrdrop Mono", monospace`, color: colors.text },
  ];
  const widths = lines.map(({ text, font: used }) => {
    context.font = used;
    return context.measureText(text).width;
  });
  const width = Math.min(size.width - 16, Math.max(...widths) + 2 * PADDING);
  const height = lines.length * LINE + 2 * PADDING - 6;
  // On the side that has room, never under the pointer.
  const x = Math.max(8, at.x + DISTANCE + width < size.width - 8 ? at.x + DISTANCE : at.x - DISTANCE - width);
  const y = at.y + DISTANCE + height < size.height - 8 ? at.y + DISTANCE : at.y - DISTANCE - height;
  drawPanel(context, colors, { x, y, width, height });
  context.textAlign = "left";
  lines.forEach(({ text, font: used, color }, index) => {
    context.font = used;
    context.fillStyle = color;
    context.fillText(text, x + PADDING, y + PADDING + (index + 0.5) * LINE - 3, width - 2 * PADDING);
  });
}
