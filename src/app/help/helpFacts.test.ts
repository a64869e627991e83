import { describe, expect, it } from "vitest";
import { outputOf } from "../../../testing/app/sampleOutput.ts";
import { DEFAULT_SETTINGS } from "../../plan/settings/defaultSettings.ts";
import { PRESETS, settingsOfPreset } from "../../plan/settings/presets.ts";
import { viewImage } from "../stage/viewedImage.ts";
import { helpFacts } from "./helpFacts.ts";
import { sampleOutput } from "./sampleOutput.ts";

describe("what help says of an image", () => {
  const viewed = (shapes: number[][], chunkShape: number[], shardShape: number[] | null = null) => {
    const output = outputOf("yx", shapes, { zarrFormat: 3 });
    return viewImage({ ...output, levels: output.levels.map((level) => ({ ...level, chunkShape, shardShape })) });
  };

  it("are the numbers of its plan", () => {
    const facts = helpFacts(viewed([[400, 1000]], [100, 100], [200, 200]));
    expect(facts.levels).toBe("1 level, 1000 × 400");
    expect(facts.chunks).toBe("100 × 100, 19.5 KiB before compression");
    expect(facts.shards).toBe("40 chunks in 10 shards instead of 40 files");
    expect(facts.cell).toMatchObject({ width: 100, height: 100 });
    expect(facts.chunk).toEqual({ x: 400, y: 200, width: 100, height: 100 });
    expect(facts.shard).toEqual({ x: 400, y: 200, width: 200, height: 200 });
  });

  it("says so where chunks are files", () => {
    expect(helpFacts(viewed([[10, 10]], [10, 10])).shards).toBe("none: 1 chunk in 1 file");
  });

  it("draws the finest level whose chunks can be seen", () => {
    const shapes = [
      [20_000, 20_000],
      [10_000, 10_000],
      [1000, 1000],
    ];
    const facts = helpFacts(viewed(shapes, [100, 100]));
    expect(facts.drawn).toBe(2);
    expect(facts.chunks).toContain("drawn at level 2");
    expect(facts.cell).toMatchObject({ width: 2000, height: 2000 });
  });

  it("has the sample where there is no image, if the settings can hold for it", () => {
    const output = sampleOutput(settingsOfPreset(PRESETS[0]!));
    expect(helpFacts(viewImage(output!)).levels).toMatch(/levels, from 1280 × 960 to /);
    expect(sampleOutput({ ...DEFAULT_SETTINGS, levelShapes: [[1, 2]] })).toBeNull();
  });
});
