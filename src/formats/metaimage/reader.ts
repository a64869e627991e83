import { SliceSource } from "../../bytes/sliceSource.ts";
import { asReadError, ZarrdropError } from "../../model/errors.ts";
import { lengthUnit } from "../../model/units.ts";
import type { ImageReader, OpenInput } from "../reader.ts";
import { type DataFile, namesOfPattern, openDataFiles, type PlacedFile } from "../shared/dataFiles.ts";
import { factsOf, type RawAxis } from "../shared/describeRaw.ts";
import { decodedValues } from "../shared/encodedValues.ts";
import { readHeaderText } from "../shared/headerText.ts";
import { openSceneInFiles, rawFileReader } from "../shared/rawFile.ts";
import { LAST_LINE, type MetaImageHeader, numbersOf, parseMetaImageHeader } from "./header.ts";

/** Files that come after the header, by name. */
const MOST_LIST_BYTES = 4 * 2 ** 20;

/**
 * Opens a MetaImage.
 * @throws those of `ImageReader`, `companion-missing`
 */
export async function open(input: OpenInput): Promise<ImageReader> {
  const { source, path, signal } = input;
  if (source === null) throw new ZarrdropError("unsupported-format", "A folder is not a MetaImage.");
  try {
    const { text, bytes } = await readHeaderText(source, LAST_LINE, signal);
    const header = parseMetaImageHeader(text);
    if (!header.fields.has("ElementDataFile")) {
      throw new ZarrdropError("corrupt", "The header does not say where the values are.");
    }
    const behind = new SliceSource(source, bytes, source.size - bytes, source.name);
    const { data, frameAxes } = await dataOf(header, behind, input);
    const { dtype, littleEndian, encoding } = header;
    const opened = await openSceneInFiles({
      axes: axesOf(header),
      frameAxes,
      dtype,
      littleEndian,
      encoding,
      data,
      facts: facts(header),
      place: (file, bytesEach) => placeValues(file, header, bytesEach, signal),
    });
    const files = [path, ...data.map((file) => file.path).filter((each) => each !== path)];
    const about = { format: "metaimage", formatName: "MetaImage", name: source.name, files, notes: notesOf(header) };
    return rawFileReader(about, [opened]);
  } catch (error) {
    throw asReadError(error, source.name);
  }
}

/** The files with the values, and how many axes count the pieces in them. */
async function dataOf(
  { fields, sizes }: MetaImageHeader,
  behind: SliceSource,
  input: OpenInput,
): Promise<{ data: DataFile[]; frameAxes: number }> {
  const name = fields.get("ElementDataFile") ?? "";
  if (/^local$/i.test(name)) return { data: [{ path: input.path, source: behind }], frameAxes: 0 };
  const list = /^LIST(?:\s+(\d+)D?)?$/.exec(name);
  const pattern = /^(\S*%\d*[du]\S*)\s+(\d+)\s+(\d+)\s+(\d+)(?:\s+(\d+)D?)?$/.exec(name);
  if (list === null && pattern === null) return { data: await openDataFiles([name], input), frameAxes: 0 };
  const perFile = Number(list?.[1] ?? pattern?.[5] ?? sizes.length - 1);
  const frameAxes = Math.min(sizes.length, Math.max(1, sizes.length - perFile));
  if (pattern !== null) {
    const [, text, first, last, step] = pattern;
    return {
      data: await openDataFiles(namesOfPattern(text!, Number(first), Number(last), Number(step)), input),
      frameAxes,
    };
  }
  const lines = await behind.read(0, Math.min(MOST_LIST_BYTES, behind.size), input.signal);
  const names = new TextDecoder()
    .decode(lines)
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== "");
  if (names.length === 0) throw new ZarrdropError("corrupt", "The header lists no files.");
  return { data: await openDataFiles(names, input), frameAxes };
}

/** Where the values of a file begin: `bytes` of them. */
async function placeValues(
  { source: file }: DataFile,
  { encoding, skip, dtype }: MetaImageHeader,
  bytes: number,
  signal: AbortSignal,
): Promise<PlacedFile> {
  if (encoding === "raw") {
    const offset = skip < 0 ? file.size - bytes : skip;
    if (offset < 0)
      throw new ZarrdropError("corrupt", `${file.name} ends too early: it has fewer values than its header says.`);
    return { source: file, offset };
  }
  const start = Math.min(file.size, Math.max(0, skip));
  const rest = new SliceSource(file, start, file.size - start, file.name);
  return { source: await decodedValues(rest, encoding, { bytes, dtype }, signal), offset: 0 };
}

/** The slowest axis first: x, y and z, then time, then whatever comes. The values of a pixel are samples where they can be colours. */
function axesOf({ fields, sizes, channels, dtype }: MetaImageHeader): RawAxis[] {
  const spacing = numbersOf(fields.get("ElementSpacing") ?? fields.get("ElementSize"));
  const offset = numbersOf(fields.get("Offset") ?? fields.get("Position") ?? fields.get("Origin"));
  const matrix = numbersOf(fields.get("TransformMatrix") ?? fields.get("Orientation") ?? fields.get("Rotation"));
  const unit = lengthUnit(fields.get("DistanceUnits") ?? "") ?? { name: "millimeter", factor: 1 };
  const axes = sizes.map((length, axis): RawAxis => {
    const letter = "xyztmhrvabdefgijk"[axis]!;
    if (axis > 2) return { letter, length };
    const step = spacing[axis];
    // What is turned, or runs backwards, has no place along an axis.
    const isStraight = sizes.every(
      (_, other) => (matrix[axis * sizes.length + other] ?? Number(axis === other)) === Number(axis === other),
    );
    const start = isStraight ? offset[axis] : undefined;
    const measure = (value: number | undefined): number | null => (value === undefined ? null : value * unit.factor);
    return { letter, length, scale: measure(step), origin: measure(start), unit: unit.name };
  });
  const isColour = (channels === 3 || channels === 4) && dtype.startsWith("uint");
  if (channels > 1) axes.unshift({ letter: isColour ? "s" : "c", length: channels });
  return axes.toReversed();
}

/** Fields that say something for people. */
const FACTS: readonly [name: string, field: string][] = [
  ["Comment", "Comment"],
  ["Name", "Name"],
  ["Modality", "Modality"],
  ["Anatomical orientation", "AnatomicalOrientation"],
  ["Transform matrix", "TransformMatrix"],
  ["Offset", "Offset"],
  ["Centre of rotation", "CenterOfRotation"],
  ["Slope", "ElementToIntensityFunctionSlope"],
  ["Intercept", "ElementToIntensityFunctionOffset"],
];

function facts({ fields }: MetaImageHeader): Record<string, string> {
  return factsOf(FACTS.map(([name, field]) => [name, fields.get(field)] as const));
}

function notesOf({ fields }: MetaImageHeader): string[] {
  const slope = Number(fields.get("ElementToIntensityFunctionSlope") ?? 1);
  const intercept = Number(fields.get("ElementToIntensityFunctionOffset") ?? 0);
  if (slope === 1 && intercept === 0) return [];
  return [`The values are as stored; the file means value × ${slope} + ${intercept} by them.`];
}
