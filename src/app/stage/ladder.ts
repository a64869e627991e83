import { viewToImage, type Camera, type Size, type View } from "./camera.ts";
import type { Box } from "./frame.ts";
import type { ChunkWork } from "./chunkWork.ts";
import { drawMarks } from "./ladderMarks.ts";
import { layOutLadder, type LadderDirection, type Rung } from "./ladderLayout.ts";
import { fitCanvas } from "./renderer.ts";
import type { StageColors } from "./stageColors.ts";
import { cellSize, type ViewedImage } from "./viewedImage.ts";

/** Cells a side above which a level shows its shards, or nothing, instead of its chunks. */
const MOST_CELLS = 12;
/** Room around the drawing, for the rim of the level that is shown. */
export const LADDER_RIM = 4;

/** What the ladder shows. */
export type LadderView = {
  image: ViewedImage;
  /** The levels that are shown: one, or two beside each other. */
  levels: readonly number[];
  camera: Camera;
  size: View;
  ratio: number;
  /** The chunk under the pointer, in pixels of level 0. */
  chunk: Box | null;
  /** What is converted of the image; null: nothing is known of that. */
  work: ChunkWork | null;
  colors: StageColors;
};

/** The levels of an image above each other, drawn on a canvas: what moves in it changes nothing in the document. */
export class Ladder {
  readonly #canvas: HTMLCanvasElement;
  #overview: HTMLCanvasElement | null = null;
  /** What stays while the view moves. */
  #still: { canvas: HTMLCanvasElement; of: string } | null = null;
  #drawn = "";

  readonly #direction: LadderDirection;

  constructor(canvas: HTMLCanvasElement, direction: LadderDirection) {
    this.#canvas = canvas;
    this.#direction = direction;
  }

