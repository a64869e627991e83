import { describe, expect, it } from "vitest";
import { memoryFiles } from "../../../testing/contract/memoryFiles.ts";
import { describeRawFixtures, rawFixtures } from "../../../testing/formats/rawFixtures.ts";
import { identify, openImage } from "../registry.ts";

const never = new AbortController().signal;
const FILES = rawFixtures("dm");

describeRawFixtures("dm", {
  contract: ["several.dm4", "colours-big-endian.dm3", "spectra.dm4", "image-complex128.dm4"],
});

const open = (bytes: Uint8Array) => openImage(memoryFiles({ "a.dm3": bytes }, "a.dm3"), never);

/** A fixture in which bytes were replaced by others, as many, where they stand last. */
function changed(name: string, from: string, to: string): Uint8Array {
  const text = Buffer.from(FILES[name]!).toString("latin1");
  const at = text.lastIndexOf(from);
  expect(at).toBeGreaterThan(0);
  return new Uint8Array(Buffer.from(text.slice(0, at) + to + text.slice(at + from.length), "latin1"));
}

describe("DigitalMicrograph images", () => {
  it("are known by how they begin", async () => {
    const certainty = async (bytes: Uint8Array) => {
      const [first] = await identify(memoryFiles({ a: bytes }, "a"), never);
      return first === undefined ? null : [first.format.id, first.certainty];
    };
    expect(await certainty(FILES["series.dm3"]!)).toEqual(["dm", 2]);
    expect(await certainty(FILES["spectra.dm4"]!)).toEqual(["dm", 2]);
    expect(await certainty(FILES["series.dm3"]!.with(3, 5))).toBeNull();
    expect(await certainty(FILES["series.dm3"]!.with(8, 5))).toBeNull();
  });

  it.each<[string, Uint8Array, string]>([
    ["cut off in their tags", FILES["series.dm3"]!.subarray(0, 900), "corrupt"],
    ["whose list of images has another name", changed("series.dm3", "ImageList", "ImageLast"), "corrupt"],
    ["of no type", changed("series.dm3", "DataType", "DataTypo"), "unsupported-feature"],
    [
      "whose values have another name",
      changed(
        "series.dm3",
        "\x15\0\x04Data%%%%\0\0\0\x03\0\0\0\x14\0\0\0\x02",
        "\x15\0\x04Dota%%%%\0\0\0\x03\0\0\0\x14\0\0\0\x02",
      ),
      "unsupported-feature",
    ],
    ["with something else for a value", changed("series.dm3", "%%%%", "%%%!"), "corrupt"],
    [
      "with values of an unknown kind",
      changed("series.dm3", "%%%%\0\0\0\x01\0\0\0\x06", "%%%%\0\0\0\x01\0\0\0\x0d"),
      "corrupt",
    ],
  ])("%s are refused", async (_, bytes, kind) => {
    await expect(open(bytes)).rejects.toMatchObject({ kind, details: { file: "a.dm3" } });
  });

  it("of tags without number are refused before they are all read", async () => {
    const tag = Buffer.from("\x15\0\x01a%%%%\0\0\0\x01\0\0\0\x02\0\0", "latin1");
    const head = Buffer.from([0, 0, 0, 3, 0, 0, 0, 1, 0, 0, 0, 1, 1, 0, 0, 15, 255, 255]);
    const bytes = Buffer.concat([head, ...Array<Buffer>(300_000).fill(tag)]);
    await expect(open(bytes)).rejects.toMatchObject({ kind: "limit" });
  });
});
