import { describe, expect, it } from "vitest";
import { memoryFiles } from "../../../testing/contract/memoryFiles.ts";
import { describeRawFixtures } from "../../../testing/formats/rawFixtures.ts";
import { openImage } from "../registry.ts";

const never = new AbortController().signal;

describeRawFixtures("metaimage", { contract: ["vectors.mha", "list.mhd", "volume-uint32-zlib.mha", "text.mha"] });

const PLAIN = "ObjectType = Image\nNDims = 2\nDimSize = 3 2\nElementType = MET_UCHAR\n";

function openText(text: string) {
  return openImage(memoryFiles({ "a.mha": Buffer.from(text, "latin1") }, "a.mha"), never);
}

describe("MetaImages", () => {
  it("say what their values mean, and leave them as they are", async () => {
    const { description } = await openText(
      `${PLAIN}ElementToIntensityFunctionSlope = 2\nModality = MET_MOD_CT\nElementDataFile = LOCAL\nabcdef`,
    );
    expect(description.notes).toEqual(["The values are as stored; the file means value × 2 + 0 by them."]);
    expect(description.scenes[0]!.facts).toEqual({ Modality: "MET_MOD_CT", Slope: "2" });
  });

  it("have no place along axes that are turned", async () => {
    const { description } = await openText(
      `${PLAIN}TransformMatrix = 1 0 0 -1\nOffset = 5 7\nElementDataFile = LOCAL\nabcdef`,
    );
    expect(description.scenes[0]!.origin).toEqual([null, 5]);
  });

  it.each<[string, string, string]>([
    ["cut off", `${PLAIN}ElementDataFile = LOCAL\nabc`, "corrupt"],
    ["without a place for their values", PLAIN, "corrupt"],
    ["with fewer sizes than axes", `${PLAIN.replace("3 2", "3")}ElementDataFile = LOCAL\nabc`, "corrupt"],
    [
      "of a type that is not known",
      `${PLAIN.replace("UCHAR", "STRING")}ElementDataFile = LOCAL\nabcdef`,
      "unsupported-feature",
    ],
    ["whose values are before the file", `${PLAIN}HeaderSize = -2\nElementDataFile = LOCAL\nabcdef`, "corrupt"],
    ["whose values at the end are too many", `${PLAIN}HeaderSize = -1\nElementDataFile = LOCAL\nabc`, "corrupt"],
    ["whose file is not there", `${PLAIN}ElementDataFile = a.raw\n`, "companion-missing"],
    ["with a list of nothing", `${PLAIN}ElementDataFile = LIST\n`, "corrupt"],
  ])("%s are refused", async (_, text, kind) => {
    await expect(openText(text)).rejects.toMatchObject({ kind, details: { file: "a.mha" } });
  });

  it.each<[string, string, string, number]>([
    [
      "that are not there",
      `LIST\n${Array.from({ length: 200_000 }, (_, file) => `${file}.raw`).join("\n")}`,
      "companion-missing",
      200,
    ],
    ["by a pattern that are not there", "%d.raw 1 900000 1", "companion-missing", 200],
    ["that are one", `LIST\n${"one.raw\n".repeat(200_000)}`, "corrupt", 200],
  ])("of files without number %s look for few of them", async (_, named, kind, most) => {
    const text = `${PLAIN.replace("2\nDim", "3\nDim").replace("3 2", "3 2 2")}ElementDataFile = ${named}`;
    const files = memoryFiles({ "a.mhd": Buffer.from(text, "latin1"), "one.raw": new Uint8Array(6) }, "a.mhd");
    let looks = 0;
    const open = (path: string) => {
      looks++;
      return files.directory.open(path);
    };
    await expect(openImage({ ...files, directory: { ...files.directory, open } }, never)).rejects.toMatchObject({
      kind,
    });
    expect(looks).toBeLessThan(most);
  });
});
