import { describe, expect, it } from "vitest";
import { dialectNote } from "./dialects.ts";
import type { TiffPage } from "../container/page.ts";

/** A page with nothing but its entries' numbers, which is all that is looked at. */
function pageWith(...tags: number[]): TiffPage {
  return { directory: { entries: new Map(tags.map((tag) => [tag, {}])) } } as unknown as TiffPage;
}

describe("dialects read as plain TIFF", () => {
  it.each([
    ["QPTIFF", pageWith(), '<?xml version="1.0"?><PerkinElmer-QPI-ImageDescription>'],
    ["Leica SCN", pageWith(), '<?xml version="1.0"?><scn xmlns="http://www.leica-microsystems.com/scn/2010/10/01">'],
    ["Ventana BIF", pageWith(), "level=0 mag=40 quality=90"],
    ["Micro-Manager", pageWith(51123), ""],
    ["Harmony plate", pageWith(65200, 65500), ""],
  ])("%s is named, with what is not understood", (name, page, description) => {
    expect(dialectNote(page, description)).toMatch(new RegExp(`${name}.*: .+\\.$`, "u"));
  });

  it("says nothing of an ordinary TIFF", () => {
    expect(dialectNote(pageWith(256, 257, 270), "a description")).toBeNull();
    expect(dialectNote(pageWith(65500), "")).toBeNull();
  });
});
