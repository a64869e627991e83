import { asReadError, ZarrdropError } from "../../model/errors.ts";
import type { ImageDescription } from "../../model/image.ts";
import type { ImageReader, OpenInput } from "../reader.ts";
import { describeRawFile, describeRawScene, factsOf } from "../shared/describeRaw.ts";
import { rawPixels, rawReader, rawSceneBlock, wholeArray } from "../shared/rawScene.ts";
import { readSifHeader, type SifHeader } from "./header.ts";

/**
 * Opens an Andor file: frames along time.
 * @throws those of `ImageReader`
 */
export async function open({ source, path, signal }: OpenInput): Promise<ImageReader> {
  if (source === null) throw new ZarrdropError("unsupported-format", "A folder is not an Andor file.");
  try {
    const header = await readSifHeader(source, signal);
    const shape = [header.frames, header.rows, header.columns];
    const array = { source, offset: header.offset, shape, dtype: "float32", littleEndian: true } as const;
    return rawReader(describe({ name: source.name, path }, header, shape), [rawPixels(wholeArray(array))]);
  } catch (error) {
    throw asReadError(error, source.name);
  }
}

function describe(file: { name: string; path: string }, header: SifHeader, shape: number[]): ImageDescription {
  const { exposure, temperature, detector, time } = header;
  const scene = describeRawScene({
    id: "Image:0",
    axes: [
      { letter: "t", length: header.frames, scale: interval(header), unit: "second" },
      { letter: "y", length: header.rows },
      { letter: "x", length: header.columns },
    ],
    dtype: "float32",
    blockShape: rawSceneBlock({ shape }),
    acquisitionDate: time === null ? null : new Date(time * 1000).toISOString(),
    facts: factsOf([
      ["Detector", detector],
      ["Exposure time", exposure === null ? null : `${exposure} s`],
      ["Detector temperature", temperature === null ? null : `${temperature} °C`],
    ]),
  });
  return describeRawFile({ format: "sif", formatName: "Andor SIF", name: file.name, files: [file.path] }, [scene]);
}

/** Seconds from frame to frame: as they were taken, else as they were asked for. */
function interval({ frames, timestamps, cycle }: SifHeader): number | null {
  if (frames < 2) return null;
  const measured = (timestamps.at(-1)! - timestamps[0]!) / (frames - 1) / 1e6;
  return measured > 0 ? Number(measured.toPrecision(9)) : cycle;
}
