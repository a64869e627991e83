import { describe, expect, it } from "vitest";
import { memoryFiles } from "../../../testing/contract/memoryFiles.ts";
import { describeRawFixtures, rawFixtures } from "../../../testing/formats/rawFixtures.ts";
import { openImage } from "../registry.ts";

const never = new AbortController().signal;
const FILES = rawFixtures("ser");

describeRawFixtures("ser", { contract: ["pair.emi", "map_1.ser", "series-complex128_1.ser", "scan_1.ser"] });

/** A fixture with another number in it. */
function changed(name: string, change: (view: DataView) => void): Uint8Array {
  const bytes = Uint8Array.from(FILES[name]!);
  change(new DataView(bytes.buffer));
  return bytes;
}

const open = (bytes: Uint8Array, name = "a.ser") => openImage(memoryFiles({ [name]: bytes }, name), never);

describe("TIA series", () => {
  it("name the file that tells of them", async () => {
    const reader = await openImage(memoryFiles(FILES, "pair_1.ser"), never);
    expect(reader.description.files).toEqual(["pair_1.ser", "pair.emi"]);
    expect(reader.description.scenes[0]!.facts["Microscope"]).toBe("a Tecnai");
  });

  it("leave places black that were not recorded", async () => {
    // Four of six: byte 18 has the number of those that are valid.
    const reader = await open(changed("scan_1.ser", (view) => view.setUint32(18, 4, true)));
    expect(reader.description.notes).toEqual(["a has 4 of 6 places recorded; the others are left black."]);
    const pixels = new Int16Array(20);
    const region = { start: [1, 1, 0, 0], shape: [1, 1, 4, 5] };
    await reader.readRegion({ scene: 0, level: 0, region, signal: never }, pixels);
    expect([...new Set(pixels)]).toEqual([0]);
  });

  it.each<[string, Uint8Array, string]>([
    ["cut off in their values", FILES["series-uint16_1.ser"]!.subarray(0, 300), "corrupt"],
    ["cut off in their table", FILES["series-uint16_1.ser"]!.subarray(0, 90), "corrupt"],
    ["of something else", changed("scan_1.ser", (view) => view.setUint32(6, 7, true)), "unsupported-feature"],
    ["of nothing", changed("scan_1.ser", (view) => view.setUint32(18, 0, true)), "corrupt"],
    ["whose axes are of more images", changed("scan_1.ser", (view) => view.setUint32(30, 4, true)), "corrupt"],
    ["of too many", changed("scan_1.ser", (view) => [14, 18].map((at) => view.setUint32(at, 2 ** 31, true))), "limit"],
  ])("%s are refused", async (_, bytes, kind) => {
    await expect(open(bytes)).rejects.toMatchObject({ kind, details: { file: "a.ser" } });
  });

  it("that are not there are asked for", async () => {
    await expect(open(FILES["pair.emi"]!, "pair.emi")).rejects.toMatchObject({
      kind: "companion-missing",
      details: { files: ["pair_1.ser"] },
    });
  });
});
