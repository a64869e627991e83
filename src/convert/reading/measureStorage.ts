import { throwIfAborted } from "../../bytes/abort.ts";
import { nextTurn } from "../../bytes/nextTurn.ts";
import { borrowRoom, releaseRooms, returnRoom } from "../../bytes/rooms.ts";
import type { ImageReader } from "../../formats/reader.ts";
import { itemSize } from "../../model/dtype.ts";
import { announceWork } from "../../model/lifeSigns.ts";
import { sizeOfShape } from "../../model/region.ts";
import { channelAxis } from "../../plan/layout/channelAxis.ts";
import type { MeasuredChunk, Pace, StorageQuestion, StorageSample } from "../../plan/estimate/storageSample.ts";
import { rootAttributes } from "../../plan/metadata/ngff.ts";
import type { OutputPlan } from "../../plan/plan.ts";
import { jsonBytes } from "../../store/jsonFile.ts";
import { levelArray, levelAsWritten, levelDocuments } from "../../store/levelArray.ts";
import { loadOwnDecoder } from "../../zarr/chunkDecoder.ts";
import { type ChunkEncoder, loadChunkEncoder } from "../../zarr/chunkEncoder.ts";
import { returnPixels } from "../pixels/borrowedPixels.ts";
import { createReaderSource } from "../pixels/readerSource.ts";
import { ChunkSampler, note, type SampledChunk } from "./chunkSampler.ts";
import { samplePlaces } from "./samplePlaces.ts";

/** Where chunks are taken: for each channel, but so many in all; fewer when these bytes were read or this time has gone. */
const PLACES = { perChannel: 8, least: 24, most: 60 } as const;
const MOST_BYTES = 64 * 2 ** 20;
const MOST_MILLISECONDS = 2000;

/** How chunks of a level are stored with one of the compressors. */
type Coding = { encoder: ChunkEncoder; decode: Awaited<ReturnType<typeof loadOwnDecoder>>; decodedBytes: number };

/**
 * Takes a few chunks of some outputs of a plan, spread over all axes, and encodes them just as the conversion would with each of the compressors. Lets
 * messages have a turn after each chunk.
 * @throws those of the reader; `cancelled`
 */
export async function measureStorage(
  reader: ImageReader,
  question: StorageQuestion,
  signal: AbortSignal,
): Promise<StorageSample> {
  try {
    return await measure(reader, question, signal);
  } finally {
    // It may be all that this thread does for a while.
    releaseRooms();
  }
}

async function measure(
  reader: ImageReader,
  { outputs, compressors }: StorageQuestion,
  signal: AbortSignal,
): Promise<StorageSample> {
  const places = await Promise.all(outputs.map((output) => sampledOutput(reader, output, compressors)));
  const chunks: MeasuredChunk[] = [];
  const encode = compressors.map((): Pace => ({ seconds: 0, bytes: 0 }));
  const end = performance.now() + MOST_MILLISECONDS;
  for (const [number, { sampler, codings, place, channel }] of inTurn(places).entries()) {
    if (performance.now() > end || bytesRead(places) > MOST_BYTES) break;
    for (const chunk of await sampler.take(place, signal)) {
      const storedBytes: number[] = [];
      for (const [index, pace] of encode.entries()) {
        await nextTurn();
        throwIfAborted(signal);
        storedBytes.push(encoded(codings[index]![chunk.level]!, chunk, pace));
      }
      chunks.push({ level: chunk.level, channel, place: number, pixelBytes: chunk.pixelBytes, storedBytes });
      returnPixels(chunk.pixels);
    }
  }
  return {
    chunks,
    documentBytes: outputs.length === 0 ? 0 : documentBytes(outputs[0]!),
    read: sum(places.map(({ sampler }) => sampler.read)),
    resample: sum(places.map(({ sampler }) => sampler.resample)),
    encode,
  };
}

type SampledOutput = { sampler: ChunkSampler; codings: Coding[][]; places: number[][]; channelAxis: number };

async function sampledOutput(
  reader: ImageReader,
  output: OutputPlan,
  compressors: StorageQuestion["compressors"],
): Promise<SampledOutput> {
  const sampler = new ChunkSampler(output, createReaderSource(reader, output));
  const axis = channelAxis(output);
  const channels = axis < 0 ? 1 : sampler.grid.counts[axis]!;
  const most = Math.min(PLACES.most, Math.max(PLACES.least, channels * PLACES.perChannel));
  return {
    sampler,
    codings: await codingsOf(output, compressors),
    places: samplePlaces(sampler.grid.counts, axis, most),
    channelAxis: axis,
  };
}

/** For each compressor, and for the two lowest levels. */
async function codingsOf(output: OutputPlan, compressors: StorageQuestion["compressors"]): Promise<Coding[][]> {
  return Promise.all(
    compressors.map((compressor) => {
      const storage = { ...output, compressor };
      return Promise.all(
        output.levels.slice(0, 2).map(async (level) => ({
          encoder: await loadChunkEncoder(levelArray(storage, level)),
          decode: await loadOwnDecoder(levelAsWritten(storage, level)),
          decodedBytes: sizeOfShape(level.chunkShape) * itemSize(storage.dtype),
        })),
      );
    }),
  );
}

/** Of each output one place, then of each another. */
function inTurn(
  outputs: readonly SampledOutput[],
): (Pick<SampledOutput, "sampler" | "codings"> & { place: number[]; channel: number })[] {
  const longest = outputs.reduce((most, { places }) => Math.max(most, places.length), 0);
  return Array.from({ length: longest }, (_, at) =>
    outputs.flatMap(({ places, channelAxis: axis, ...output }) => {
      const place = places[at];
      return place === undefined ? [] : [{ ...output, place, channel: place[axis] ?? 0 }];
    }),
  )
    .flat()
    .slice(0, PLACES.most);
}

/** What is stored of a chunk, and in which time: the conversion decodes it again, too. */
function encoded({ encoder, decode, decodedBytes }: Coding, { pixels, pixelBytes }: SampledChunk, pace: Pace): number {
  announceWork(pixels.byteLength);
  const begun = performance.now();
  const bytes = encoder.encode(pixels, borrowRoom);
  if (bytes !== null) {
    const room = borrowRoom(decodedBytes);
    decode(bytes, "a sample", room);
    if (room !== undefined) returnRoom(room);
    returnRoom(bytes);
  }
  note(pace, begun, pixelBytes);
  return bytes?.length ?? 0;
}

/** Without what is known only when all was written: windows of channels. */
function documentBytes(output: OutputPlan): number {
  const documents = [
    ...output.levels.flatMap((level) => levelDocuments(output, level)),
    { value: rootAttributes(output) },
  ];
  const { omeXml } = output.metadata;
  return documents.reduce((total, { value }) => total + jsonBytes(value).length, omeXml?.length ?? 0);
}

function bytesRead(outputs: readonly SampledOutput[]): number {
  return sum(outputs.map(({ sampler }) => sampler.read)).bytes;
}

function sum(paces: readonly Pace[]): Pace {
  return paces.reduce(
    (total, { seconds, bytes }) => ({ seconds: total.seconds + seconds, bytes: total.bytes + bytes }),
    { seconds: 0, bytes: 0 },
  );
}
