import type { LevelMarks, WrittenChunks } from "../state/writtenChunks.ts";
import { imageToView, viewToImage, type Size } from "./camera.ts";
import type { Box, Look } from "./frame.ts";
import { rgbOfHex, type StageColors } from "./stageColors.ts";
import { axisPlaces, cellSize, type ViewedImage } from "./viewedImage.ts";

/** What is converted of a picture: its chunks, and whether that goes on, rests, or is over. */
export type ChunkWork = { chunks: WrittenChunks; state: "running" | "resting" | "over" };

/** A rectangle of chunks by place in the plane: the first, and those behind the last. */
type Places = { left: number; top: number; right: number; bottom: number };

/** A picture of chunks, a pixel for each, of one colour where nothing is written: `shareAt` says how much is (0 to 1). */
export function veilOf(
  places: Places,
  color: string,
  shareAt: (row: number, column: number) => number,
): HTMLCanvasElement {
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, places.right - places.left);
  canvas.height = Math.max(1, places.bottom - places.top);
  const pixels = new ImageData(canvas.width, canvas.height);
  const rgb = rgbOfHex(color).map((part) => part * 255);
  for (let row = places.top, at = 0; row < places.bottom; row++) {
    for (let column = places.left; column < places.right; column++, at += 4) {
      pixels.data.set([...rgb, 255 * (1 - shareAt(row, column))], at);
    }
  }
  canvas.getContext("2d")?.putImageData(pixels, 0, 0);
  return canvas;
}

/** Where the chunk lies that was written last at a level, or else at any, in pixels of level 0; null: none was. */
export function placeOfWork(image: ViewedImage, { chunks }: ChunkWork, level: number): Box | null {
  const found = [level, ...image.levels.keys()].find((each) => chunks.level(each).latest !== null);
  if (found === undefined) return null;
  const marks = chunks.level(found);
  return boxOf(image, found, marks.indexOf(marks.latest!));
}

/** In pixels of level 0. */
function boxOf(image: ViewedImage, level: number, index: readonly number[]): Box {
  const { x, y } = axisPlaces(image.output);
  const cell = cellSize(image, level, "chunk")!;
  const { width, height, factorX, factorY } = image.levels[level]!;
  const [left, top] = [index[x]! * cell.width, index[y]! * cell.height];
  return {
    x: left * factorX,
    y: top * factorY,
    width: (Math.min(width, left + cell.width) - left) * factorX,
    height: (Math.min(height, top + cell.height) - top) * factorY,
  };
}

/**
 * What is written of an image, drawn over the plane that is looked at: a veil lies over what is not, the thinner the more of the chunks there are
 * written (of all channels, slices and time points), and a frame around what was written last.
 */
export class WorkVeil {
  #drawn: { of: string; veil: HTMLCanvasElement } | null = null;

  draw(
    context: CanvasRenderingContext2D,
    { image, look, size, colors }: { image: ViewedImage; look: Look; size: Size; colors: StageColors },
    work: ChunkWork,
  ): void {
    const marks = work.chunks.level(look.level);
    const cell = cellSize(image, look.level, "chunk")!;
    const { width, height, factorX, factorY } = image.levels[look.level]!;
    const places = placesIn(image, look, size, marks);
    if (places.right <= places.left || places.bottom <= places.top) return;
    const of = JSON.stringify([work.chunks.version, look.level, places]);
    if (this.#drawn?.of !== of) {
      const veil = veilOf(places, colors.stage, (row, column) => marks.writtenShare(row, column));
      this.#drawn = { of, veil };
    }
    const at = (column: number, row: number) =>
      imageToView(
        look.camera,
        {
          x: Math.min(width, column * cell.width) * factorX,
          y: Math.min(height, row * cell.height) * factorY,
        },
        size,
      );
    const [from, to] = [at(places.left, places.top), at(places.right, places.bottom)];
    // The last chunks reach over the image's edge: their veil is cut there.
    const span = {
      width: (places.right - places.left) * cell.width * factorX * look.camera.zoom,
      height: (places.bottom - places.top) * cell.height * factorY * look.camera.zoom,
    };
    context.save();
    context.beginPath();
    context.rect(from.x, from.y, to.x - from.x, to.y - from.y);
    context.clip();
    context.imageSmoothingEnabled = false;
    context.globalAlpha = VEIL;
    context.drawImage(this.#drawn.veil, from.x, from.y, span.width, span.height);
    context.restore();
    if (work.state === "running") drawLatest(context, { image, look, size, colors }, marks);
  }

  /** Is made anew next time. */
  forget(): void {
    this.#drawn = null;
  }
}

/** How dark is what is not written. */
const VEIL = 0.74;

/** The chunks of a level that are seen. */
function placesIn(image: ViewedImage, { camera, level }: Look, size: Size, marks: LevelMarks): Places {
  const cell = cellSize(image, level, "chunk")!;
  const { factorX, factorY } = image.levels[level]!;
  const first = viewToImage(camera, { x: 0, y: 0 }, size);
  const last = viewToImage(camera, { x: size.width, y: size.height }, size);
  return {
    left: Math.max(0, Math.floor(first.x / factorX / cell.width)),
    top: Math.max(0, Math.floor(first.y / factorY / cell.height)),
    right: Math.min(marks.columns, Math.ceil(last.x / factorX / cell.width)),
    bottom: Math.min(marks.rows, Math.ceil(last.y / factorY / cell.height)),
  };
}

function drawLatest(
  context: CanvasRenderingContext2D,
  { image, look, size, colors }: { image: ViewedImage; look: Look; size: Size; colors: StageColors },
  marks: LevelMarks,
): void {
  if (marks.latest === null) return;
  const box = boxOf(image, look.level, marks.indexOf(marks.latest));
  const from = imageToView(look.camera, box, size);
  const to = imageToView(look.camera, { x: box.x + box.width, y: box.y + box.height }, size);
  context.save();
  context.fillStyle = colors.busy;
  context.globalAlpha = 0.16;
  context.fillRect(from.x, from.y, to.x - from.x, to.y - from.y);
  context.globalAlpha = 1;
  for (const [color, width] of [
    ["rgb(0 0 0 / 55%)", 4],
    [colors.busy, 2],
  ] as const) {
    context.strokeStyle = color;
    context.lineWidth = width;
    context.strokeRect(from.x, from.y, to.x - from.x, to.y - from.y);
  }
  context.restore();
}
