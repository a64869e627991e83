import { describe, expect, it } from "vitest";
import { memoryFiles } from "../../../testing/contract/memoryFiles.ts";
import { describeRawFixtures, rawFixtures } from "../../../testing/formats/rawFixtures.ts";
import { openImage } from "../registry.ts";

const never = new AbortController().signal;
const FILES = rawFixtures("sif");

describeRawFixtures("sif", { contract: ["areas.sif", "two-lists.sif"] });

function changed(name: string, from: string, to: string): Uint8Array {
  return new Uint8Array(Buffer.from(Buffer.from(FILES[name]!).toString("latin1").replace(from, to), "latin1"));
}

describe("Andor files", () => {
  it("have no date where their time is in no calendar", async () => {
    const bytes = changed("frames.sif", "1600000000", "9".repeat(20));
    const { description } = await openImage(memoryFiles({ "a.sif": bytes }, "a.sif"), never);
    expect(description.scenes[0]!.acquisitionDate).toBeNull();
  });

  it.each<[string, Uint8Array, string]>([
    ["cut off in their values", FILES["frames.sif"]!.subarray(0, -40), "corrupt"],
    ["cut off in their header", FILES["frames.sif"]!.subarray(0, 300), "corrupt"],
    ["of no frames", changed("frames.sif", " 3 1 60 20\n", " 0 1 60 20\n"), "corrupt"],
    ["of fewer values than they need", changed("frames.sif", " 3 1 60 20\n", " 3 1 60 21\n"), "corrupt"],
    ["of fewer areas than they say", changed("frames.sif", " 3 1 60 20\n", " 3 2 60 20\n"), "corrupt"],
    ["without their times", changed("frames.sif", "         0\n         0\n", "         0\n         x\n"), "corrupt"],
    [
      "of areas of two widths",
      changed("areas.sif", "65538 1 6 5 4 1 1 0", "65538 1 6 4 4 1 1 0"),
      "unsupported-feature",
    ],
  ])("%s are refused", async (_, bytes, kind) => {
    await expect(openImage(memoryFiles({ "a.sif": bytes }, "a.sif"), never)).rejects.toMatchObject({
      kind,
      details: { file: "a.sif" },
    });
  });
});
