import { describe, expect, it } from "vitest";
import { memoryFiles } from "../../../testing/contract/memoryFiles.ts";
import { describeRawFixtures, rawFixtures } from "../../../testing/formats/rawFixtures.ts";
import { openImage } from "../registry.ts";
import { uncompress } from "./uncompress.ts";

const never = new AbortController().signal;
const FILES = rawFixtures("ics");

describeRawFixtures("ics", {
  contract: ["version-2.ics", "volume-uint16.ics", "gzip.ics", "compressed.ics", "volume-complex128.ics"],
});

function changed(name: string, from: string, to: string, more: Record<string, Uint8Array> = {}) {
  const text = Buffer.from(FILES[name]!).toString("latin1").replace(from, to);
  const files = { "a.ics": new Uint8Array(Buffer.from(text, "latin1")), ...more };
  return openImage(memoryFiles(files, "a.ics"), never);
}

describe("ICS images", () => {
  const values = { "a.ids": FILES["volume-uint8.ids"]! };

  it("have axes of the names that are known, and others as they come", async () => {
    const { description } = await changed("volume-uint8.ics", "x\ty\tz", "x\ttau\ty", values);
    expect(description.scenes[0]!.axes).toEqual(["c", "y", "x"]);
  });

  it("may have their values in a file that is named", async () => {
    const more = { "b.raw": new Uint8Array([0, 0, 0, ...FILES["volume-uint8.ids"]!]) };
    const named = "2.0\nsource\tfile\tD:\\data\\b.raw\nsource\toffset\t3\n";
    const { description } = await changed("volume-uint8.ics", "1.0\n", named, more);
    expect(description.files).toEqual(["a.ics", "b.raw"]);
  });

  it.each<[string, string, string, string, string]>([
    ["without their values", "", "", "companion-missing", "volume-uint16.ics"],
    ["of no width", "\t5\t4\t3", "\t0\t4\t3", "corrupt", "volume-uint8.ics"],
    ["without bits", "bits\tx", "b\tx", "corrupt", "volume-uint8.ics"],
    ["of twelve bits", "sizes\t8", "sizes\t12", "unsupported-feature", "volume-uint8.ics"],
    ["of another compression", "end\n", "end\n", "unsupported-feature", "gzip.ics"],
    ["cut off", "\t5\t4\t3", "\t5\t4\t4", "corrupt", "volume-uint8.ics"],
  ])("%s are refused", async (what, from, to, kind, name) => {
    const isOther = what === "of another compression";
    const opened = changed(
      name,
      isOther ? "\tgzip" : from,
      isOther ? "\tcompress" : to,
      name === "volume-uint8.ics" ? values : {},
    );
    await expect(opened).rejects.toMatchObject({ kind, details: { file: expect.stringMatching(/^a\.i[cd]s$/) } });
  });

  it("are refused where compress did not write what is compressed", () => {
    const packed = FILES["compressed.ids.Z"]!;
    expect(() => uncompress(packed, 100)).toThrow(/too large/);
    expect(() => uncompress(packed.with(2, 0x88), 2 ** 20)).toThrow(/damaged/);
    expect(() => uncompress(Uint8Array.of(0x1f, 0x9d, 0x90, 0xff, 0xff, 0xff), 2 ** 20)).toThrow(/damaged/);
    expect(uncompress(packed.subarray(0, 5000), 2 ** 20).length).toBeGreaterThan(5000);
  });
});
