import { expect, test } from "vitest";
import { describeImage, describeScene } from "../../../testing/plan/sampleDescription.ts";
import { parseSettings } from "../../plan/settings/parseSettings.ts";
import { planConversion } from "../../plan/planConversion.ts";
import { ownsOutputs } from "./ownsOutputs.ts";

test("a store to which time points were being added is never replaced without a question", () => {
  const image = describeImage([describeScene("tyx", [3, 9, 9])]);
  const planned = (existing: string, there: boolean) =>
    planConversion(image, parseSettings({ existing }), {
      takenNames: there ? ["source.ome.zarr"] : [],
      existingStores: there
        ? {
            "source.ome.zarr": {
              zarrFormat: 3,
              axes: ["t", "y", "x"],
              dtype: "uint16",
              compressor: null,
              levels: [{ shape: [5, 9, 9], chunkShape: [1, 9, 9], shardShape: null }],
            },
          }
        : {},
    });
  expect(ownsOutputs(planned("append", true))).toBe(false);
  expect(ownsOutputs(planned("append", false))).toBe(true);
  expect(ownsOutputs(planned("refuse", false))).toBe(true);
  expect(ownsOutputs(planned("replace", true))).toBe(true);
  expect(ownsOutputs(planned("skip", true))).toBe(false);
});
