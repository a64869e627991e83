import { SliceSource } from "../../bytes/sliceSource.ts";
import type { ByteSource } from "../../bytes/source.ts";
import { asReadError, ZarrdropError } from "../../model/errors.ts";
import type { ImageReader, OpenInput } from "../reader.ts";
import { type DataFile, namesOfPattern, openDataFiles, type PlacedFile } from "../shared/dataFiles.ts";
import { factsOf } from "../shared/describeRaw.ts";
import { decodedValues } from "../shared/encodedValues.ts";
import { decodedLength } from "../shared/gzipHeader.ts";
import { afterLines, readHeaderText } from "../shared/headerText.ts";
import { openSceneInFiles, rawFileReader } from "../shared/rawFile.ts";
import { axesOfNrrd } from "./axes.ts";
import { type DataNames, type NrrdHeader, parseNrrdHeader } from "./header.ts";

/**
 * Opens an NRRD file, or its header with the files that it names.
 * @throws those of `ImageReader`, `companion-missing`
 */
export async function open(input: OpenInput): Promise<ImageReader> {
  const { source, path, signal } = input;
  if (source === null) throw new ZarrdropError("unsupported-format", "A folder is not an NRRD file.");
  try {
    const { text, bytes } = await readHeaderText(source, /\r?\n\r?\n/, signal);
    const header = parseNrrdHeader(text);
    const axes = axesOfNrrd(header);
    const data: DataFile[] =
      header.data === null
        ? [{ path, source: new SliceSource(source, bytes, source.size - bytes, source.name) }]
        : await openDataFiles(namesOf(header.data), input);
    const { dtype, littleEndian, encoding } = header;
    const opened = await openSceneInFiles({
      axes,
      frameAxes: frameAxesOf(header, data.length),
      dtype,
      littleEndian,
      encoding,
      data,
      facts: facts(header),
      place: (file, bytesEach) => placeValues(file.source, header, bytesEach, signal),
    });
    const files = [path, ...data.map((file) => file.path).filter((each) => each !== path)];
    return rawFileReader({ format: "nrrd", formatName: "NRRD", name: source.name, files }, [opened]);
  } catch (error) {
    throw asReadError(error, source.name);
  }
}

function namesOf({ names }: DataNames): string[] {
  return Array.isArray(names) ? names : namesOfPattern(names.pattern, names.first, names.last, names.step);
}

/** Of several files each has the same number of axes: all but the slowest unless the header says otherwise. */
function frameAxesOf({ sizes, data }: NrrdHeader, files: number): number {
  if (files === 1) return 0;
  return Math.min(sizes.length, Math.max(1, sizes.length - (data?.axes ?? sizes.length - 1)));
}

/** Where the values of a file begin: `bytes` of them. Lines are skipped before it is decoded, bytes afterwards. */
async function placeValues(
  file: ByteSource,
  { lineSkip, byteSkip, encoding, dtype }: NrrdHeader,
  bytes: number,
  signal: AbortSignal,
): Promise<PlacedFile> {
  const rest = await afterLines(file, lineSkip, signal);
  const skipped = encoding === "text" ? 0 : byteSkip;
  const source = await decodedValues(rest, encoding, { bytes: bytes + Math.max(0, skipped), dtype }, signal);
  if (skipped >= 0) return { source, offset: skipped };
  const size = encoding === "gzip" ? await decodedLength(rest, bytes, signal) : source.size;
  if (size < bytes)
    throw new ZarrdropError("corrupt", `${file.name} ends too early: it has fewer values than its header says.`);
  return { source, offset: size - bytes };
}

const FACTS: readonly [name: string, field: string][] = [
  ["Content", "content"],
  ["Space", "space"],
  ["Space directions", "space directions"],
  ["Space origin", "space origin"],
  ["Sample units", "sample units"],
  ["Measurement frame", "measurement frame"],
  ["Kinds", "kinds"],
  ["Labels", "labels"],
];

function facts({ fields, keys }: NrrdHeader): Record<string, string> {
  return factsOf([...FACTS.map(([name, field]) => [name, fields.get(field)] as const), ...keys]);
}
