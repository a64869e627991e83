import { describe, expect, it } from "vitest";
import { outputOf } from "../../../testing/app/sampleOutput.ts";
import { viewImage } from "./viewedImage.ts";
import { initialView, reduceView } from "./viewState.ts";

const image = viewImage(
  outputOf("czyx", [
    [2, 7, 1500, 2000],
    [2, 7, 750, 1000],
    [2, 4, 375, 500],
  ]),
);
describe("the view", () => {
  it("keeps what still makes sense when settings change the image", () => {
    const deeper = { ...initialView(image), z: 5, level: 2 as const, camera: { x: 10, y: 10, zoom: 1 } };
    const oneLevel = viewImage(outputOf("czyx", [[2, 7, 1500, 2000]]));
    const next = reduceView(oneLevel, deeper, { type: "image", image: oneLevel, old: image });
    expect(next).toMatchObject({ z: 5, level: "auto", camera: { x: 10 } });
    const flat = viewImage(outputOf("yx", [[100, 100]]));
    expect(reduceView(flat, deeper, { type: "image", image: flat, old: image })).toMatchObject({ z: 0, camera: null });
  });

  it("shows one channel of labels at a time", () => {
    const labels = viewImage(outputOf("cyx", [[3, 100, 100]]), true);
    const shown = ({ channels }: ReturnType<typeof initialView>) => channels.map(({ isVisible }) => isVisible);
    const first = initialView(labels);
    expect(shown(first)).toEqual([true, false, false]);
    const second = reduceView(labels, first, { type: "channel", index: 1, changes: { isVisible: true } });
    expect(shown(second)).toEqual([false, true, false]);
    const none = reduceView(labels, second, { type: "channel", index: 1, changes: { isVisible: false } });
    expect(shown(none)).toEqual([false, false, false]);
  });

  it("stays within the stack", () => {
    const state = initialView(image);
    expect(state.z).toBe(3);
    expect(reduceView(image, state, { type: "slice", z: 99 }).z).toBe(6);
    expect(reduceView(image, state, { type: "time", t: -1 }).t).toBe(0);
  });
});

describe("following the work", () => {
  const view = { width: 400, height: 300 };
  const near = { x: 1000, y: 700, zoom: 1 };
  const work = (x: number) => ({ type: "work", box: { x, y: 700, width: 100, height: 100 }, view }) as const;

  it("keeps the picture where it is while the work is seen well, and goes there when it is not", () => {
    const start = { ...initialView(image), camera: near };
    expect(reduceView(image, start, work(1000))).toEqual(start);
    expect(reduceView(image, start, work(1700)).camera).toEqual({ x: 1750, y: 750, zoom: 1 });
    expect(reduceView(image, initialView(image), work(1700)).camera, "all of it is seen").toBeNull();
  });

  it("goes back to where a hand left it when the work is over, unless a hand led it since", () => {
    const start = { ...initialView(image), camera: near };
    const led = reduceView(image, reduceView(image, start, work(1700)), work(200));
    expect(reduceView(image, led, { type: "workOver" })).toEqual(start);
    const taken = reduceView(image, led, { type: "pan", dx: 10, dy: 0, view });
    expect(taken.isFollowing).toBe(false);
    expect(reduceView(image, taken, { type: "workOver" })).toEqual(taken);
    expect(reduceView(image, led, { type: "slice", z: 1 }).isFollowing, "another slice leads nowhere").toBe(true);
  });
});
