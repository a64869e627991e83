import { describe, expect, it, vi } from "vitest";
import { ZarrdropError } from "../../model/errors.ts";
import { fitCamera, imageToView, panBy, viewToImage, zoomAt, type Size } from "./camera.ts";
import { initialChannels, rgbOf } from "./channelView.ts";
import { compositeFrame } from "./composite.ts";
import { composeQuads, isCut, type Frame, type Quad, requestsFor, type Look } from "./frame.ts";
import { outputOf } from "../../../testing/app/sampleOutput.ts";
import { tileBox, visibleTiles, type Tile } from "./tiles.ts";
import { newTileCache } from "./imageTiles.ts";
import { TileStore, type TileReader } from "./tileStore.ts";
import { levelForZoom, regionOf, sliceAtLevel, viewImage } from "./viewedImage.ts";
import { initialView, reduceView } from "./viewState.ts";

const image = viewImage(
  outputOf("czyx", [
    [2, 7, 1500, 2000],
    [2, 7, 750, 1000],
    [2, 4, 375, 500],
  ]),
);
const view = { width: 400, height: 300 };

describe("the camera", () => {
  it("goes to a place: its box in the middle of what is free, its level and slice, and its channel", () => {
    const seen = { width: 800, height: 600, foot: 100 };
    const start = initialView(image);
    const hidden = { ...start, channels: start.channels.map((channel) => ({ ...channel, isVisible: false })) };
    const box = { x: 10, y: 20, width: 40, height: 20 };
    const place = { box, level: 99, z: 0, t: 0, channel: 0 };
    const { camera, level, channels, isFollowing } = reduceView(image, hidden, { type: "place", place, view: seen });
    const from = imageToView(camera!, box, seen);
    const to = imageToView(camera!, { x: box.x + box.width, y: box.y + box.height }, seen);
    expect((from.x + to.x) / 2).toBeCloseTo(400);
    expect((from.y + to.y) / 2).toBeCloseTo(250);
    expect(to.x - from.x).toBeGreaterThan(300);
    expect(to.x - from.x).toBeLessThan(500);
    expect(level).toBe(image.levels.length - 1);
    expect(channels[0]!.isVisible).toBe(true);
    expect(isFollowing).toBe(false);
  });

  it("fits into what is free, as near to the middle as that allows", () => {
    const seen = { width: 800, height: 600, foot: 100, head: 50, corner: { width: 200, height: 300 } };
    const boxOf = (size: Size) => {
      const camera = fitCamera(size, seen);
      const from = imageToView(camera, { x: 0, y: 0 }, seen);
      const to = imageToView(camera, { x: size.width, y: size.height }, seen);
      return { left: from.x, top: from.y, right: to.x, bottom: to.y };
    };
    // A square lies beside the corner, below the tools.
    const square = boxOf({ width: 100, height: 100 });
    expect(square.right - square.left).toBeCloseTo(450 * 0.96);
    expect(square.top).toBeGreaterThanOrEqual(50);
    expect(square.bottom).toBeLessThanOrEqual(500);
    expect(square.right).toBeLessThanOrEqual(600);
    expect((square.left + square.right) / 2, "as far to the right as it may").toBeCloseTo(600 - 225 * 0.96);
    // A wide one below it.
    const wide = boxOf({ width: 1000, height: 200 });
    expect(wide.right - wide.left).toBeCloseTo(768);
    expect(wide.top).toBeGreaterThanOrEqual(300);
    expect((wide.left + wide.right) / 2).toBeCloseTo(400);
    // A narrow one in the middle.
    const narrow = boxOf({ width: 10, height: 100 });
    expect((narrow.left + narrow.right) / 2).toBeCloseTo(400);
    // A view with hardly any room below the tools is used as a whole.
    const small = { width: 320, height: 425, foot: 200, head: 180, corner: { width: 0, height: 0 } };
    expect(fitCamera({ width: 400, height: 300 }, small).zoom).toBeCloseTo((225 / 300) * 0.96);
    // Where nothing lies on it, in the middle of the view.
    expect(fitCamera({ width: 100, height: 100 }, { width: 400, height: 300 })).toMatchObject({ x: 50, y: 50 });
  });

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

const me = {};
const storeOf = (read: TileReader): TileStore => new TileStore(read, newTileCache(2 ** 26));

describe("TileStore", () => {
  const plane = { channel: 0, z: 0, t: 0 };
  const request = (column: number) => ({ place: { level: 0, column, row: 0 }, plane });
  const tile = (size = 4): Tile => ({ key: "", x: 0, y: 0, width: size, height: 1, values: new Float32Array(size) });
  const settle = () => new Promise((resolve) => setTimeout(resolve));

  it("reads what is wanted and aborts what is not wanted any more", async () => {
    const signals: AbortSignal[] = [];
    const answers: (() => void)[] = [];
    const read: TileReader = (_, signal) => {
      signals.push(signal);
      return new Promise((resolve) => answers.push(() => resolve(tile())));
    };
    const store = storeOf(read);
    store.want([0, 1, 2, 3, 4].map(request), me);
    // The first has the worker to itself.
    expect(signals).toHaveLength(1);
    answers[0]!();
    await settle();
    expect(signals).toHaveLength(4);
    store.want([request(2), request(9)], me);
    expect(signals.map((signal) => signal.aborted)).toEqual([false, true, false, true, false]);
    expect(store.isBusy).toBe(true);
  });

  it("keeps tiles and forgets the least recently used", async () => {
    const changed = vi.fn();
    const store = new TileStore(async () => tile(), newTileCache(40));
    store.subscribe(changed);
    store.want([request(0), request(1)], me);
    await settle();
    expect(changed).toHaveBeenCalledTimes(2);
    expect(store.get(request(0).place, plane)).not.toBeNull();
    store.want([request(2)], me);
    await settle();
    expect([0, 1, 2].map((column) => store.get(request(column).place, plane) !== null)).toEqual([true, false, true]);
  });

  it("reads what any of those who look wants, once", async () => {
    const read = vi.fn(async () => tile());
    const store = storeOf(read);
    const other = {};
    store.want([request(0), request(1)], me);
    store.want([request(1), request(2)], other);
    store.want([], me);
    await settle();
    expect(read).toHaveBeenCalledTimes(3);
    expect(store.get(request(2).place, plane)).not.toBeNull();
  });

  it("reports a failure and does not ask again and again", async () => {
    const read = vi.fn(async () => {
      throw new ZarrdropError("corrupt", "bad block");
    });
    const store = storeOf(read);
    store.want([request(0)], me);
    await settle();
    store.want([request(0)], me);
    await settle();
    expect(read).toHaveBeenCalledOnce();
    expect(store.failureOf([request(0)])).toMatchObject({ kind: "corrupt" });
    expect(store.isBusy).toBe(false);
  });
});

describe("frames", () => {
  const frameOf = (quads: Quad[], { width, height }: { width: number; height: number }): Frame => ({
    width,
    height,
    parts: [{ quads, left: 0, right: width }],
    isDifference: false,
    background: [0, 0, 0],
  });
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
    const store = storeOf(tileReader());
    const all = requestsFor(small, look, view);
    expect(all).toHaveLength(6);
    expect(composeQuads(small, look, view, 1, store)).toHaveLength(0);
    store.want(requestsFor(small, { ...look, level: 1 }, view), me);
    await new Promise((resolve) => setTimeout(resolve));
    store.want(all.slice(0, 1), me);
    await new Promise((resolve) => setTimeout(resolve));
    const frame = frameOf(composeQuads(small, look, view, 1, store), view);
    const covered = new Uint8Array(frame.width * frame.height);
    for (const { target } of frame.parts[0]!.quads) {
      for (let y = target.y; y < target.y + target.height; y++) {
        for (let x = target.x; x < target.x + target.width; x++) covered[y * frame.width + x]! += 1;
      }
    }
    expect(Math.max(...covered)).toBe(1);
    const picture = compositeFrame(frame);
    expect(new Set(picture.filter((_, index) => index % 4 === 0))).toEqual(new Set([0, 128, 255]));
  });

  it("show coarser levels around the middle of a level that is too fine to be shown as a whole", async () => {
    const wide = viewImage(
      outputOf("yx", [
        [6000, 6000],
        [400, 400],
      ]),
    );
    const far: Look = { ...look, camera: fitCamera(wide.size, view) };
    expect(isCut(wide, far, view)).toBe(true);
    // And the rough picture, before them.
    expect(requestsFor(wide, far, view)).toHaveLength(81);
    const read: TileReader = async ({ place }) => {
      const box = tileBox(wide, place);
      return { key: "", ...box, values: new Float32Array(box.width * box.height).fill(50) };
    };
    const store = storeOf(read);
    store.want(requestsFor(wide, { ...far, level: 1 }, view), me);
    await new Promise((resolve) => setTimeout(resolve));
    expect(composeQuads(wide, far, view, 1, store)).toHaveLength(144);
  });

  it("add channels up, and take NaN and a window without width for black", () => {
    const values = Float32Array.of(0, 50, 100, Number.NaN);
    const tile: Tile = { key: "", x: 0, y: 0, width: 4, height: 1, values };
    const box = { x: 0, y: 0, width: 4, height: 1 };
    const red = { ...channels[0]!, color: rgbOf("FF0000") };
    const quad = { tile, source: box, target: box, index: 0, channel: red, isLabels: false };
    const blue = { ...quad, channel: { ...red, color: rgbOf("0000FF"), start: 100, end: 0 } };
    const flat = { ...quad, channel: { ...red, color: rgbOf("00FF00"), start: 50, end: 50 } };
    const rgba = compositeFrame(frameOf([quad, blue, flat], box));
    expect([...rgba]).toEqual([0, 0, 255, 255, 128, 0, 128, 255, 255, 0, 0, 255, 0, 0, 0, 255]);
  });

  it("magnify by the nearest pixel and cut at the canvas", () => {
    const tile: Tile = { key: "", x: 0, y: 0, width: 2, height: 1, values: Float32Array.of(0, 100) };
    const channel = { ...channels[0]!, color: rgbOf("FFFFFF") };
    const quad = {
      tile,
      index: 0,
      channel,
      isLabels: false,
      source: { x: 0, y: 0, width: 2, height: 1 },
      target: { x: -1, y: 0, width: 6, height: 3 },
    };
    const rgba = compositeFrame(frameOf([quad], { width: 4, height: 1 }));
    expect([...rgba].filter((_, index) => index % 4 === 0)).toEqual([0, 0, 255, 255]);
  });
});
