import { Cursor } from "../../bytes/cursor.ts";
import type { ByteSource } from "../../bytes/source.ts";
import type { DataType } from "../../model/dtype.ts";
import { asReadError, ZarrdropError } from "../../model/errors.ts";
import type { ImageReader, OpenInput } from "../reader.ts";
import { describeRawScene, factsOf } from "../shared/describeRaw.ts";
import { type OpenedScene, rawFileReader } from "../shared/rawFile.ts";
import { evenFrames, frameBytes, rawPixels, rawSceneBlock } from "../shared/rawScene.ts";
import { readFooter, type SpeFooter } from "./footer.ts";

const HEADER_BYTES = 4100;
const TYPES: Record<number, DataType> = {
  0: "float32",
  1: "int32",
  2: "int16",
  3: "uint16",
  5: "float64",
  6: "uint8",
  8: "uint32",
};
const COMMENTS = { at: 200, bytes: 80, count: 5 };

type SpeHeader = {
  width: number;
  height: number;
  frames: number;
  dtype: DataType;
  /** Byte at which LightField's XML begins; 0 in older files. */
  footer: number;
  date: string | null;
  facts: Record<string, string>;
};

/** A rectangle of the camera, in each frame at the same place. */
type Region = { width: number; height: number; offset: number };

/**
 * Opens a file of WinView, WinSpec or LightField: frames along time, a scene for each region of the camera.
 * @throws those of `ImageReader`
 */
export async function open({ source, path, signal }: OpenInput): Promise<ImageReader> {
  if (source === null) throw new ZarrdropError("unsupported-format", "A folder is not an SPE file.");
  try {
    const header = parse(await source.read(0, HEADER_BYTES, signal), source.name);
    const footer = header.footer === 0 ? null : await readFooter(source, header.footer, signal);
    const { regions, stepBytes } = layoutOf(header, footer);
    const opened = regions.map((region, index) => openRegion(source, header, { region, stepBytes, index }, footer));
    const formatName = footer === null ? "SPE" : "SPE 3";
    const about = { format: "spe", formatName, name: source.name, files: [path] };
    return rawFileReader(about, opened);
  } catch (error) {
    throw asReadError(error, source.name);
  }
}

function parse(bytes: Uint8Array, file: string): SpeHeader {
  const cursor = new Cursor(bytes, file);
  const text = (at: number, length: number): string => {
    const found = cursor.seek(at).ascii(length).trim();
    return /^[\x20-\x7e\xa0-\xff]*$/.test(found) ? found : "";
  };
  const type = cursor.seek(108).i16();
  const dtype = TYPES[type];
  if (dtype === undefined) {
    throw new ZarrdropError("unsupported-feature", `${file} has pixels of a kind that is not read (SPE type ${type}).`);
  }
  const width = cursor.seek(42).u16();
  const height = cursor.seek(656).u16();
  const frames = cursor.seek(1446).i32();
  if (width === 0 || height === 0 || frames < 1) {
    throw new ZarrdropError("corrupt", `${file} is damaged: its header gives impossible sizes.`, {
      technical: `${frames} frames of ${width} × ${height}`,
    });
  }
  const exposure = cursor.seek(10).f32();
  const temperature = cursor.seek(36).f32();
  const comments = Array.from({ length: COMMENTS.count }, (_, index) =>
    text(COMMENTS.at + index * COMMENTS.bytes, COMMENTS.bytes),
  );
  return {
    width,
    height,
    frames,
    dtype,
    footer: cursor.seek(1992).f32() >= 3 ? cursor.seek(678).u64() : 0,
    date: dateOf(text(20, 10), text(172, 7)),
    facts: factsOf([
      ["Exposure time", exposure > 0 ? `${Number(exposure.toPrecision(6))} s` : null],
      [
        "Detector temperature",
        Number.isFinite(temperature) && temperature !== 0 ? `${Number(temperature.toPrecision(5))} °C` : null,
      ],
      ["Comment", comments.join(" ").replaceAll(/\s+/g, " ")],
    ]),
  };
}

const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/** "22Jul2015" and "094018", local time. */
function dateOf(day: string, time: string): string | null {
  const [, date, month, year] = /^(\d{1,2})([A-Za-z]{3})(\d{4})$/.exec(day) ?? [];
  const number = MONTHS.indexOf((month ?? "").toLowerCase()) + 1;
  if (number === 0) return null;
  const [, hours, minutes, seconds] = /^(\d{2})(\d{2})(\d{2})$/.exec(time) ?? [];
  const clock = hours === undefined ? "" : `T${hours}:${minutes}:${seconds}`;
  return `${year}-${String(number).padStart(2, "0")}-${date!.padStart(2, "0")}${clock}`;
}

/** Regions as the XML has them, else the one of the header; frames follow each other, with what is said of each behind it. */
function layoutOf(
  { width, height, dtype }: SpeHeader,
  footer: SpeFooter | null,
): { regions: Region[]; stepBytes: number | null } {
  const regions: Region[] = [];
  let offset = 0;
  for (const region of footer?.regions ?? []) {
    regions.push({ width: region.width, height: region.height, offset });
    offset += region.stepBytes;
  }
  if (footer === null || regions.length === 0) return { regions: [{ width, height, offset: 0 }], stepBytes: null };
  if (footer.dtype !== dtype)
    throw new ZarrdropError("corrupt", "The header and the XML of the file name different types of pixels.");
  return { regions, stepBytes: footer.stepBytes };
}

function openRegion(
  source: ByteSource,
  { frames, dtype, date, facts }: SpeHeader,
  { region, stepBytes, index }: { region: Region; stepBytes: number | null; index: number },
  footer: SpeFooter | null,
): OpenedScene {
  const shape = [frames, region.height, region.width];
  const form = { shape, frameAxes: 1, dtype, littleEndian: true };
  const scene = describeRawScene({
    id: `Image:${index}`,
    axes: [
      { letter: "t", length: frames },
      { letter: "y", length: region.height },
      { letter: "x", length: region.width },
    ],
    dtype,
    blockShape: rawSceneBlock(form),
    acquisitionDate: footer?.date ?? date,
    facts: { ...facts, ...footer?.facts },
  });
  const step = stepBytes ?? frameBytes(form);
  return { scene, pixels: rawPixels(evenFrames(form, source, HEADER_BYTES + region.offset, step)) };
}
