import { gunzipSync, gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { memoryFiles } from "../../../testing/contract/memoryFiles.ts";
import { describeRawFixtures, rawFixtures } from "../../../testing/formats/rawFixtures.ts";
import { identify, openImage } from "../registry.ts";

const never = new AbortController().signal;
const FILES = rawFixtures("nifti");

describeRawFixtures("nifti", {
  contract: ["series.nii.gz", "nifti1pair-int16.hdr", "nifti2image-complex128.nii", "colours.nii", "analyze.hdr"],
});

/** A fixture with other numbers in its (little-endian) header. */
function changed(name: string, change: (view: DataView) => void): Uint8Array {
  const bytes = Uint8Array.from(FILES[name]!);
  change(new DataView(bytes.buffer));
  return bytes;
}

function open(bytes: Uint8Array, name = "a.nii") {
  return openImage(memoryFiles({ [name]: bytes }, name), never);
}

describe("NIfTI images", () => {
  it("are known by their content, and in gzip by their name", async () => {
    const certainty = async (bytes: Uint8Array, name: string) => {
      const [first] = await identify(memoryFiles({ [name]: bytes }, name), never);
      return first === undefined ? null : [first.format.id, first.certainty];
    };
    expect(await certainty(FILES["five-axes.nii"]!, "a")).toEqual(["nifti", 2]);
    expect(await certainty(FILES["nifti2image-int32.nii"]!, "a")).toEqual(["nifti", 2]);
    expect(await certainty(FILES["analyze.hdr"]!, "a")).toEqual(["nifti", 2]);
    expect(await certainty(FILES["series.nii.gz"]!, "a.nii.gz")).toEqual(["nifti", 1]);
    expect(await certainty(FILES["series.nii.gz"]!, "a.gz")).toBeNull();
  });

  it("name both of their files", async () => {
    const { description } = await openImage(memoryFiles(FILES, "analyze.hdr"), never);
    expect(description).toMatchObject({ formatName: "Analyze 7.5", files: ["analyze.hdr", "analyze.img"] });
  });

  it("may be placed by a rotation", async () => {
    // No matrix, but the code of a rotation, which is none: all of its numbers are 0.
    const bytes = changed("turned-and-scaled.nii", (view) => {
      view.setInt16(252, 1, true);
      view.setInt16(254, 0, true);
      view.setFloat32(76, 1, true);
      for (const at of [256, 260, 264]) view.setFloat32(at, 0, true);
    });
    const { description } = await open(bytes);
    expect(description.scenes[0]!.origin).toEqual([-30, 20, 10]);
    expect(description.scenes[0]!.facts["Placement"]).toMatch(/^qform 1: 1\.5 0 0 10; /);
  });

  it.each<[string, Uint8Array, string]>([
    ["cut off", FILES["five-axes.nii"]!.subarray(0, 700), "corrupt"],
    ["of eight axes", changed("five-axes.nii", (view) => view.setInt16(40, 8, true)), "corrupt"],
    ["of no width", changed("five-axes.nii", (view) => view.setInt16(42, 0, true)), "corrupt"],
    ["of bits", changed("five-axes.nii", (view) => view.setInt16(70, 1, true)), "unsupported-feature"],
    ["of connections", changed("five-axes.nii", (view) => view.setInt16(68, 3001, true)), "unsupported-feature"],
    ["whose pixels begin nowhere", changed("five-axes.nii", (view) => view.setFloat32(108, NaN, true)), "corrupt"],
    ["without their pixels", FILES["analyze.hdr"]!, "companion-missing"],
  ])("%s are refused", async (_, bytes, kind) => {
    await expect(open(bytes)).rejects.toMatchObject({ kind, details: { file: "a.nii" } });
  });

  it("in gzip, of something else, are refused; cut off, they are when it is met", async () => {
    await expect(open(gzipSync("hello".repeat(200)), "a.nii.gz")).rejects.toMatchObject({ kind: "corrupt" });
    const short = gzipSync(gunzipSync(FILES["series.nii.gz"]!).subarray(0, 500));
    const reader = await open(short, "a.nii.gz");
    const request = { scene: 0, level: 0, region: { start: [1, 0, 0, 0], shape: [1, 3, 4, 5] }, signal: never };
    await expect(reader.readRegion(request, new Int16Array(60))).rejects.toMatchObject({
      kind: "corrupt",
      details: { file: "a.nii.gz" },
    });
  });
});
