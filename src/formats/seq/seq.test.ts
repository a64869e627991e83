import { describe, expect, it } from "vitest";
import { memoryFiles } from "../../../testing/contract/memoryFiles.ts";
import { describeRawFixtures, rawFixtures } from "../../../testing/formats/rawFixtures.ts";
import { openImage } from "../registry.ts";

const never = new AbortController().signal;
const FILES = rawFixtures("seq");

describeRawFixtures("seq", { contract: ["twelve-bits.seq", "colours.seq"] });

function changed(change: (view: DataView) => void): Uint8Array {
  const bytes = Uint8Array.from(FILES["gray.seq"]!);
  change(new DataView(bytes.buffer));
  return bytes;
}

const open = (bytes: Uint8Array) => openImage(memoryFiles({ "a.seq": bytes }, "a.seq"), never);

describe("Norpix films", () => {
  it("have the rate that was asked for where their frames have no times", async () => {
    const { description } = await open(changed((view) => view.setUint32(8192 + 20, 0, true)));
    expect(description.scenes[0]).toMatchObject({ scale: [0.05, null, null], acquisitionDate: null });
  });

  it.each<[string, Uint8Array, string]>([
    ["cut off", FILES["gray.seq"]!.subarray(0, 8192 + 100), "corrupt"],
    ["of no width", changed((view) => view.setUint32(548, 0, true)), "corrupt"],
    ["of frames larger than they are", changed((view) => view.setUint32(564, 19, true)), "corrupt"],
    ["of compressed frames", changed((view) => view.setUint32(620, 1, true)), "unsupported-feature"],
    ["of JPEG frames", changed((view) => view.setUint32(568, 102, true)), "unsupported-feature"],
  ])("%s are refused", async (_, bytes, kind) => {
    await expect(open(bytes)).rejects.toMatchObject({ kind, details: { file: "a.seq" } });
  });
});
