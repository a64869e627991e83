import { CachedSource } from "../../../bytes/cachedSource.ts";
import type { ByteSource } from "../../../bytes/source.ts";
import { loadJpeg2000Decoder, readJpeg2000Header } from "../../../codecs/jpeg2000.ts";
import { type PictureDecoder, type PictureHeader } from "../../../codecs/pictures.ts";
import { itemSize } from "../../../model/dtype.ts";
import { ZarrdropError } from "../../../model/errors.ts";
import { LIMITS } from "../../../model/limits.ts";
import { loopAxes } from "../metadata/axes.ts";
import { describeChannels } from "../scenes/channels.ts";
import { julianDayToIso } from "../metadata/dates.ts";
import { type DescribedScene, describeScenes, hasUnevenTimes } from "../scenes/describeScenes.ts";
import { damaged } from "../errors.ts";
import { factsOf } from "../metadata/facts.ts";
import { type LegacyBox, parseBoxHeader, readBoxMap, walkBoxes } from "./legacyBoxes.ts";
import { type LegacyMetadata, readLegacyMetadata } from "./legacyMetadata.ts";
import { frameCount, type Loop } from "../metadata/loops.ts";
import { ChunkFileNotes } from "../metadata/notes.ts";
import type { PictureMetadata } from "../metadata/pictureMetadata.ts";
import { informed, settleLoops } from "../metadata/settleLoops.ts";
import { loopsFromDescription } from "../metadata/textDimensions.ts";

/** A version 1 file, ready to be read: one JPEG 2000 codestream per channel of each frame. */
export type OpenLegacyFile = {
  scenes: DescribedScene[];
  notes: string[];
  source: ByteSource;
  /** Every codestream looks like this one. */
  header: PictureHeader;
  /** Codestreams: frame · channels + channel. */
  planes: LegacyPlane[];
  channels: number;
  decoder: PictureDecoder;
};

/** Where a codestream's box begins, and where it must have ended. */
export type LegacyPlane = { offset: number; limit: number };

/**
 * Reads all metadata of a version 1 file.
 * @throws `unsupported-format` for a JPEG 2000 picture that is no ND2 file, `corrupt`, `limit`, `unsupported-feature`,
 *   `cancelled`
 */
export async function openLegacyFile(source: ByteSource, signal: AbortSignal): Promise<OpenLegacyFile> {
  const { name: file } = source;
  const cached = new CachedSource(source, { blockBytes: 64 * 1024, blocks: 32 });
  const map = await readBoxMap(source, signal);
  const boxes = map ?? (await walkBoxes(cached, signal));
  const planes = planesOf(boxes, source.size);
  if (map === null && !boxes.some(({ tag }) => tag !== "")) {
    throw new ZarrdropError("unsupported-format", `${file} is a JPEG 2000 picture, but no ND2 file.`, { file });
  }
  const [first] = planes;
  if (first === undefined) throw damaged(file, "it has no frames");
  const header = await readHeader(source, first, signal);
  const metadata = await readLegacyMetadata(cached, boxes, signal);
  const { picture } = metadata;
  const channels = Math.max(1, picture.planes.length);
  const stored = Math.floor(planes.length / channels) || 1;
  const loops = legacyLoops(metadata, stored);
  const frames = frameCount(loops);
  if (!(frames <= LIMITS.linkedEntries)) {
    throw new ZarrdropError("limit", `${file} says that it has ${frames} frames, which is too much.`, { file });
  }
  const axes = loopAxes(loops);
  const notes = new ChunkFileNotes(file);
  if (map === null) notes.rebuilt();
  notes.frames(Math.max(0, frames - stored), frames, stored);
  if (hasUnevenTimes(axes)) notes.unevenTimes();
  const calibration = notes.calibration(picture);
  const layout = { channels, samples: header.samples };
  const scenes = describeScenes({
    width: header.width,
    height: header.height,
    dtype: header.dtype,
    significantBits: significantBits(metadata, header),
    layout,
    channels: describeChannels(
      layout,
      picture.planes,
      [],
      ({ configuration, description }) => configuration || description,
    ),
    loops: axes,
    calibration,
    stage: picture.stage,
    acquisitionDate: julianDayToIso(picture.julianDay),
    facts: legacyFacts(metadata, loops),
    sizes: [header],
    block: { channels: 1, rows: header.height },
    reference: referenceFacts(picture, loops),
  });
  return { scenes, notes: notes.all, source, header, planes, channels, decoder: await loadJpeg2000Decoder() };
}

/** Codestreams in the order of the file's list, each reaching at most to the next box. */
function planesOf(boxes: readonly LegacyBox[], size: number): LegacyPlane[] {
  const offsets = boxes.map(({ offset }) => offset).sort((a, b) => a - b);
  const next = new Map<number, number>();
  for (const [index, offset] of offsets.entries()) {
    const following = offsets[index + 1];
    if (following !== offset) next.set(offset, Math.min(size, following ?? size));
  }
  return boxes
    .filter(({ type, offset }) => type === "jp2c" && Number.isSafeInteger(offset) && offset < size)
    .map(({ offset }) => ({ offset, limit: next.get(offset) ?? size }));
}

/** Bytes that hold a codestream's size segment, however many components it has. */
const HEADER_BYTES = 64 * 1024;

async function readHeader(source: ByteSource, plane: LegacyPlane, signal: AbortSignal): Promise<PictureHeader> {
  const length = Math.min(HEADER_BYTES, plane.limit - plane.offset);
  return readJpeg2000Header(codestreamIn(await source.read(plane.offset, length, signal), plane, source));
}

/**
 * The codestream in the bytes of its box, from the box's first byte on.
 * @throws `corrupt`
 */
export function codestreamIn(bytes: Uint8Array, plane: LegacyPlane, source: ByteSource): Uint8Array {
  const box = parseBoxHeader(bytes, plane.offset, source.size);
  if (box === null || box.type !== "jp2c") {
    throw damaged(source.name, "a frame is not where the file says", `offset ${plane.offset}`);
  }
  return bytes.subarray(box.content - plane.offset, box.end - plane.offset);
}

/** The description in words is what NIS-Elements shows; these files often list more steps than they took. */
function legacyLoops({ experiment, description }: LegacyMetadata, stored: number): Loop[] {
  const described = loopsFromDescription(description);
  return described !== null && frameCount(described) === stored
    ? described.map((loop) => informed(loop, experiment))
    : settleLoops(experiment, described, stored);
}

function significantBits({ significantBits: bits }: LegacyMetadata, header: PictureHeader): number | null {
  const known = bits ?? header.bits;
  return known > 0 && known < itemSize(header.dtype) * 8 ? known : null;
}

function legacyFacts({ picture, description }: LegacyMetadata, loops: readonly Loop[]): Record<string, string> {
  const facts = factsOf(picture, loops, null, null);
  if (description !== "") facts["Description"] = description.slice(0, 1000);
  return facts;
}

/** What the nd2 package reports: 1 where it knows nothing; channels are called after their settings. */
function referenceFacts(picture: PictureMetadata, loops: readonly Loop[]) {
  const z = loops.findLast(({ kind }) => kind === "z");
  return {
    calibration: picture.calibration ?? 1,
    step: (z?.kind === "z" ? z.step : null) ?? 1,
    channelNames: picture.planes.map(({ configuration }) => configuration),
  };
}
