import { MemorySource } from "../../bytes/memorySource.ts";
import { folderOf, joinPath, safePath } from "../../model/paths.ts";
import { SliceSource } from "../../bytes/sliceSource.ts";
import type { ByteSource } from "../../bytes/source.ts";
import { asReadError, ZarrdropError } from "../../model/errors.ts";
import { wholeNumber } from "../shared/numberText.ts";
import type { ImageReader, OpenInput } from "../reader.ts";
import { readHeaderText } from "../shared/headerText.ts";
import { InflatedSource } from "../shared/inflatedSource.ts";
import { rawPixels, rawReader, wholeArray } from "../shared/rawScene.ts";
import { sceneOrder } from "../shared/sceneOrder.ts";
import { axesOfIcs, describeIcs } from "./describeScene.ts";
import { END_LINE, type IcsHeader, parseIcsHeader } from "./header.ts";
import { uncompress } from "./uncompress.ts";

/** A file with the values, and where they begin in it. */
type Values = { path: string; source: ByteSource; offset: number };

/**
 * Opens an ICS image.
 * @throws those of `ImageReader`, `companion-missing` for a header without its values
 */
export async function open(input: OpenInput): Promise<ImageReader> {
  const { source, path, signal } = input;
  if (source === null) throw new ZarrdropError("unsupported-format", "A folder is not an ICS image.");
  try {
    const { text, bytes } = await readHeaderText(source, END_LINE, signal);
    const header = parseIcsHeader(text);
    const values = await valuesOf(header, bytes, input);
    const axes = axesOfIcs(header);
    const shape = axes.map(({ length }) => length);
    const { order } = sceneOrder(axes);
    const { dtype, littleEndian } = header;
    const unpacked = await unpackedValues(values, header, signal);
    const pixels = rawPixels(wholeArray({ ...unpacked, shape, dtype, littleEndian }, order));
    const files = values.path === path ? [path] : [path, values.path];
    return rawReader(describeIcs({ name: source.name, files }, header), [pixels]);
  } catch (error) {
    throw asReadError(error, source.name);
  }
}

const ENDINGS = ["ids", "IDS", "ids.gz", "ids.Z"];

/** Version 1 has the values in a file of the same name, version 2 behind the header or in a file that it names. */
async function valuesOf({ fields }: IcsHeader, end: number, { directory, path, source }: OpenInput): Promise<Values> {
  const name = (fields.get("source file") ?? []).join(" ");
  const base = path.replace(/\.ics$/i, "");
  const isOwn =
    Number(fields.get("ics_version")?.[0] ?? 1) >= 2 && (name === "" || joinPath(folderOf(path), name) === path);
  // Opened by the caller, who looked at it.
  if (isOwn) return { path, source: source!, offset: end };
  const named = name === "" ? null : safePath(joinPath(folderOf(path), name.split(/[/\\]/).at(-1)!));
  const paths = [...(named === null ? [] : [named]), ...ENDINGS.map((ending) => `${base}.${ending}`)];
  for (const each of paths) {
    const found = await directory.open(each);
    if (found === null) continue;
    const offset = each === named ? (wholeNumber(fields.get("source offset")?.[0], 15) ?? 0) : 0;
    return { path: each, source: found, offset };
  }
  throw new ZarrdropError(
    "companion-missing",
    "The file is a header; its values, a file of the same name, are not there.",
    {
      files: [`${base}.ids`],
      advice: "Put both files into one folder, and drop the folder or both of them.",
    },
  );
}

/** What must be decoded as a whole is held. */
const MOST_HELD_BYTES = 64 * 2 ** 20;

async function unpackedValues(
  { source, offset }: Values,
  { isGzip }: IcsHeader,
  signal: AbortSignal,
): Promise<{ source: ByteSource; offset: number }> {
  const start = Math.min(offset, source.size);
  const [first, second] = await source.read(start, Math.min(2, source.size - start), signal);
  const isPacked = first === 0x1f && second === 0x8b;
  const rest = new SliceSource(source, start, source.size - start, source.name);
  if (isPacked && (isGzip || source.name.endsWith(".gz")))
    return { source: new InflatedSource(rest, "gzip"), offset: 0 };
  if (!source.name.endsWith(".Z")) return { source, offset };
  if (source.size > MOST_HELD_BYTES) {
    throw new ZarrdropError("limit", `${source.name} is too large to be uncompressed in memory.`, {
      advice: "Unpack it first (uncompress), or write it with gzip.",
    });
  }
  const packed = await rest.read(0, rest.size, signal);
  return { source: new MemorySource(source.name, uncompress(packed, MOST_HELD_BYTES)), offset: 0 };
}
