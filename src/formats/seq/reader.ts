import { Cursor } from "../../bytes/cursor.ts";
import type { ByteSource } from "../../bytes/source.ts";
import type { DataType } from "../../model/dtype.ts";
import { asReadError, ZarrdropError } from "../../model/errors.ts";
import type { ImageDescription } from "../../model/image.ts";
import type { ImageReader, OpenInput } from "../reader.ts";
import { describeRawFile, describeRawScene, factsOf, type RawAxis } from "../shared/describeRaw.ts";
import { evenFrames, frameBytes, rawPixels, rawReader, rawSceneBlock } from "../shared/rawScene.ts";

const FIXED_BYTES = 1024;
/** Headers are longer since this version. */
const LONG_HEADER = { version: 5, bytes: 8192 };
/** Kinds of frames: gray, a camera's mosaic, colours with blue or with red first, colours with a byte that says nothing. */
const FORMATS: Record<number, number> = { 100: 1, 101: 1, 200: 3, 400: 3, 500: 4 };
const TIMES_BYTES = 8;

type SeqHeader = {
  version: number;
  description: string;
  width: number;
  height: number;
  bits: number;
  realBits: number;
  samples: number;
  frames: number;
  /** Bytes from frame to frame, and of the pixels of one. */
  stepBytes: number;
  pixelBytes: number;
  rate: number;
  first: number;
};

/**
 * Opens a film.
 * @throws those of `ImageReader`
 */
export async function open({ source, path, signal }: OpenInput): Promise<ImageReader> {
  if (source === null) throw new ZarrdropError("unsupported-format", "A folder is not a Norpix film.");
  try {
    const header = parse(await source.read(0, FIXED_BYTES, signal), source.name);
    const dtype: DataType = header.bits / header.samples > 8 ? "uint16" : "uint8";
    const axes = axesOf(header);
    const shape = axes.map(({ length }) => length);
    const frames = { shape, frameAxes: 1, dtype, littleEndian: true };
    if (frameBytes(frames) > header.pixelBytes) throw damaged(source.name, `frames of ${header.pixelBytes} bytes`);
    const pixels = rawPixels(evenFrames(frames, source, header.first, header.stepBytes));
    const times = await timesOf(source, header, signal);
    return rawReader(describe({ name: source.name, path }, header, { axes, dtype, times }), [pixels]);
  } catch (error) {
    throw asReadError(error, source.name);
  }
}

function parse(bytes: Uint8Array, file: string): SeqHeader {
  const cursor = new Cursor(bytes, file);
  const u32 = (at: number): number => cursor.seek(at).u32();
  const version = u32(28);
  const format = u32(568);
  const samples = FORMATS[format];
  const compression = u32(620);
  if (samples === undefined || compression !== 0) {
    throw new ZarrdropError("unsupported-feature", `${file} has frames of a kind that is not read.`, {
      technical: `image format ${format}, compression ${compression}`,
    });
  }
  const header: SeqHeader = {
    version,
    description: cursor.seek(36).utf16(512).trim(),
    width: u32(548),
    height: u32(552),
    bits: u32(556),
    realBits: u32(560),
    samples,
    frames: u32(572),
    pixelBytes: u32(564),
    stepBytes: u32(580),
    rate: cursor.seek(584).f64(),
    first: version >= LONG_HEADER.version ? LONG_HEADER.bytes : FIXED_BYTES,
  };
  const lengths = [header.width, header.height, header.frames, header.bits, header.stepBytes];
  if (lengths.some((length) => length === 0)) throw damaged(file, lengths.join(", "));
  return header;
}

function damaged(file: string, technical: string): ZarrdropError {
  return new ZarrdropError("corrupt", `${file} is damaged: its header gives impossible sizes.`, { technical });
}

function axesOf({ frames, height, width, samples, rate }: SeqHeader): RawAxis[] {
  const axes: RawAxis[] = [
    { letter: "t", length: frames, ...(rate > 0 ? { scale: 1 / rate, unit: "second" } : {}) },
    { letter: "y", length: height },
    { letter: "x", length: width },
  ];
  return samples === 1 ? axes : [...axes, { letter: "s", length: samples }];
}

/** Milliseconds since 1970 of the first and the last frame, which stand behind their pixels; null where there is no room. */
async function timesOf(source: ByteSource, header: SeqHeader, signal: AbortSignal): Promise<[number, number] | null> {
  const { first, stepBytes, pixelBytes, frames } = header;
  if (pixelBytes + TIMES_BYTES > stepBytes) return null;
  const times: number[] = [];
  for (const frame of [0, frames - 1]) {
    const at = first + frame * stepBytes + pixelBytes;
    if (at + TIMES_BYTES > source.size) return null;
    const cursor = new Cursor(await source.read(at, TIMES_BYTES, signal), source.name);
    times.push(cursor.u32() * 1000 + cursor.u16() + cursor.u16() / 1000);
  }
  // Two were asked for.
  return times[0]! >= 1000 && times[1]! >= times[0]! ? (times as [number, number]) : null;
}

function describe(
  { name, path }: { name: string; path: string },
  header: SeqHeader,
  { axes, dtype, times }: { axes: RawAxis[]; dtype: DataType; times: [number, number] | null },
): ImageDescription {
  const measured = times === null || header.frames < 2 ? 0 : (times[1] - times[0]) / 1000 / (header.frames - 1);
  const timed =
    measured > 0 ? axes.with(0, { ...axes[0]!, scale: Number(measured.toPrecision(9)), unit: "second" }) : axes;
  const scene = describeRawScene({
    id: "Image:0",
    axes: timed,
    dtype,
    blockShape: rawSceneBlock({ shape: axes.map(({ length }) => length) }),
    significantBits:
      header.samples === 1 && header.realBits > 0 && header.realBits < header.bits ? header.realBits : null,
    acquisitionDate: times === null ? null : new Date(times[0]).toISOString(),
    facts: factsOf([
      ["Description", header.description],
      ["Frame rate asked for", header.rate > 0 ? `${Number(header.rate.toPrecision(7))} per second` : null],
    ]),
  });
  return describeRawFile({ format: "seq", formatName: "Norpix SEQ", name, files: [path] }, [scene]);
}
