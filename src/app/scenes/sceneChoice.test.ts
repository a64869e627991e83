import { describe, expect, it } from "vitest";
import { sceneSum, withScene } from "./sceneChoice.ts";

const image = {};
const labels = { labelOf: { scene: 0, name: "cells" } };

describe("the scenes of a file", () => {
  it("are counted without their labels", () => {
    expect(sceneSum([image, image, image], new Set([0, 2]))).toBe("2 of 3 scenes");
    expect(sceneSum([image, labels], new Set([0, 1]))).toBe("1 scene, 1 label image");
    expect(sceneSum([image, labels, labels], new Set([0, 1]))).toBe("1 scene, 1 of 2 label images");
    expect(sceneSum([image, labels], new Set([0]))).toBe("1 scene, 0 of 1 label image");
  });

  it("are chosen one by one, with their labels where these are not seen", () => {
    const scenes = [image, image, labels];
    const change = { scenes, chosen: new Set([0, 1, 2]), index: 0, isOn: false };
    expect(withScene([0, 1, 2], { ...change, takesLabels: false })).toEqual([1, 2]);
    expect(withScene([0, 1, 2], { ...change, takesLabels: true })).toEqual([1]);
    expect(withScene([0, 1, 2], { ...change, chosen: new Set([1]), isOn: true, takesLabels: true })).toEqual([0, 1, 2]);
  });
});
