import { CachedSource } from "../../bytes/cachedSource.ts";
import type { ByteSource } from "../../bytes/source.ts";
import { isFloat } from "../../model/dtype.ts";
import { ZarrdropError } from "../../model/errors.ts";
import { LIMITS } from "../../model/limits.ts";
import { type FrameFormat, type ImageAttributes, parseAttributes } from "./metadata/attributes.ts";
import { type LoopAxes, loopAxes } from "./metadata/axes.ts";
import { channelLayout, describeChannels } from "./scenes/channels.ts";
import type { ChunkIndex } from "./container/chunkIndex.ts";
import { julianDayToIso } from "./metadata/dates.ts";
import { type DescribedScene, describeScenes, hasUnevenTimes } from "./scenes/describeScenes.ts";
import { parseDisplayWindows } from "./metadata/displayWindows.ts";
import { damaged } from "./errors.ts";
import { parseExperiment } from "./metadata/experiment.ts";
import { descriptionText, factsOf } from "./metadata/facts.ts";
import { FrameStore } from "./pixels/frameStore.ts";
import { frameCount } from "./metadata/loops.ts";
import { MetadataChunks } from "./metadata/metadata.ts";
import { ChunkFileNotes } from "./metadata/notes.ts";
import { openChunks } from "./container/openChunks.ts";
import { parsePictureMetadata, type PictureMetadata } from "./metadata/pictureMetadata.ts";
import { settleLoops } from "./metadata/settleLoops.ts";
import { openSmallerFrames } from "./pixels/smallerFrames.ts";
import { loopsFromDescription } from "./metadata/textDimensions.ts";
import { measuredInterval } from "./metadata/timePoints.ts";

/** A file of chunks (version 2 and 3), ready to be read. */
export type OpenChunkFile = {
  scenes: DescribedScene[];
  /** Frames at each resolution, full size first. */
  stores: FrameStore[];
  notes: string[];
};

/** Bytes before the pixels of a frame: its time stamp. */
const TIME_STAMP_BYTES = 8;

/**
 * Reads all metadata of a file of chunks.
 * @throws `corrupt`, `limit`, `unsupported-feature`, `cancelled`
 */
export async function openChunkFile(source: ByteSource, signal: AbortSignal): Promise<OpenChunkFile> {
  const { name: file } = source;
  const cached = new CachedSource(source, { blockBytes: 64 * 1024, blocks: 32 });
  const { index, rebuilt } = await openChunks(source, signal);
  const chunks = new MetadataChunks(cached, index, signal);
  const root = await chunks.read("ImageAttributesLV", "ImageAttributes");
  if (root === null) throw damaged(file, "the description of its image is missing");
  const attributes = parseAttributes(root, file);
  const { format } = attributes;
  const picture = parsePictureMetadata(await chunks.readIfSound("ImageMetadataSeqLV", "ImageMetadataSeq"));
  const textInfo = await chunks.readIfSound("ImageTextInfoLV", "ImageTextInfo");
  const experiment = parseExperiment(await chunks.readIfSound("ImageMetadataLV", "ImageMetadata"));
  const described = loopsFromDescription(descriptionText(textInfo));
  const stored = storedFrames(attributes, index, file);
  const loops = settleLoops(experiment, described, stored);
  const frames = frameCount(loops);
  if (!(frames <= LIMITS.linkedEntries)) {
    throw new ZarrdropError("limit", `${file} says that it has ${frames} frames, which is too much.`, { file });
  }
  const axes = loopAxes(loops);
  await measureTimes(axes, chunks);
  const store = await FrameStore.open(
    source,
    format,
    { stem: "ImageDataSeq", prefixBytes: TIME_STAMP_BYTES, table: index.frames.table(frames) },
    signal,
  );
  const smaller = await openSmallerFrames(source, format, index.smaller, frames, signal);
  const layout = channelLayout(format.components, picture.planes.length);
  const windows = isFloat(format.dtype) ? null : await chunks.readIfSound("CustomDataVar|LUTDataV1_0");
  const notes = new ChunkFileNotes(file);
  if (rebuilt) notes.rebuilt();
  notes.frames(store.missing, frames, stored);
  if (experiment.length === 0 && stored > 1) notes.unexplainedFrames(described !== null);
  if (hasUnevenTimes(axes)) notes.unevenTimes();
  const calibration = notes.calibration(picture);
  await notes.leftOut(chunks);
  const scenes = describeScenes({
    width: format.width,
    height: format.height,
    dtype: format.dtype,
    significantBits: attributes.significantBits,
    layout,
    channels: describeChannels(layout, picture.planes, parseDisplayWindows(windows, format.components), channelNameOf),
    loops: axes,
    calibration,
    stage: picture.stage,
    acquisitionDate: julianDayToIso(picture.julianDay),
    facts: factsOf(picture, loops, textInfo, await chunks.readIfSound("CustomDataVar|AppInfo_V1_0")),
    sizes: [store, ...smaller].map(({ format: { width, height } }) => ({ width, height })),
    block: { channels: layout.channels, rows: blockRows(format) },
    reference: referenceFacts(picture, loops),
  });
  return { scenes, stores: [store, ...smaller], notes: notes.all };
}

/** Gives a time loop that has no interval the one that was measured. */
async function measureTimes({ axes }: LoopAxes, chunks: MetadataChunks): Promise<void> {
  const time = axes.find(({ letter }) => letter === "t");
  const [loop, ...others] = time?.loops ?? [];
  if (time === undefined || loop?.kind !== "time" || others.length > 0) return;
  if (loop.periods.some(({ interval }) => interval !== null)) return;
  const interval = await measuredInterval(chunks, time);
  if (interval !== null) time.loops = [{ ...loop, periods: [{ count: loop.count, interval }] }];
}

/** Frames that are said to be there; an acquisition that was never finished says 0. */
function storedFrames(attributes: ImageAttributes, index: ChunkIndex, file: string): number {
  const frames = attributes.frames > 0 ? attributes.frames : index.frames.end;
  if (frames > LIMITS.linkedEntries) {
    throw new ZarrdropError("limit", `${file} says that it has ${frames} frames, which is too much.`, { file });
  }
  if (index.frames.entries === 0) throw damaged(file, "it has no frames");
  return frames;
}

/** Rows of plain frames can be read singly; a compressed frame has to be decompressed whole. */
function blockRows(format: FrameFormat): number {
  return format.compression === "none" ? 1 : format.height;
}

function channelNameOf(plane: PictureMetadata["planes"][number]): string {
  return plane.description || plane.configuration;
}

/** What the nd2 package reports: 1 where it knows nothing. */
function referenceFacts(picture: PictureMetadata, loops: ReturnType<typeof settleLoops>) {
  const z = loops.findLast(({ kind }) => kind === "z");
  return {
    calibration: picture.calibration ?? 1,
    step: (z?.kind === "z" ? z.step : null) ?? 1,
    channelNames: picture.planes.map(({ description }) => description),
  };
}
