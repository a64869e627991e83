import { CachedSource } from "../../bytes/cachedSource.ts";
import type { ByteSource } from "../../bytes/source.ts";
import type { DataType } from "../../model/dtype.ts";
import { asReadError, ZarrdropError } from "../../model/errors.ts";
import { LIMITS } from "../../model/limits.ts";
import { lengthUnit, timeUnit } from "../../model/units.ts";
import type { ImageReader, OpenInput } from "../reader.ts";
import { describeRawScene, factsOf, type RawAxis } from "../shared/describeRaw.ts";
import { numberOf } from "../shared/numberText.ts";
import { type OpenedScene, rawFileReader } from "../shared/rawFile.ts";
import { rawPixels, rawSceneBlock, wholeArray } from "../shared/rawScene.ts";
import { type HeaderUnit, readHeaderUnits } from "./header.ts";

const TYPES: Record<number, DataType> = {
  8: "uint8",
  16: "int16",
  32: "int32",
  64: "int64",
  [-32]: "float32",
  [-64]: "float64",
};

/**
 * Opens a FITS file: each of its images is a scene.
 * @throws those of `ImageReader`
 */
export async function open({ source, path, signal }: OpenInput): Promise<ImageReader> {
  if (source === null) throw new ZarrdropError("unsupported-format", "A folder is not a FITS file.");
  try {
    const units = await readHeaderUnits(new CachedSource(source, { blocks: 4 }), signal);
    const images = units.filter(isImage);
    if (images.length === 0) throw new ZarrdropError("unsupported-feature", nothingIn(source.name, units));
    const opened = images.map((unit, index) => openUnit(source, unit, index));
    const notes = notesOf(units, images);
    const about = { format: "fits", formatName: "FITS", name: source.name, files: [path], notes };
    return rawFileReader(about, opened);
  } catch (error) {
    throw asReadError(error, source.name);
  }
}

function isImage({ cards, sizes }: HeaderUnit): boolean {
  const kind = cards.get("XTENSION");
  return (kind === undefined || kind === "IMAGE") && sizes.length > 0 && sizes.every((length) => length > 0);
}

function nothingIn(name: string, units: readonly HeaderUnit[]): string {
  const isCompressed = units.some(({ cards }) => cards.has("ZIMAGE"));
  return isCompressed
    ? `${name} has its images in compressed tables, which are not read.`
    : `${name} has tables, or nothing, and no images.`;
}

function openUnit(source: ByteSource, unit: HeaderUnit, index: number): OpenedScene {
  const { sizes, bits, offset, cards } = unit;
  const dtype = TYPES[bits];
  if (dtype === undefined)
    throw new ZarrdropError("corrupt", "The header gives values of an impossible size.", {
      technical: `BITPIX = ${bits}`,
    });
  if (sizes.length > LIMITS.axes) throw new ZarrdropError("limit", "An image has too many axes.");
  const axes = axesOf(unit);
  const shape = axes.map(({ length }) => length);
  const name = cards.get("EXTNAME") ?? cards.get("OBJECT") ?? "";
  const scene = describeRawScene({
    id: `Image:${index}`,
    axes,
    dtype,
    blockShape: rawSceneBlock({ shape }),
    acquisitionDate: dateOf(cards.get("DATE-OBS")),
    facts: facts(cards),
    ...(name === "" ? {} : { name }),
  });
  return { scene, pixels: rawPixels(wholeArray({ source, offset, shape, dtype, littleEndian: false })) };
}

/** The slowest axis first. What an axis is stands in its type, or it follows from its number. */
function axesOf({ sizes, cards }: HeaderUnit): RawAxis[] {
  const letters: string[] = [];
  for (let axis = 0; axis < sizes.length; axis++) {
    const type = cards.get(`CTYPE${axis + 1}`) ?? "";
    const wanted =
      axis < 2
        ? "xy"[axis]!
        : type.startsWith("TIME")
          ? "t"
          : /^(WAVE|AWAV|FREQ|ENER|VELO|STOKES)/.test(type)
            ? "c"
            : "z";
    letters.push([wanted, ..."ztcmhrvabdefgijk"].find((letter) => !letters.includes(letter))!);
  }
  const axes = sizes.map((length, axis): RawAxis => {
    const letter = letters[axis]!;
    const text = cards.get(`CUNIT${axis + 1}`) ?? "";
    const unit = letter === "t" ? timeUnit(text) : letter === "c" ? null : lengthUnit(text);
    const step = numberOf(cards.get(`CDELT${axis + 1}`));
    return unit === null || step === null
      ? { letter, length }
      : { letter, length, scale: Math.abs(step) * unit.factor, unit: unit.name };
  });
  return axes.toReversed();
}

function dateOf(text: string | undefined): string | null {
  return text !== undefined && /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}:\d{2}(\.\d+)?)?$/.test(text) ? text : null;
}

/** Cards that tell of the file's own form, or stand elsewhere in the description. */
const STRUCTURE =
  /^(SIMPLE|XTENSION|BITPIX|NAXIS\d*|EXTEND|PCOUNT|GCOUNT|GROUPS|CHECKSUM|DATASUM|EXTNAME|DATE-OBS|CONTINUE)$/;
const MOST_FACTS = 300;

function facts(cards: ReadonlyMap<string, string>): Record<string, string> {
  return factsOf([...cards].filter(([keyword]) => !STRUCTURE.test(keyword)).slice(0, MOST_FACTS));
}

function notesOf(units: readonly HeaderUnit[], images: readonly HeaderUnit[]): string[] {
  const notes: string[] = [];
  const scales = new Set(images.map(({ cards }) => scaleText(cards)).filter((text) => text !== ""));
  for (const text of [...scales].slice(0, 10)) notes.push(`The values are as stored; the file means ${text} by them.`);
  const left = units.filter((unit) => unit.sizes.length > 0 && !images.includes(unit)).length;
  if (left > 0) notes.push(`${left} tables in the file are not carried over.`);
  return notes;
}

function scaleText(cards: ReadonlyMap<string, string>): string {
  const slope = numberOf(cards.get("BSCALE")) ?? 1;
  const zero = numberOf(cards.get("BZERO")) ?? 0;
  return slope === 1 && zero === 0 ? "" : `value × ${slope} + ${zero}`;
}
