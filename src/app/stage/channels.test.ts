import { describe, expect, it } from "vitest";
import type { OutputPlan } from "../../plan/plan.ts";
import { initialChannels, isColorPicture } from "./channelView.ts";
import { contrastOf } from "./contrast.ts";
import { tileValues } from "./tileValues.ts";
import { outputOf } from "../../../testing/app/sampleOutput.ts";
import { scaleBar } from "./scaleBar.ts";
import { viewImage } from "./viewedImage.ts";
import { initialView, reduceView } from "./viewState.ts";

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
    expect(contrastOf([values], "uint16")).toEqual({ start: 5, end: 999, minimum: 0, maximum: 60000 });
    expect(contrastOf([Float32Array.of(5, 5, 5)], "uint16")).toMatchObject({ start: 4, end: 6 });
    for (const dtype of ["uint8", "float32"] as const) {
      expect(contrastOf([Float32Array.of(0, 0)], dtype), "an empty channel is dark").toMatchObject({
        start: 0,
        end: 1,
      });
    }
    expect(contrastOf([Float32Array.of(Number.NaN, Infinity)], "float32")).toMatchObject({ start: 0, end: 1 });
    expect(contrastOf([Float32Array.of(0, 0, 0, 9)], "uint16")).toMatchObject({ start: 0, end: 9 });
  });

  it("find it from some of the values of a large picture, whichever way these change", () => {
    const columns = Uint16Array.from({ length: 512 * 512 }, (_, index) => (index % 512) + 1);
    const rows = Uint16Array.from({ length: 512 * 512 }, (_, index) => Math.floor(index / 512) + 1);
    for (const values of [columns, rows]) {
      expect(contrastOf([values], "uint16")).toEqual({ start: 3, end: 511, minimum: 1, maximum: 512 });
    }
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

  it("keep what cards take, and turn other types into floats", () => {
    expect([...tileValues("float16", Uint16Array.of(0x3c00, 0xc000, 0x0001, 0x7c00), false)]).toEqual([
      1,
      -2,
      2 ** -24,
      Infinity,
    ]);
    expect([...tileValues("complex64", Float32Array.of(3, 4), false)]).toEqual([5]);
    expect([...tileValues("uint64", BigUint64Array.of(7n), false)]).toEqual([7]);
    expect([...tileValues("int8", Int8Array.of(-3), false)]).toEqual([-3]);
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
