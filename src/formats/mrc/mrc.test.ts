import { describe, expect, it } from "vitest";
import { memoryFiles } from "../../../testing/contract/memoryFiles.ts";
import { describeRawFixtures, rawFixtures } from "../../../testing/formats/rawFixtures.ts";
import { identify, openImage } from "../registry.ts";

const never = new AbortController().signal;
const FILES = rawFixtures("mrc");

/** A fixture with other numbers in its (little-endian) header. */
function changed(name: string, change: (view: DataView) => void): Uint8Array {
  const bytes = Uint8Array.from(FILES[name]!);
  change(new DataView(bytes.buffer));
  return bytes;
}

describeRawFixtures("mrc", {
  contract: ["big-endian.map", "four-bits.mrc", "complex-integer-big.mrc", "turned.map", "packed.map.gz"],
});

describe("MRC files", () => {
  it("are known by their signature, or by their ending and sizes that can be", async () => {
    const certainty = async (bytes: Uint8Array, name: string) => {
      const [first] = await identify(memoryFiles({ [name]: bytes }, name), never);
      return first === undefined ? null : [first.format.id, first.certainty];
    };
    expect(await certainty(FILES["images.mrcs"]!, "a.bin")).toEqual(["mrc", 2]);
    expect(await certainty(FILES["no-signature.rec"]!, "a.rec")).toEqual(["mrc", 1]);
    expect(await certainty(FILES["no-signature.rec"]!, "a.bin")).toBeNull();
    expect(await certainty(FILES["packed.map.gz"]!, "emd_1.map.gz")).toEqual(["mrc", 1]);
    expect(await certainty(FILES["packed.map.gz"]!, "a.gz")).toBeNull();
    expect(
      await certainty(
        changed("no-signature.rec", (view) => view.setInt32(0, 0, true)),
        "a.rec",
      ),
    ).toBeNull();
  });

  it("begin at their origin, or at their first grid point where they have none", async () => {
    const originOf = async (bytes: Uint8Array) =>
      (await openImage(memoryFiles({ "a.mrc": bytes }, "a.mrc"), never)).description.scenes[0]!.origin;
    expect(await originOf(changed("rgb.mrc", (view) => view.setInt32(20, -4, true)))).toEqual([null, -80, null, null]);
    expect(await originOf(FILES["volume-int16.mrc"]!)).toEqual([-30, 20, 10]);
  });

  it.each<[string, Uint8Array, string]>([
    ["cut off in its values", FILES["volume-int16.mrc"]!.subarray(0, 1100), "corrupt"],
    ["of a mode that nobody knows", changed("rgb.mrc", (view) => view.setInt32(12, 17, true)), "unsupported-feature"],
    ["with a negative extended header", changed("rgb.mrc", (view) => view.setInt32(92, -8, true)), "corrupt"],
    [
      "of 4-bit values along another axis",
      changed("four-bits.mrc", (view) => view.setInt32(64, 2, true) === view.setInt32(68, 1, true)),
      "unsupported-feature",
    ],
  ])("%s are refused", async (_, bytes, kind) => {
    await expect(openImage(memoryFiles({ "a.mrc": bytes }, "a.mrc"), never)).rejects.toMatchObject({
      kind,
      details: { file: "a.mrc" },
    });
  });
});
