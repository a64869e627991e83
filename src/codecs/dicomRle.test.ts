import { beforeAll, describe, expect, it } from "vitest";
import { SeededRandom } from "../../testing/contract/random.ts";
import { loadRleDecoder, type RleFrame } from "./dicomRle.ts";

/** PackBits with runs and without, of random lengths. */
function packBits(plane: Uint8Array, random: SeededRandom): number[] {
  const out: number[] = [];
  for (let at = 0; at < plane.length;) {
    let run = 1;
    while (run < 128 && plane[at + run] === plane[at]) run++;
    if (run > 1 && random.below(8) > 0) out.push(257 - run, plane[at]!);
    else {
      run = Math.min(plane.length - at, 1 + random.below(128));
      out.push(run - 1, ...plane.subarray(at, at + run));
    }
    if (random.below(20) === 0) out.push(128); // says nothing
    at += run;
  }
  if (out.length % 2 === 1) out.push(0);
  return out;
}

function encode(bytes: Uint8Array, { pixels, samples, sampleBytes }: RleFrame, random: SeededRandom): Uint8Array {
  const header = new Uint32Array(16);
  header[0] = samples * sampleBytes;
  const data: number[] = [];
  for (let segment = 0; segment < samples * sampleBytes; segment++) {
    header[segment + 1] = 64 + data.length;
    const first = Math.floor(segment / sampleBytes) * sampleBytes + (sampleBytes - 1 - (segment % sampleBytes));
    const plane = Uint8Array.from({ length: pixels }, (_, pixel) => bytes[pixel * samples * sampleBytes + first]!);
    data.push(...packBits(plane, random));
  }
  return Uint8Array.from([...new Uint8Array(header.buffer), ...data]);
}

describe("DICOM's run-length coding", () => {
  let decode: Awaited<ReturnType<typeof loadRleDecoder>>;
  beforeAll(async () => {
    decode = await loadRleDecoder();
  });
  const random = new SeededRandom(3);
  const frameOf = (): { frame: RleFrame; bytes: Uint8Array; encoded: Uint8Array } => {
    const frame = { pixels: 1 + random.below(3000), samples: random.pick([1, 3]), sampleBytes: random.pick([1, 2, 4]) };
    const letters = random.pick([1, 2, 256]);
    const bytes = Uint8Array.from({ length: frame.pixels * frame.samples * frame.sampleBytes }, () =>
      random.below(30) === 0 ? random.below(256) : random.below(letters),
    );
    return { frame, bytes, encoded: encode(bytes, frame, random) };
  };

  it("gives what was encoded, samples together and little-endian", () => {
    for (let turn = 0; turn < 60; turn++) {
      const { frame, bytes, encoded } = frameOf();
      const target = new Uint8Array(bytes.length);
      decode(encoded, frame, target);
      expect(Buffer.compare(target, bytes)).toBe(0);
    }
  });

  it("is refused where it is damaged, and never writes outside of the frame", () => {
    let refused = 0;
    for (let turn = 0; turn < 400; turn++) {
      const { frame, bytes, encoded } = frameOf();
      const damaged = encoded.slice(0, random.below(3) === 0 ? random.below(encoded.length + 1) : encoded.length);
      const at = random.below(Math.min(damaged.length, random.pick([64, encoded.length])));
      if (damaged.length > 0) damaged[at] = random.below(256);
      const target = new Uint8Array(bytes.length);
      try {
        decode(damaged, frame, target);
      } catch (error) {
        expect(error).toMatchObject({ kind: "corrupt" });
        refused++;
      }
    }
    expect(refused).toBeGreaterThan(100);
  });
});
