import { describe, expect, it, vi } from "vitest";
import { ZarrdropError } from "../../model/errors.ts";
import type { OutputPlan } from "../../plan/plan.ts";
import { fitCamera, imageToView, panBy, viewToImage, zoomAt } from "./camera.ts";
import { contrastOf, initialChannels, isColorPicture, rgbOf } from "./channelView.ts";
import { compositeFrame } from "./composite.ts";
import { floatValues } from "./floatValues.ts";
import { composeFrame, requestsFor, type Look } from "./frame.ts";
import { scaleBar } from "./scaleBar.ts";
import { tileBox, visibleTiles, type Tile } from "./tiles.ts";
import { TileStore, type TileReader } from "./tileStore.ts";
import { levelForZoom, regionOf, sliceAtLevel, viewImage } from "./viewedImage.ts";
import { initialView, reduceView } from "./viewState.ts";

type Shape = number[];

/** As much of a plan as the viewer reads. */
function outputOf(names: string, shapes: Shape[], changes: Partial<OutputPlan> = {}): OutputPlan {
  return {
    scene: 0,
    axes: [...names].map((name) => ({ name, type: null, unit: null })),
    levels: shapes.map((shape, index) => ({
      path: String(index),
      shape,
      chunkShape: shape,
      shardShape: null,
      scale: shape.map(() => 1),
      translation: null,
    })),
    dtype: "uint16",
    channels: [],
    time: { sourceStart: 0, destinationStart: 0, count: 1, append: false },
    resampling: { method: "mean", blockShape: null },
    ...changes,
  } as unknown as OutputPlan;
}

const image = viewImage(
  outputOf("czyx", [
    [2, 7, 1500, 2000],
    [2, 7, 750, 1000],
    [2, 4, 375, 500],
  ]),
);
const view = { width: 400, height: 300 };

describe("the camera", () => {
  it("fits, and turns points back and forth", () => {
    const camera = fitCamera(image.size, view);
    expect(camera).toMatchObject({ x: 1000, y: 750 });
    expect(camera.zoom).toBeCloseTo(0.192);
    const point = { x: 123, y: 45 };
    const back = imageToView(camera, viewToImage(camera, point, view), view);
    expect(back.x).toBeCloseTo(123);
    expect(back.y).toBeCloseTo(45);
  });

  it("zooms around a point and never loses the image", () => {
    const camera = fitCamera(image.size, view);
    const at = { x: 50, y: 60 };
    const held = viewToImage(camera, at, view);
    const closer = zoomAt(camera, 3, at, image.size, view);
    expect(viewToImage(closer, at, view).x).toBeCloseTo(held.x);
    expect(zoomAt(camera, 1e9, at, image.size, view).zoom).toBe(64);
    expect(zoomAt(camera, 1e-9, at, image.size, view).zoom).toBeCloseTo(0.096);
    expect(panBy(camera, 1e6, -1e6, image.size)).toMatchObject({ x: 0, y: 1500 });
  });
});

describe("an image to view", () => {
  it("finds axes by name, wherever they stand", () => {
    expect(image).toMatchObject({ channelCount: 2, sizeZ: 7, sizeT: 1, size: { width: 2000, height: 1500 } });
    const odd = viewImage(outputOf("yxs", [[30, 40, 3]]));
    expect(odd).toMatchObject({ channelCount: 3, sizeZ: 1, size: { width: 40, height: 30 } });
    expect(regionOf(odd, 0, { channel: 2, z: 0, t: 0 }, { x: 1, y: 2, width: 3, height: 4 })).toEqual({
      start: [2, 1, 2],
      shape: [4, 3, 1],
    });
  });

  it("asks for the box of a plane, with z counted at level 0", () => {
    expect(regionOf(image, 2, { channel: 1, z: 6, t: 0 }, { x: 0, y: 10, width: 500, height: 20 })).toEqual({
      start: [1, 3, 10, 0],
      shape: [1, 1, 20, 500],
    });
    expect([0, 1, 2, 6].map((z) => sliceAtLevel(image, 2, z))).toEqual([0, 0, 1, 3]);
  });

  it("takes the level that suits the zoom", () => {
    expect([2, 1, 0.6, 0.4, 0.2, 0.01].map((zoom) => levelForZoom(image, zoom))).toEqual([0, 0, 1, 1, 2, 2]);
  });
});

describe("tiles", () => {
  it("are those in view, the middle first", () => {
    const camera = { x: 1024, y: 512, zoom: 1 };
    const places = visibleTiles(image, 0, camera, view);
    expect(places).toHaveLength(4);
    expect(new Set(places.map(({ column, row }) => `${column},${row}`))).toEqual(new Set(["1,0", "2,0", "1,1", "2,1"]));
    expect(visibleTiles(image, 2, fitCamera(image.size, view), view)).toEqual([{ level: 2, column: 0, row: 0 }]);
    expect(tileBox(image, { level: 1, column: 1, row: 1 })).toEqual({ x: 512, y: 512, width: 488, height: 238 });
  });
});

