import { describe, expect, it } from "vitest";
import { memoryFiles } from "../../../testing/contract/memoryFiles.ts";
import { describeRawFixtures, rawFixtures } from "../../../testing/formats/rawFixtures.ts";
import { openImage } from "../registry.ts";

const never = new AbortController().signal;
const FILES = rawFixtures("nrrd");

describeRawFixtures("nrrd", {
  contract: ["vectors.nrrd", "volume-uint32-gzip.nrrd", "pattern.nhdr", "end-gzip.nhdr", "colours.nrrd"],
});

const PLAIN = "NRRD0005\ntype: uchar\ndimension: 2\nsizes: 3 2\nencoding: raw\n";

function openText(text: string, more: Record<string, Uint8Array> = {}) {
  return openImage(memoryFiles({ "a.nrrd": Buffer.from(text, "latin1"), ...more }, "a.nrrd"), never);
}

describe("NRRD files", () => {
  it.each<[string, string, string[]]>([
    ["kinds: domain time", "dimension: 2\nsizes: 3 2", ["t", "x"]],
    ['labels: "x" "frame"', "dimension: 2\nsizes: 3 2", ["t", "x"]],
    ["kinds: list domain", "dimension: 2\nsizes: 3 2", ["c", "x"]],
    ["", "dimension: 4\nsizes: 3 2 1 1", ["t", "z", "y", "x"]],
    ["", "dimension: 5\nsizes: 3 2 1 1 1", ["m", "t", "z", "y", "x"]],
    ["kinds: vector list domain domain", "dimension: 4\nsizes: 1 1 3 2", ["t", "c", "y", "x"]],
  ])("have axes by what is said of them: %s", async (line, sizes, letters) => {
    const text = PLAIN.replace("dimension: 2\nsizes: 3 2", `${sizes}\n${line}`).replace(/\n\n/g, "\n");
    const { description } = await openText(`${text}\nabcdef`);
    expect(description.scenes[0]!.axes).toEqual(letters);
  });

  it("list the files that belong to them", async () => {
    const reader = await openImage(memoryFiles(FILES, "list.nhdr"), never);
    expect(reader.description.files).toEqual(["list.nhdr", "half0.raw", "half1.raw"]);
  });

  it.each<[string, string, string]>([
    ["cut off", `${PLAIN}\nabc`, "corrupt"],
    ["of no size", PLAIN.replace("3 2", "3 0"), "corrupt"],
    ["with fewer sizes than axes", PLAIN.replace("3 2", "3"), "corrupt"],
    ["of blocks", PLAIN.replace("uchar", "block"), "unsupported-feature"],
    ["in an encoding that is not known", PLAIN.replace("raw", "zrl"), "unsupported-feature"],
    ["with an impossible skip", `${PLAIN}byte skip: -5\n\nabcdef`, "corrupt"],
    ["with more lines to skip than there are", `${PLAIN}line skip: 3\n\nab\ncdef`, "corrupt"],
    ["with something else for numbers", `${PLAIN.replace("raw", "ascii")}\n1 2 3 4 five 6`, "corrupt"],
    ["with numbers that are none of the type", `${PLAIN.replace("raw", "ascii")}\n1 2 3 4 5 256`, "corrupt"],
    ["with too few numbers", `${PLAIN.replace("raw", "ascii")}\n1 2 3 4 5`, "corrupt"],
    ["whose file is not there", `${PLAIN}data file: b.raw\n\n`, "companion-missing"],
    ["whose files are not there", `${PLAIN}data file: b%d.raw 0 1 1\n\n`, "companion-missing"],
    ["whose file is elsewhere", `${PLAIN}data file: ../b.raw\n\n`, "corrupt"],
    ["with too many files", `${PLAIN}data file: b%d.raw 0 99999999 1\n\n`, "limit"],
    ["of text that is too large", `${PLAIN.replace("raw", "ascii").replace("3 2", "30000 20000")}\n1 2`, "limit"],
  ])("%s are refused", async (_, text, kind) => {
    await expect(openText(text)).rejects.toMatchObject({ kind, details: { file: "a.nrrd" } });
  });
});
