import { expectVector, pictureFile, type PictureVector } from "../../fixtures/pictureVectors.ts";
import type { DecodedPicture } from "../../src/codecs/codec.ts";
import type { PictureOptions } from "../../src/codecs/pictures.ts";
import { wholePicture } from "../../src/codecs/picturesWasm.ts";
import { ZarrdropError, type ErrorKind } from "../../src/model/errors.ts";
import { SeededRandom } from "../contract/random.ts";
import { processorTime } from "../processorTime.ts";

/** Of each picture: so many beginnings, spread over the file (of shorter files each), and so many copies with changes. */
const BEGINNINGS = 60;
const MUTATIONS = 150;

/** Damaged copies: beginnings of the file, and some with a few bytes changed, removed or doubled. */
function* damaged(bytes: Uint8Array): Generator<Uint8Array> {
  const step = Math.max(1, Math.floor(bytes.length / BEGINNINGS));
  for (let length = 0; length < bytes.length; length += step) yield bytes.slice(0, length);
  const random = new SeededRandom(1);
  const below = (limit: number): number => random.below(limit);
  for (let round = 0; round < MUTATIONS; round++) {
    let copy = bytes.slice();
    for (let change = 1 + below(4); change > 0; change--) {
      // Headers lie at the front: half of the changes go there.
      const at = below(random.next() < 0.5 ? Math.min(64, copy.length) : copy.length);
      const kind = below(5);
      if (kind === 0) copy[at] = below(256);
      else if (kind === 1) copy[at]! ^= 1 << below(8);
      else if (kind === 2) copy[at] = [0, 1, 0x7f, 0x80, 0xff][below(5)]!;
      else {
        const span = 1 + below(16);
        const tail = copy.slice(kind === 3 ? at + span : at);
        const joined = new Uint8Array(Math.min(at + (kind === 3 ? 0 : span), copy.length) + tail.length);
        joined.set(copy.subarray(0, Math.min(joined.length, copy.length)));
        joined.set(tail, joined.length - tail.length);
        copy = joined;
      }
    }
    yield copy;
  }
}

const ALLOWED_KINDS: readonly ErrorKind[] = ["corrupt", "limit", "unsupported-feature"];

/** Memory that a decoder may take for a damaged small picture. */
const FUZZ_CAP: PictureOptions = { maximumBytes: 4 * 2 ** 20 };

/** Decodes a damaged copy of a vector's file, with what the vector wants and no more memory than is allowed. */
export type DamagedDecoder = (bytes: Uint8Array, vector: PictureVector, cap: PictureOptions) => DecodedPicture;

/**
 * Decodes damaged copies of every vector: each ends quickly in a tagged error or in a whole picture, and sound pictures
 * decode exactly afterwards. Returns how many copies ended in which way.
 */
export function fuzzPictures(vectors: readonly PictureVector[], decode: DamagedDecoder): Record<string, number> {
  const outcomes: Record<string, number> = {};
  const count = (outcome: string): void => void (outcomes[outcome] = (outcomes[outcome] ?? 0) + 1);
  for (const vector of vectors) {
    const sound = pictureFile(vector.file);
    for (const bytes of damaged(sound)) {
      const start = processorTime();
      try {
        wholePicture(decode(bytes, vector, FUZZ_CAP));
        count("decoded");
      } catch (thrown) {
        if (!(thrown instanceof ZarrdropError) || !ALLOWED_KINDS.includes(thrown.kind)) throw thrown;
        count(thrown.kind);
      }
      if (processorTime() - start > 2000)
        throw new Error(`a copy of ${vector.file} took ${processorTime() - start} ms`);
    }
    expectVector(decode(sound, vector, {}), vector);
  }
  return outcomes;
}