describe("TileStore", () => {
  const plane = { channel: 0, z: 0, t: 0 };
  const request = (column: number) => ({ place: { level: 0, column, row: 0 }, plane });
  const tile = (size = 4): Tile => ({ key: "", x: 0, y: 0, width: size, height: 1, values: new Float32Array(size) });
  const settle = () => new Promise((resolve) => setTimeout(resolve));

  it("reads what is wanted and aborts what is not wanted any more", async () => {
    const signals: AbortSignal[] = [];
    const read: TileReader = (_, signal) => {
      signals.push(signal);
      return new Promise(() => {});
    };
    const store = new TileStore(read, () => {});
    store.want([0, 1, 2, 3, 4].map(request));
    expect(signals).toHaveLength(3);
    store.want([request(1), request(9)]);
    expect(signals.map((signal) => signal.aborted)).toEqual([true, false, true, false]);
    expect(store.isBusy).toBe(true);
  });

  it("keeps tiles and forgets the least recently used", async () => {
    const changed = vi.fn();
    const store = new TileStore(async () => tile(), changed, 40);
    store.want([request(0), request(1)]);
    await settle();
    expect(changed).toHaveBeenCalledTimes(2);
    expect(store.get(request(0).place, plane)).not.toBeNull();
    store.want([request(2)]);
    await settle();
    expect([0, 1, 2].map((column) => store.get(request(column).place, plane) !== null)).toEqual([true, false, true]);
  });

  it("reports a failure and does not ask again and again", async () => {
    const read = vi.fn(async () => {
      throw new ZarrdropError("corrupt", "bad block");
    });
    const store = new TileStore(read, () => {});
    store.want([request(0)]);
    await settle();
    store.want([request(0)]);
    await settle();
    expect(read).toHaveBeenCalledOnce();
    expect(store.failureOf([request(0)])).toMatchObject({ kind: "corrupt" });
    expect(store.isBusy).toBe(false);
  });
});

describe("frames", () => {
  const channels = initialChannels(outputOf("yx", [[1, 1]]), 1).map((channel) => ({ ...channel, start: 0, end: 100 }));

  function tileReader(): TileReader {
    return async ({ place }) => {
      const box = tileBox(small, place);
      return { key: "", ...box, values: new Float32Array(box.width * box.height).fill(place.level === 0 ? 100 : 50) };
    };
  }
  const small = viewImage(
    outputOf("yx", [
      [600, 1030],
      [300, 515],
    ]),
  );
  const look: Look = { camera: fitCamera(small.size, view), level: 0, z: 0, t: 0, channels };

  it("let coarser levels stand in for missing tiles, each place drawn once", async () => {
    const store = new TileStore(tileReader(), () => {});
    const all = requestsFor(small, look, view);
    expect(all).toHaveLength(6);
    expect(composeFrame(small, look, view, 1, store).quads).toHaveLength(0);
    store.want(requestsFor(small, { ...look, level: 1 }, view));
    await new Promise((resolve) => setTimeout(resolve));
    store.want(all.slice(0, 1));
    await new Promise((resolve) => setTimeout(resolve));
    const frame = composeFrame(small, look, view, 1, store);
    const covered = new Uint8Array(frame.width * frame.height);
    for (const { target } of frame.quads) {
      for (let y = target.y; y < target.y + target.height; y++) {
        for (let x = target.x; x < target.x + target.width; x++) covered[y * frame.width + x]! += 1;
      }
    }
    expect(Math.max(...covered)).toBe(1);
    const picture = compositeFrame(frame);
    expect(new Set(picture.filter((_, index) => index % 4 === 0))).toEqual(new Set([0, 127, 255]));
  });

  it("add channels up, and take NaN and a window without width for black", () => {
    const values = Float32Array.of(0, 50, 100, Number.NaN);
    const tile: Tile = { key: "", x: 0, y: 0, width: 4, height: 1, values };
    const box = { x: 0, y: 0, width: 4, height: 1 };
    const red = { ...channels[0]!, color: rgbOf("FF0000") };
    const quad = { tile, source: box, target: box, channel: red };
    const blue = { ...quad, channel: { ...red, color: rgbOf("0000FF"), start: 100, end: 0 } };
    const flat = { ...quad, channel: { ...red, color: rgbOf("00FF00"), start: 50, end: 50 } };
    const rgba = compositeFrame({ width: 4, height: 1, quads: [quad, blue, flat] });
    expect([...rgba]).toEqual([0, 0, 255, 255, 127, 0, 127, 255, 255, 0, 0, 255, 0, 0, 0, 255]);
  });

  it("magnify by the nearest pixel and cut at the canvas", () => {
    const tile: Tile = { key: "", x: 0, y: 0, width: 2, height: 1, values: Float32Array.of(0, 100) };
    const channel = { ...channels[0]!, color: rgbOf("FFFFFF") };
    const quad = {
      tile,
      channel,
      source: { x: 0, y: 0, width: 2, height: 1 },
      target: { x: -1, y: 0, width: 6, height: 3 },
    };
    const rgba = compositeFrame({ width: 4, height: 1, quads: [quad] });
    expect([...rgba].filter((_, index) => index % 4 === 0)).toEqual([0, 0, 255, 255]);
  });
});

