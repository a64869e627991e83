import { describe, expect, it } from "vitest";
import { outputOf } from "../../../testing/app/sampleOutput.ts";
import { describeImage, describeScene } from "../../../testing/plan/sampleDescription.ts";
import type { ReadingClient } from "../../browser/readingClient.ts";
import { ZarrdropError } from "../../model/errors.ts";
import { readPlateContrast, sampledScenes } from "./plateContrast.ts";
import type { Well } from "./plateWells.ts";

const wells = (count: number): Well[] =>
  Array.from({ length: count }, (_, at) => ({
    row: 0,
    column: at,
    name: `A${at + 1}`,
    scenes: [at * 2, at * 2 + 1],
    fields: [at * 2, at * 2 + 1],
    missing: null,
  }));

it("takes first fields from the whole plate, its ends among them, where controls are", () => {
  expect(sampledScenes({ wells: wells(3) })).toEqual([0, 2, 4]);
  expect(sampledScenes({ wells: wells(1) })).toEqual([0]);
  const scenes = sampledScenes({ wells: wells(96) });
  expect(scenes).toHaveLength(8);
  expect([scenes[0], scenes.at(-1)]).toEqual([0, 190]);
  expect(new Set(scenes).size).toBe(8);
});

describe("the contrast of a plate", () => {
  /** Wells of one value each; a negative one cannot be read. */
  const contrastOfWells = (values: readonly number[], signal = new AbortController().signal) => {
    const outputs = values.map((_, scene) => outputOf("yx", [[4, 4]], { scene }));
    const readLevel = async (_: unknown, { output }: { output: { scene: number } }) => {
      const value = values[output.scene]!;
      if (value < 0) throw new ZarrdropError("corrupt", "It ends too early.");
      return { dtype: "uint16", shape: [4, 4], pixels: new Uint16Array(16).fill(value) };
    };
    const scenes = values.map((_, number) => describeScene("yx", [4, 4], { id: String(number) }));
    // Only what is called is there.
    const reading = { readLevel } as unknown as ReadingClient;
    return readPlateContrast(reading, { id: 1, description: describeImage(scenes) }, outputs, signal);
  };

  it("reaches from the darkest of its wells to the brightest", async () => {
    expect(await contrastOfWells([100, 5000, 900])).toEqual(
      new Map([[0, { start: 100, end: 5000, minimum: 100, maximum: 5000 }]]),
    );
  });

  it("is of those that can be read, and none where that is none", async () => {
    expect([...(await contrastOfWells([100, -1, 900])).values()]).toMatchObject([{ start: 100, end: 900 }]);
    expect(await contrastOfWells([-1, -1])).toEqual(new Map());
  });

  it("is given up with who wanted it", async () => {
    const controller = new AbortController();
    controller.abort();
    await expect(contrastOfWells([-1], controller.signal)).rejects.toThrow("too early");
  });
});
