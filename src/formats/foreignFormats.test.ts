import { describe, expect, it } from "vitest";
import { foreignFormat } from "./foreignFormats.ts";

function head(text: string, at = 0): Uint8Array {
  const bytes = new Uint8Array(Math.max(512, at + text.length));
  bytes.set(Buffer.from(text, "latin1"), at);
  return bytes;
}

const OLE2 = "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";

describe("formats that are not read", () => {
  it.each<[string, Uint8Array, RegExp]>([
    ["a.imzML", head('<?xml version="1.0"?>\n<mzML xmlns="">'), /^an imzML/],
    ["a.cine", head("CI,\0"), /^a Phantom/],
    ["a.zvi", head(OLE2), /^an AxioVision/],
  ])("are named: %s", (file, bytes, what) => {
    expect(foreignFormat(bytes, file)?.what).toMatch(what);
  });

  it.each<[string, Uint8Array]>([
    ["a.ims", head("hello")],
    ["a.doc", head(OLE2)],
    ["a.gz", head("\x1f\x8b")],
    ["a.bin", head("")],
  ])("are none of these: %s", (file, bytes) => {
    expect(foreignFormat(bytes, file)).toBeNull();
  });
});
