import { describe, expect, it } from "vitest";
import { memoryFiles } from "../../../testing/contract/memoryFiles.ts";
import { describeRawFixtures, rawFixtures } from "../../../testing/formats/rawFixtures.ts";
import { openImage } from "../registry.ts";

const never = new AbortController().signal;
const FILES = rawFixtures("fits");

describeRawFixtures("fits", { contract: ["several.fits", "cube-float64.fits"] });

/** A file of these cards and so many bytes behind them. */
function fileOf(cards: readonly string[], bytes: number): Uint8Array {
  const header = [...cards, "END"].map((card) => card.padEnd(80)).join("");
  const file = new Uint8Array(Math.ceil(header.length / 2880) * 2880 + bytes);
  file.fill(32, 0, file.length - bytes);
  file.set(Buffer.from(header, "latin1"));
  return file;
}

function withoutEnd(file: Uint8Array): Uint8Array {
  return new Uint8Array(Buffer.from(Buffer.from(file).toString("latin1").replace("END", "   "), "latin1"));
}

const PLAIN = ["SIMPLE  =                    T", "BITPIX  =                   16", "NAXIS   =                    2"];
const SIZES = ["NAXIS1  =                    3", "NAXIS2  =                    2"];

describe("FITS files", () => {
  it.each<[string, Uint8Array, string]>([
    ["cut off in their values", FILES["cube-int16.fits"]!.subarray(0, 2900), "corrupt"],
    ["cut off in their header", FILES["cube-int16.fits"]!.subarray(0, 2000), "corrupt"],
    ["whose header does not end", withoutEnd(fileOf(PLAIN, 0)), "corrupt"],
    ["without an image", fileOf(PLAIN.with(2, "NAXIS   =                    0"), 0), "unsupported-feature"],
    [
      "of values that cannot be",
      fileOf([...PLAIN.with(1, "BITPIX  =                   12"), ...SIZES], 2880),
      "corrupt",
    ],
    ["of a size that is no number", fileOf([...PLAIN, SIZES[0]!, "NAXIS2  = two"], 2880), "corrupt"],
    ["of a thousand axes", fileOf(PLAIN.with(2, "NAXIS   =                 1000"), 2880), "corrupt"],
  ])("%s are refused", async (_, bytes, kind) => {
    await expect(openImage(memoryFiles({ "a.fits": bytes }, "a.fits"), never)).rejects.toMatchObject({
      kind,
      details: { file: "a.fits" },
    });
  });
});
