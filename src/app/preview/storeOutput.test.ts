import { expect, it } from "vitest";
import { describeImage, describeScene } from "../../../testing/plan/sampleDescription.ts";
import { storeLabels, storeOutput } from "./storeOutput.ts";

const image = describeScene("cyx", [2, 64, 64], { levels: [{ shape: [2, 64, 64] }, { shape: [2, 32, 32] }] });
const levels = [{ shape: [64, 64] }, { shape: [32, 32] }];
const labels = describeScene("yx", [64, 64], { levels, dtype: "uint16", labelOf: { scene: 0, name: "nuclei" } });
const ofOther = { ...labels, labelOf: { scene: 1, name: "others" } };

it("a store has its image, and the labels of that, with the levels that lie on disk", () => {
  const description = describeImage([image, labels, ofOther]);
  const output = storeOutput(description);
  expect(output.scene).toBe(0);
  expect(output.levels.map(({ shape }) => shape.slice(-2))).toEqual([
    [64, 64],
    [32, 32],
  ]);
  const [first, ...others] = storeLabels(description);
  expect(others).toEqual([]);
  expect(first).toMatchObject({ scene: 1, imageName: "nuclei", dtype: "uint16" });
  expect(first!.levels.map(({ shape }) => shape.slice(-2))).toEqual([
    [64, 64],
    [32, 32],
  ]);
});

it("a store without an image is refused", () => {
  expect(() => storeOutput(describeImage([]))).toThrow("holds no image");
});
