import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { pictureFile } from "../../fixtures/pictureVectors.ts";
import { LIMITS } from "../model/limits.ts";
import { loadPictureProgram, wholePicture } from "./picturesWasm.ts";

const FOLDER = new URL("../../wasm/pictures/", import.meta.url);
const modules = readdirSync(FOLDER).filter((name) => name.endsWith(".wasm"));

const cap = LIMITS.decodedBlockBytes;
const nothing = new Uint8Array(0);

/** A call of each module that succeeds. */
const CALLS: Record<string, { inputs: Uint8Array[]; numbers: number[] }> = {
  "bzip2.wasm": { inputs: [pictureFile("bzip2-photo.bz2")], numbers: [0, cap] },
  "jpeg.wasm": { inputs: [nothing, pictureFile("jpeg-rgb-progressive.jpg")], numbers: [0, cap] },
  "jpeg2000.wasm": { inputs: [pictureFile("jpeg2000-lossless-jp2-8-3.j2k")], numbers: [cap] },
  "jpegXl.wasm": { inputs: [pictureFile("jpegxl-lossless-8-4.jxl")], numbers: [cap] },
  "jpegXr.wasm": { inputs: [pictureFile("jpegxr-lossless-8-4.jxr")], numbers: [cap] },
  "lerc.wasm": { inputs: [pictureFile("lerc-bands.lerc")], numbers: [cap] },
  "lzma.wasm": { inputs: [pictureFile("lzma-crc64.xz")], numbers: [0, cap] },
  "webp.wasm": { inputs: [pictureFile("webp-lossy-4-80.webp")], numbers: [-1, 0, cap] },
};

describe.each(modules)("wasm/pictures/%s", (name) => {
  const bytes = readFileSync(new URL(name, FOLDER));

  it("is the file that was recorded", () => {
    const sums = readFileSync(new URL("SHA256SUMS", FOLDER), "utf8");
    expect(sums).toContain(`${createHash("sha256").update(bytes).digest("hex")}  ${name}`);
  });

  it("imports nothing but its failure and a system that has nothing", async () => {
    const wanted = WebAssembly.Module.imports(await WebAssembly.compile(bytes));
    const others = wanted.filter((entry) => entry.module !== "wasi_snapshot_preview1");
    expect(others).toEqual([{ module: "zarrdrop", name: "fail", kind: "function" }]);
  });

  it("takes no more memory for many pictures than for a few", async () => {
    const instance = (await loadPictureProgram(name, new URL(name, FOLDER))).instantiate();
    const { inputs, numbers } = CALLS[name]!;
    for (let round = 0; round < 10; round++) instance.decode(inputs, numbers);
    const before = instance.memoryBytes;
    for (let round = 0; round < 500; round++) instance.decode(inputs, numbers);
    expect(instance.memoryBytes).toBe(before);
  }, 60_000);

  it("works again after a failure", async () => {
    const program = await loadPictureProgram(name, new URL(name, FOLDER));
    const { inputs, numbers } = CALLS[name]!;
    const first = program.decode(inputs, numbers);
    const broken = inputs.map((input) => input.subarray(0, input.length / 2));
    expect(() => program.decode(broken, numbers)).toThrow(expect.objectContaining({ name: "ZarrdropError" }));
    expect(program.decode(inputs, numbers)).toEqual(first);
  });
});

it("a picture that is not as large as it says is a defect of its decoder", () => {
  const picture = { width: 2, height: 3, samples: 1, dtype: "uint16", bits: 16, pixels: new Uint16Array(6) } as const;
  expect(wholePicture(picture)).toBe(picture);
  const short = { ...picture, pixels: picture.pixels.subarray(0, 5) };
  expect(() => wholePicture(short)).toThrow(expect.objectContaining({ kind: "internal" }));
});
