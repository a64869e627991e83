import { describe, expect, it } from "vitest";
import { memoryFiles } from "../../../testing/contract/memoryFiles.ts";
import { describeRawFixtures, rawFixtures } from "../../../testing/formats/rawFixtures.ts";
import { identify, openImage } from "../registry.ts";

const never = new AbortController().signal;
const FILES = rawFixtures("spe");

describeRawFixtures("spe", { contract: ["lightfield.spe", "frames-int32.spe"] });

/** A fixture with other numbers in its header, or another text behind it. */
function changed(name: string, change: (view: DataView) => void, text?: [from: string, to: string]): Uint8Array {
  const bytes = Uint8Array.from(FILES[name]!);
  change(new DataView(bytes.buffer));
  if (text === undefined) return bytes;
  return new Uint8Array(
    Buffer.from(
      Buffer.from(bytes)
        .toString("latin1")
        .replace(...text),
      "latin1",
    ),
  );
}

describe("SPE files", () => {
  it("are known by their number, or by their ending and sizes that can be", async () => {
    const certainty = async (bytes: Uint8Array, name: string) => {
      const [first] = await identify(memoryFiles({ [name]: bytes }, name), never);
      return first === undefined ? null : [first.format.id, first.certainty];
    };
    expect(await certainty(FILES["frames-int16.spe"]!, "a")).toEqual(["spe", 2]);
    expect(await certainty(FILES["frames-uint16.spe"]!, "a.SPE")).toEqual(["spe", 1]);
    expect(await certainty(FILES["frames-uint16.spe"]!, "a")).toBeNull();
    expect(
      await certainty(
        changed("frames-uint16.spe", (view) => view.setUint16(42, 0, true)),
        "a.spe",
      ),
    ).toBeNull();
  });

  it.each<[string, Uint8Array, string]>([
    ["cut off", FILES["frames-int16.spe"]!.subarray(0, 4150), "corrupt"],
    [
      "of a type that nobody knows",
      changed("frames-int16.spe", (view) => view.setInt16(108, 4, true)),
      "unsupported-feature",
    ],
    ["of no frames", changed("frames-int16.spe", (view) => view.setInt32(1446, 0, true)), "corrupt"],
    ["whose end is not there", FILES["lightfield.spe"]!.subarray(0, 4300), "corrupt"],
    ["of other types in header and XML", changed("lightfield.spe", (view) => view.setInt16(108, 2, true)), "corrupt"],
    [
      "of an unknown type in XML",
      changed("lightfield.spe", () => {}, ["Unsigned16", "Unsigned12"]),
      "unsupported-feature",
    ],
    ["of a region without a size", changed("lightfield.spe", () => {}, ['width="5"', 'width="0"']), "corrupt"],
    ["without their frames in XML", changed("lightfield.spe", () => {}, ["<DataFormat>", "<DataFormats>"]), "corrupt"],
  ])("%s are refused", async (_, bytes, kind) => {
    await expect(openImage(memoryFiles({ "a.spe": bytes }, "a.spe"), never)).rejects.toMatchObject({
      kind,
      details: { file: "a.spe" },
    });
  });
});
