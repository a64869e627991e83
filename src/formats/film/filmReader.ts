import { forEachAtOnce } from "../../bytes/atOnce.ts";
import { type BlockCache, createBlockCache } from "../../bytes/blockCache.ts";
import type { ByteSource } from "../../bytes/source.ts";
import { copyBox } from "../../model/copyBox.ts";
import { bytesOfPixels, type DataType, type PixelArray } from "../../model/dtype.ts";
import { ZarrdropError } from "../../model/errors.ts";
import type { ImageDescription, SceneDescription } from "../../model/image.ts";
import { type Region, sizeOfShape } from "../../model/region.ts";
import type { ImageReader, ReadRequest } from "../reader.ts";
import { describeRawFile, describeRawScene, type RawAxis } from "../shared/describeRaw.ts";
import { type Film, samplesOf } from "./film.ts";
import type { FrameRange } from "./frameList.ts";
import { type FramePictures, openFramePictures } from "./framePictures.ts";
import { readRowPixels, rowStride, type RowValues } from "./rowPixels.ts";

/** Frames under way at a time: while one is read another is decoded. */
const FRAMES_AT_ONCE = 2;

/** The file that a film is in. */
export type FilmFile = { source: ByteSource; path: string; format: string; formatName: string };

/**
 * The reader of a film: its frames along time, colours as samples.
 * @throws `corrupt` for a film without frames, or with one that leaves the file or is too small; those of the first picture
 */
export async function openFilm(file: FilmFile, film: Film, signal: AbortSignal): Promise<ImageReader> {
  const { source, path, format, formatName } = file;
  const { frames, coding, width, height } = film;
  const first = frames.firstStored();
  const last = frames.at(frames.count - 1);
  if (last.offset + last.length > source.size) {
    throw new ZarrdropError("corrupt", `${source.name} ends before its last frame. The file may be cut off.`);
  }
  if (coding.kind === "rows") rowStride({ source, range: first, width, height, rows: coding.rows });
  const pictures = coding.kind === "rows" ? null : await openFramePictures(source, film, signal);
  const scene = describeScene(film, pictures);
  const notes = [...film.notes];
  if (coding.kind === "jpeg") notes.push("JPEG is lossy: the pixels are not those that the camera saw.");
  if (frames.repeated > 0) {
    notes.push(`${frames.repeated} frames were dropped while the film was recorded; each is the one before it.`);
  }
  const description = describeRawFile({ format, formatName, name: source.name, files: [path], notes }, [scene]);
  return new FilmReader(description, source, film, pictures);
}

function describeScene(film: Film, pictures: FramePictures | null): SceneDescription {
  const { coding, frames, interval, facts } = film;
  const { height, width } = pictures?.header ?? film;
  const dtype: DataType = coding.kind === "rows" ? coding.rows.dtype : pictures!.header.dtype;
  const samples = coding.kind === "rows" ? samplesOf(coding.rows) : pictures!.header.samples;
  const axes: RawAxis[] = [
    { letter: "t", length: frames.count, scale: interval, unit: "second" },
    { letter: "y", length: height },
    { letter: "x", length: width },
    ...(samples === 1 ? [] : [{ letter: "s", length: samples }]),
  ];
  const frame = axes.map(({ length }, axis) => (axis === 0 ? 1 : length));
  const row = frame.with(1, 1);
  const scene = describeRawScene({ id: "Image:0", axes, dtype, blockShape: pictures === null ? row : frame, facts });
  // BioIO's reader of films knows no times.
  const reference = { ...scene.reference, scale: axes.map(() => null), daskChunks: frame };
  return { ...scene, reference };
}

class FilmReader implements ImageReader {
  readonly description: ImageDescription;
  readonly #source: ByteSource;
  readonly #film: Film;
  readonly #pictures: FramePictures | null;
  readonly #decoded: BlockCache = createBlockCache();

  constructor(description: ImageDescription, source: ByteSource, film: Film, pictures: FramePictures | null) {
    this.description = description;
    this.#source = source;
    this.#film = film;
    this.#pictures = pictures;
  }

  async readRegion({ region, signal }: ReadRequest, target: PixelArray): Promise<void> {
    const [first, ...start] = region.start as [number, ...number[]];
    const [count, ...shape] = region.shape as [number, ...number[]];
    const values = sizeOfShape(shape);
    const readFrame = (index: number): Promise<void> => {
      const part = target.subarray(index * values, (index + 1) * values);
      return this.#readFrame(first + index, { start, shape }, part, signal);
    };
    await forEachAtOnce(Array.from({ length: count }).keys(), readFrame, { atOnce: FRAMES_AT_ONCE, signal });
  }

  close(): void {
    this.#decoded.clear();
  }

  async #readFrame(frame: number, box: Region, target: PixelArray, signal: AbortSignal): Promise<void> {
    const { coding, width, height, frames } = this.#film;
    const range = frames.at(frame);
    if (range.length === 0) {
      bytesOfPixels(target).fill(0);
    } else if (coding.kind === "rows") {
      const [y, x] = box.start as [number, number];
      const [rows, columns, wanted = 1] = box.shape as [number, number, number?];
      const place = { y, x, rows, columns, sample: box.start[2] ?? 0, samples: wanted };
      const stored = { source: this.#source, range, width, height, rows: coding.rows };
      // The type of a film's values is that of its rows.
      await readRowPixels(stored, place, target as RowValues, signal);
    } else {
      await this.#readPicture(range, box, target, signal);
    }
  }

  async #readPicture(range: FrameRange, box: Region, target: PixelArray, signal: AbortSignal): Promise<void> {
    // One for each frame of the film that is a picture.
    const { header, decode } = this.#pictures!;
    const key = String(range.offset);
    const shape = [header.height, header.width, header.samples];
    const whole = { start: shape.map(() => 0), shape };
    const wanted = { start: [...box.start, 0].slice(0, 3), shape: [...box.shape, 1].slice(0, 3) };
    const isWhole = sizeOfShape(wanted.shape) === sizeOfShape(shape);
    let pixels = this.#decoded.get(key);
    if (pixels === undefined) {
      ({ pixels } = await decode(range, signal, isWhole ? bytesOfPixels(target) : undefined));
      if (isWhole && pixels.buffer === target.buffer) return;
      this.#decoded.put(key, pixels);
    }
    copyBox(pixels, whole, target, wanted, wanted);
  }
}