describe("channels and contrast", () => {
  it("give several colourless channels colours, and one white", () => {
    const output = outputOf("cyx", [[2, 4, 4]]);
    expect(initialChannels(output, 1)[0]!.color).toEqual([1, 1, 1]);
    const [first, second] = initialChannels(output, 2);
    expect(first!.color).not.toEqual(second!.color);
    expect(first).toMatchObject({ name: "Channel 1", minimum: 0, maximum: 65535, isVisible: true });
  });

  it("find a robust window", () => {
    const values = Float32Array.from({ length: 1000 }, (_, index) => index);
    values[7] = 60000;
    expect(contrastOf(values, "uint16")).toEqual({ start: 5, end: 999, minimum: 0, maximum: 60000 });
    expect(contrastOf(Float32Array.of(5, 5, 5), "uint16")).toMatchObject({ start: 4, end: 6 });
    expect(contrastOf(Float32Array.of(Number.NaN, Infinity), "float32")).toMatchObject({ start: 0, end: 1 });
    expect(contrastOf(Float32Array.of(0, 0, 0, 9), "uint16")).toMatchObject({ start: 0, end: 9 });
  });

  it("keep the balance of camera pictures", () => {
    const names = ["FF0000", "00FF00", "0000FF"];
    const channels = names.map((color) => ({ label: "", color, active: true, window: null }));
    const output = outputOf("cyx", [[3, 4, 4]], { dtype: "uint8", channels } as unknown as Partial<OutputPlan>);
    const viewed = viewImage(output);
    const state = initialView(viewed);
    expect(isColorPicture(output, state.channels)).toBe(true);
    const contrast = { start: 50, end: 60, minimum: 40, maximum: 70 };
    const next = reduceView(viewed, state, { type: "contrast", index: 0, contrast, keepsWindow: false });
    expect(next.channels[0]).toMatchObject({ start: 0, end: 255 });
  });

  it("turn every type into floats", () => {
    expect([...floatValues("float16", Uint16Array.of(0x3c00, 0xc000, 0x0001, 0x7c00))]).toEqual([
      1,
      -2,
      2 ** -24,
      Infinity,
    ]);
    expect([...floatValues("complex64", Float32Array.of(3, 4))]).toEqual([5]);
    expect([...floatValues("uint64", BigUint64Array.of(7n))]).toEqual([7]);
    expect([...floatValues("int8", Int8Array.of(-3))]).toEqual([-3]);
  });
});

describe("the view", () => {
  it("keeps what still makes sense when settings change the image", () => {
    const deeper = { ...initialView(image), z: 5, level: 2 as const, camera: { x: 10, y: 10, zoom: 1 } };
    const oneLevel = viewImage(outputOf("czyx", [[2, 7, 1500, 2000]]));
    const next = reduceView(oneLevel, deeper, { type: "image", image: oneLevel, old: image });
    expect(next).toMatchObject({ z: 5, level: "auto", camera: { x: 10 } });
    const flat = viewImage(outputOf("yx", [[100, 100]]));
    expect(reduceView(flat, deeper, { type: "image", image: flat, old: image })).toMatchObject({ z: 0, camera: null });
  });

  it("stays within the stack", () => {
    const state = initialView(image);
    expect(state.z).toBe(3);
    expect(reduceView(image, state, { type: "slice", z: 99 }).z).toBe(6);
    expect(reduceView(image, state, { type: "time", t: -1 }).t).toBe(0);
  });
});

describe("scaleBar", () => {
  it("is round, at most as long as allowed, in a fitting unit", () => {
    expect(scaleBar(0.1625, "micrometer", 0.5)).toMatchObject({ label: "20 µm" });
    expect(scaleBar(0.1625, "micrometer", 0.5).length).toBeCloseTo(61.5, 1);
    expect(scaleBar(0.1625, "micrometer", 64).label).toBe("200 nm");
    expect(scaleBar(1, "millimeter", 0.01).label).toBe("10 m");
    expect(scaleBar(1, null, 1).label).toBe("100 px");
    expect(scaleBar(2, "inch", 1).label).toBe("200 inch");
  });
});