  /** The plane as a whole; null: not known yet. */
  showPicture(picture: ImageData | null): void {
    this.forget();
    if (picture === null) {
      this.#overview = null;
      return;
    }
    this.#overview = document.createElement("canvas");
    fitCanvas(this.#overview, picture);
    this.#overview.getContext("2d")?.putImageData(picture, 0, 0);
  }

  /** Is drawn in any case next time. */
  forget(): void {
    this.#drawn = "";
    this.#still = null;
  }

  draw(view: LadderView): void {
    const { image, levels, camera, size, ratio, chunk, work } = view;
    const drawn = JSON.stringify([levels, camera, size, ratio, chunk, work?.state, work?.chunks.version]);
    if (drawn === this.#drawn) return;
    this.#drawn = drawn;
    const still = this.#drawStill(view);
    fitCanvas(this.#canvas, still);
    const context = this.#canvas.getContext("2d");
    if (context === null) return;
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, still.width, still.height);
    context.drawImage(still, 0, 0);
    context.setTransform(ratio, 0, 0, ratio, LADDER_RIM * ratio, LADDER_RIM * ratio);
    const finest = layOutLadder(image, this.#direction).rungs.find(({ level }) => level === 0);
    if (finest !== undefined) drawFrame(context, finest, view);
  }

  /** The levels and which of them are shown: drawn anew only when that changed. */
  #drawStill(view: LadderView): HTMLCanvasElement {
    const { image, levels, ratio, work } = view;
    const of = JSON.stringify([levels, ratio, work?.state, work?.chunks.version]);
    if (this.#still?.of === of) return this.#still.canvas;
    const canvas = document.createElement("canvas");
    const { width, height, rungs } = layOutLadder(image, this.#direction);
    fitCanvas(canvas, {
      width: Math.round((width + 2 * LADDER_RIM) * ratio),
      height: Math.round((height + 2 * LADDER_RIM) * ratio),
    });
    const context = canvas.getContext("2d");
    if (context !== null) {
      context.setTransform(ratio, 0, 0, ratio, LADDER_RIM * ratio, LADDER_RIM * ratio);
      if (this.#direction === "up") drawSlopes(context, rungs, view.colors);
      for (const rung of rungs) this.#drawRung(context, rung, view);
    }
    this.#still = { canvas, of };
    return canvas;
  }

  #drawRung(context: CanvasRenderingContext2D, rung: Rung, { image, levels, work, colors }: LadderView): void {
    const { x, y, width, height, level, isSmall } = rung;
    context.fillStyle = "#000";
    context.fillRect(x, y, width, height);
    context.imageSmoothingQuality = "high";
    if (this.#overview !== null) context.drawImage(this.#overview, x, y, width, height);
    const cell = isSmall ? null : drawnCell(image, rung.level);
    if (work !== null) drawMarks(context, { rung, image, cell, colors }, work);
    if (cell !== null) drawCells(context, rung, image, cell);
    context.lineWidth = 1;
    context.strokeStyle = "rgb(128 128 128 / 70%)";
    context.strokeRect(x - 0.5, y - 0.5, width + 1, height + 1);
    if (!levels.includes(level)) return;
    context.lineWidth = 3.5;
    context.strokeStyle = colors.stage;
    context.strokeRect(x - 1, y - 1, width + 2, height + 2);
    context.lineWidth = 2;
    context.strokeStyle = colors.pick;
    context.strokeRect(x - 2, y - 2, width + 4, height + 4);
  }
}

/** Each level becomes the next. */
function drawSlopes(context: CanvasRenderingContext2D, rungs: readonly Rung[], colors: StageColors): void {
  context.strokeStyle = colors.textNote;
  context.globalAlpha = 0.6;
  context.lineWidth = 1;
  context.beginPath();
  rungs.forEach((rung, index) => {
    const above = rungs[index - 1];
    if (above === undefined || above.isSmall) return;
    const bottom = above.y + above.height;
    context.moveTo(above.x, bottom);
    context.lineTo(rung.x, rung.y);
    context.moveTo(above.x + above.width, bottom);
    context.lineTo(rung.x + rung.width, rung.y);
  });
  context.stroke();
  context.globalAlpha = 1;
}

/** Into what a level is cut, as long as that can be seen. */
function drawCells(context: CanvasRenderingContext2D, rung: Rung, image: ViewedImage, cell: Size): void {
  const { width, height } = image.levels[rung.level]!;
  const [across, down] = [(cell.width / width) * rung.width, (cell.height / height) * rung.height];
  context.strokeStyle = "rgb(255 255 255 / 30%)";
  context.lineWidth = 0.5;
  context.beginPath();
  for (let x = across; x < rung.width - 0.5; x += across) {
    context.moveTo(rung.x + x, rung.y);
    context.lineTo(rung.x + x, rung.y + rung.height);
  }
  for (let y = down; y < rung.height - 0.5; y += down) {
    context.moveTo(rung.x, rung.y + y);
    context.lineTo(rung.x + rung.width, rung.y + y);
  }
  context.stroke();
}

/** The size of a chunk of a level, or of a shard where there are too many chunks; null where there are too many of both. */
function drawnCell(image: ViewedImage, level: number): Size | null {
  const { width, height } = image.levels[level]!;
  const cells = (["chunk", "shard"] as const).map((kind) => cellSize(image, level, kind));
  return cells.find((cell) => cell && Math.max(width / cell.width, height / cell.height) <= MOST_CELLS) ?? null;
}

/** What of the image is seen, and the chunk that is pointed to: with a dark rim, for pictures of any brightness. */
function drawFrame(context: CanvasRenderingContext2D, rung: Rung, { image, camera, size, chunk }: LadderView): void {
  const first = viewToImage(camera, { x: 0, y: 0 }, size);
  const last = viewToImage(camera, { x: size.width, y: size.height }, size);
  const boxes = [{ x: first.x, y: first.y, width: last.x - first.x, height: last.y - first.y }];
  if (chunk !== null) boxes.push(chunk);
  const scale = { x: rung.width / image.size.width, y: rung.height / image.size.height };
  context.save();
  context.beginPath();
  context.rect(rung.x, rung.y, rung.width, rung.height);
  context.clip();
  for (const box of boxes) {
    const left = Math.max(rung.x + 1, rung.x + box.x * scale.x);
    const top = Math.max(rung.y + 1, rung.y + box.y * scale.y);
    const right = Math.min(rung.x + rung.width - 1, rung.x + (box.x + box.width) * scale.x);
    const bottom = Math.min(rung.y + rung.height - 1, rung.y + (box.y + box.height) * scale.y);
    for (const [color, width] of [
      ["rgb(0 0 0 / 55%)", 3.5],
      ["#fff", 1.5],
    ] as const) {
      context.strokeStyle = color;
      context.lineWidth = width;
      context.strokeRect(left, top, Math.max(2, right - left), Math.max(2, bottom - top));
    }
  }
  context.restore();
}
