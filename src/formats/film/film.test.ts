import { describe, expect, it } from "vitest";
import { read } from "../../../testing/contract/describeReader.ts";
import { memoryFiles } from "../../../testing/contract/memoryFiles.ts";
import { describeRawFixtures, rawFixtures } from "../../../testing/formats/rawFixtures.ts";
import { wholeRegion } from "../../model/region.ts";
import { identify, openImage } from "../registry.ts";

const never = new AbortController().signal;
const AVI = rawFixtures("avi");
const QUICKTIME = rawFixtures("quicktime");

describeRawFixtures("avi", { contract: ["colours.avi", "jpeg.avi", "palette.avi"] });
describeRawFixtures("quicktime", { contract: ["deep.mov", "png.mov"] });

const open = (bytes: Uint8Array, name: string) => openImage(memoryFiles({ [name]: bytes }, name), never);

/** A film with another text in it, as often as it is there; texts are of one length. */
function replaced(bytes: Uint8Array, from: string, to: string): Uint8Array {
  return Buffer.from(Buffer.from(bytes).toString("latin1").replaceAll(from, to), "latin1");
}

describe("films", () => {
  it("are told from still pictures with the same boxes", async () => {
    const formats = async (bytes: Uint8Array) =>
      (await identify(memoryFiles({ a: bytes }, "a"), never)).map(({ format, certainty }) => [format.id, certainty]);
    expect(await formats(AVI["png.avi"]!)).toEqual([["avi", 2]]);
    expect(await formats(QUICKTIME["png.mov"]!)).toEqual([["quicktime", 2]]);
    expect(await formats(QUICKTIME["png.mov"]!.subarray(20))).toEqual([["quicktime", 1]]);
    expect(await formats(replaced(QUICKTIME["png.mov"]!, "ftypqt  ", "ftypavif"))).toEqual([]);
  });

  it("of other codecs are refused by their names, with the way out", async () => {
    const refused = await open(QUICKTIME["refused.mov"]!, "refused.mov").catch((error: unknown) => error);
    expect(refused).toMatchObject({
      kind: "unsupported-format",
      message: "refused.mov is a film in MPEG-4, which is not read.",
      details: { advice: expect.stringContaining('ffmpeg -i "refused.mov" -c:v png film.mov') as string },
    });
    await expect(open(replaced(AVI["jpeg.avi"]!, "MJPG", "H264"), "a.avi")).rejects.toMatchObject({
      message: "a.avi is a film in H.264, which is not read.",
    });
    await expect(open(replaced(AVI["jpeg.avi"]!, "MJPG", "qqqq"), "a.avi")).rejects.toMatchObject({
      message: "a.avi is a film in the codec qqqq, which is not read.",
    });
  });

  it("that are cut off have the frames that are whole", async () => {
    const { description } = await open(AVI["no-index.avi"]!.subarray(0, -300), "a.avi");
    expect(description.scenes[0]!.shape).toEqual([3, 6, 7, 3]);
    expect(description.notes).toEqual(["The film is cut off: what is whole of it is read."]);
  });

  it("whose indices do not hold are gone through", async () => {
    // The second index says that it is one of fields.
    const bytes = Uint8Array.from(AVI["parts.avi"]!);
    const second = Buffer.from(bytes).lastIndexOf("ix00");
    bytes[second + 10] = 1;
    const [whole, searched] = [await open(AVI["parts.avi"]!, "a"), await open(bytes, "a")];
    const region = wholeRegion(whole.description.scenes[0]!.shape);
    expect(searched.description).toEqual(whole.description);
    expect(await read(searched, 0, 0, region, never)).toEqual(await read(whole, 0, 0, region, never));
  });

  it.each<[string, Uint8Array, string]>([
    ["without frames", replaced(AVI["no-index.avi"]!, "00db", "09db"), "corrupt"],
    ["without pictures", replaced(AVI["no-index.avi"]!, "vids", "txts"), "corrupt"],
    ["whose palette changes", replaced(AVI["no-index.avi"]!, "00db", "00pc"), "unsupported-feature"],
    [
      "whose frames are too small",
      replaced(AVI["y800.avi"]!, "\x07\0\0\0\x06\0\0\0", "\x08\0\0\0\x06\0\0\0"),
      "corrupt",
    ],
    ["that say nothing", QUICKTIME["raw.mov"]!.subarray(0, 200), "corrupt"],
    ["in fragments", replaced(QUICKTIME["raw.mov"]!, "moov", "moof"), "unsupported-feature"],
    ["with compressed tables", replaced(QUICKTIME["raw.mov"]!, "mvhd", "cmov"), "unsupported-feature"],
    ["without a table of places", replaced(QUICKTIME["raw.mov"]!, "stco", "xxxx"), "corrupt"],
    [
      "whose frames lie outside",
      replaced(QUICKTIME["first.mov"]!, "stsz\0\0\0\0\0\0\0\x90", "stsz\0\0\0\0\0\0\x10\x90"),
      "corrupt",
    ],
    [
      "of several sizes",
      replaced(AVI["jpeg.avi"]!, "\x1a\0\0\0\x14\0\0\0", "\x1a\0\0\0\x28\0\0\0"),
      "unsupported-feature",
    ],
  ])("%s are refused", async (_, bytes, kind) => {
    const attempt = open(bytes, "a").then(async (reader) => {
      const [scene] = reader.description.scenes;
      await read(reader, 0, 0, wholeRegion(scene!.shape), never);
    });
    await expect(attempt).rejects.toMatchObject({ kind });
  });
});
