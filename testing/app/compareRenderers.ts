import type { ChannelView } from "../../src/app/stage/channelView.ts";
import { compositeFrame } from "../../src/app/stage/composite.ts";
import type { Frame, Part, Quad } from "../../src/app/stage/frame.ts";
import type { TileValues } from "../../src/app/stage/tileValues.ts";
import { WebglRenderer } from "../../src/app/stage/webglRenderer.ts";

/** How far what the graphics card drew is from what the processor made of the same frame. */
export type Comparison = {
  /** Of all pixels and colours, in steps of 255. */
  largest: number;
  /** Different colours in the picture: a comparison of two empty pictures says nothing. */
  colors: number;
};

// An odd number of pixels on an odd number: no pixel's middle falls between two of the tile, where either would be right.
const TILE = { width: 37, height: 29 };
const CANVAS = { width: 91, height: 67 };

const WHITE: ChannelView = {
  name: "",
  color: [1, 1, 1],
  table: null,
  opacity: 1,
  isVisible: true,
  isMeasured: true,
  start: 0,
  end: 1,
  minimum: 0,
  maximum: 1,
};

/** Draws frames of every kind with both renderers; by what is in them. Null where there is no WebGL 2. */
export async function compareRenderers(): Promise<Record<string, Comparison> | null> {
  const canvas = document.createElement("canvas");
  const [first] = Object.values(frames());
  const renderer = await WebglRenderer.create(canvas, first!, false);
  if (renderer === null) return null;
  const found: Record<string, Comparison> = {};
  for (const [name, frame] of Object.entries(frames())) {
    renderer.draw(frame);
    found[name] = compare(frame, canvas);
  }
  await loseContext(canvas, () => renderer.draw(first!));
  // It draws again when its programs are linked.
  for (let tries = 0; tries < 100 && compare(first!, canvas).largest > 1; tries++) {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  found["a context that was lost and given back"] = compare(first!, canvas);
  renderer.close();
  return found;
}

function frames(): Record<string, Frame> {
  const noise = (length: number, from: number, to: number): number[] =>
    Array.from({ length }, (_, index) => from + ((Math.imul(index + 1, 2654435761) >>> 8) / 2 ** 24) * (to - from));
  const size = TILE.width * TILE.height;
  const uint16 = (seed: number): Uint16Array => Uint16Array.from(noise(size + seed, 0, 4095).slice(seed));
  const eight = Array.from({ length: 8 }, (_, index) =>
    quad(uint16(index * 13), {
      start: 500 * index,
      end: 5000,
      color: [index / 7, ((index * 3) % 8) / 7, 1 - index / 7],
    }),
  );
  const floats = Float32Array.from(noise(size, -2, 2));
  floats.set([Number.NaN, Infinity, -Infinity, 0], 100);
  const rgb = [0, 1, 2].map((channel) =>
    quad(Uint8Array.from(noise(size + channel, 0, 256).slice(channel)), { end: 255, color: unit(channel) }),
  );
  const labels = { ...quad(Uint32Array.from(noise(size, 0, 40).map(Math.floor)), { opacity: 0.75 }), isLabels: true };
  const right = quad(uint16(99), { end: 4095, table: "inferno" });
  return {
    "eight channels of uint16": whole(eight),
    "red, green and blue of uint8": { ...whole(rgb), background: [1, 1, 1] },
    "large uint32": whole([quad(Uint32Array.from(noise(size, 4e9, 4e9 + 1000)), { start: 4e9 + 100, end: 4e9 + 900 })]),
    int16: whole([quad(Int16Array.from(noise(size, -3000, 3000)), { start: -1500, end: 2000 })]),
    "int8 and int32": whole([
      quad(Int8Array.from(noise(size, -128, 128)), { start: -100, end: 300 }),
      quad(Int32Array.from(noise(size, -2e9, 2e9)), { start: -2e9, end: 3e9, color: [0, 0.4, 0] }),
    ]),
    "float32 with NaN and infinities": whole([quad(floats, { start: -1, end: 1.5 })]),
    "a window without width, one upside down": whole([
      quad(uint16(1), { start: 7, end: 7, color: [1, 0, 0] }),
      quad(uint16(2), { start: 4000, end: 10, color: [0, 1, 0] }),
    ]),
    "look-up table": whole([quad(uint16(3), { end: 4095, table: "viridis" })]),
    labels: whole([labels]),
    "labels over two channels": whole([...eight.slice(0, 2), { ...labels, isOver: true }]),
    "a part of a tile, beyond the canvas": whole([
      {
        ...eight[0]!,
        source: { x: 3, y: 5, width: 21, height: 11 },
        target: { x: -20, y: 30, width: 90, height: 60 },
      },
    ]),
    "split by a handle": {
      ...CANVAS,
      isDifference: false,
      background: [0, 0, 0],
      parts: [
        { quads: eight, left: 0, right: 40 },
        { quads: [right], left: 40, right: CANVAS.width },
      ],
    },
    "difference of two pictures": {
      ...CANVAS,
      isDifference: true,
      background: [0, 0, 0],
      parts: [part(eight), part([right])],
    },
  };
}

function whole(quads: Quad[]): Frame {
  return { ...CANVAS, isDifference: false, background: [0, 0, 0], parts: [part(quads)] };
}

function part(quads: Quad[]): Part {
  return { quads, left: 0, right: CANVAS.width };
}

function quad(values: TileValues, channel: Partial<ChannelView>): Quad {
  const source = { x: 0, y: 0, ...TILE };
  // Part of the canvas stays free.
  const target = { x: 4, y: 3, width: 83, height: 61 };
  return {
    tile: { key: "", ...source, values },
    source,
    target,
    index: 0,
    channel: { ...WHITE, ...channel },
    isLabels: false,
  };
}

function unit(channel: number): [number, number, number] {
  return [Number(channel === 0), Number(channel === 1), Number(channel === 2)];
}

function compare(frame: Frame, canvas: HTMLCanvasElement): Comparison {
  const expected = compositeFrame(frame);
  const copy = document.createElement("canvas");
  Object.assign(copy, CANVAS);
  const context = copy.getContext("2d")!;
  context.drawImage(canvas, 0, 0);
  const { data } = context.getImageData(0, 0, CANVAS.width, CANVAS.height);
  let largest = 0;
  data.forEach((value, index) => (largest = Math.max(largest, Math.abs(value - expected[index]!))));
  return { largest, colors: new Set(new Uint32Array(data.buffer)).size };
}

/** Takes the context of a canvas away, has something drawn meanwhile, and gives it back. */
async function loseContext(canvas: HTMLCanvasElement, meanwhile: () => void): Promise<void> {
  const loss = canvas.getContext("webgl2")!.getExtension("WEBGL_lose_context")!;
  const happens = (type: string): Promise<unknown> =>
    new Promise((resolve) => canvas.addEventListener(type, resolve, { once: true }));
  const lost = happens("webglcontextlost");
  loss.loseContext();
  await lost;
  meanwhile();
  // What gives the context back has to come after all that the loss set going.
  await new Promise((resolve) => setTimeout(resolve));
  const restored = happens("webglcontextrestored");
  loss.restoreContext();
  await restored;
}
