import { ZarrdropError } from "../../../model/errors.ts";
import { LIMITS } from "../../../model/limits.ts";
import type { TiffPage } from "../container/page.ts";
import { PHOTOMETRIC, TAG } from "../container/tags.ts";
import type { TiffFile } from "../container/tiffFile.ts";

/** Makes a JPEG stream of a block's data, which are only its scan; `rows` and `columns` are the block's. */
export type OldJpegStream = (scan: Uint8Array, rows: number, columns: number) => Uint8Array;

/** Bytes of a quantisation table, and of the counts before the values of a Huffman table. */
const QUANTISATION = 64;
const COUNTS = 16;
const MOST_VALUES = 256;

/**
 * Streams of old-style JPEG (TIFF 6.0, section 22): tables lie in the file, each where a field says, and each block has the scan alone. Blocks
 * that are whole streams, as some writers make them, stay as they are; of a page of one block the whole stream may be where a field says, and
 * then that of the block is often a few bytes off.
 * @throws `unsupported-feature` without tables, those of reading
 */
export async function oldJpegStream(file: TiffFile, page: TiffPage): Promise<OldJpegStream> {
  const whole = await wholeStream(file, page);
  if (whole !== null) return () => whole;
  const components = page.planar ? 1 : page.samples;
  const tables = await readTables(file, page, components);
  const [interval = 0] = (await file.numbers(page, TAG.JPEGRestartInterval)) ?? [];
  const isColour = page.photometric === PHOTOMETRIC.YCbCr && components === 3;
  const [across, down] = isColour ? (page.subsampling ?? [2, 2]) : [1, 1];
  return (scan, rows, columns) => {
    if (scan[0] === 0xff && scan[1] === 0xd8) return scan;
    if (tables === null) {
      throw new ZarrdropError("unsupported-feature", `${file.name} cannot be read: its old-style JPEG has no tables.`, {
        file: file.name,
      });
    }
    const numbers = Array.from({ length: components }, (_, component) => component);
    const sampling = (component: number): number => (component === 0 ? across * 16 + down : 0x11);
    const frame = numbers.flatMap((component) => [component + 1, sampling(component), component]);
    const selectors = numbers.flatMap((component) => [component + 1, component * 17]);
    // A scan that begins with its own header says which tables it takes.
    const hasHeader = scan[0] === 0xff && scan[1] === 0xda;
    const head = [
      0xff,
      0xd8,
      ...numbers.flatMap((component) => segment(0xdb, [component, ...tables.quantisation[component]!])),
      ...segment(0xc0, [8, rows >> 8, rows & 255, columns >> 8, columns & 255, components, ...frame]),
      ...numbers.flatMap((component) => segment(0xc4, [component, ...tables.direct[component]!])),
      ...numbers.flatMap((component) => segment(0xc4, [16 + component, ...tables.alternating[component]!])),
      ...(interval > 0 ? segment(0xdd, [interval >> 8, interval & 255]) : []),
      ...(hasHeader ? [] : segment(0xda, [components, ...selectors, 0, 63, 0])),
    ];
    const stream = new Uint8Array(head.length + scan.length + 2);
    stream.set(head);
    stream.set(scan, head.length);
    stream.set([0xff, 0xd9], head.length + scan.length);
    return stream;
  };
}

/** The stream of a page of one block (JPEGInterchangeFormat); null for other pages. */
async function wholeStream(file: TiffFile, page: TiffPage): Promise<Uint8Array | null> {
  const blocks = await file.numbers(page, page.tile === null ? TAG.StripOffsets : TAG.TileOffsets);
  const [start = 0] = (await file.numbers(page, TAG.JPEGInterchangeFormat)) ?? [];
  const [length = 0] = (await file.numbers(page, TAG.JPEGInterchangeFormatLength)) ?? [];
  const isThere = start > 0 && length > 4 && start + length <= file.source.size && length <= LIMITS.encodedBlockBytes;
  if (blocks?.length !== 1 || !isThere) return null;
  const stream = await file.readStructure(start, length);
  return stream[0] === 0xff && stream[1] === 0xd8 ? stream : null;
}

function segment(marker: number, content: readonly number[]): number[] {
  const length = content.length + 2;
  return [0xff, marker, length >> 8, length & 255, ...content];
}

type Tables = { quantisation: Uint8Array[]; direct: Uint8Array[]; alternating: Uint8Array[] };

/** The tables of all components; null where the file has none. */
async function readTables(file: TiffFile, page: TiffPage, components: number): Promise<Tables | null> {
  const [quantisation, direct, alternating] = await Promise.all(
    [TAG.JPEGQTables, TAG.JPEGDCTables, TAG.JPEGACTables].map((tag) => file.numbers(page, tag)),
  );
  const lists = [quantisation, direct, alternating].map((list) => (list?.length === components ? [...list] : null));
  const [first, second, third] = lists;
  if (first == null || second == null || third == null) return null;
  return {
    quantisation: await Promise.all(first.map((offset) => part(file, offset, QUANTISATION))),
    direct: await Promise.all(second.map((offset) => huffmanTable(file, offset))),
    alternating: await Promise.all(third.map((offset) => huffmanTable(file, offset))),
  };
}

async function huffmanTable(file: TiffFile, offset: number): Promise<Uint8Array> {
  const counts = await part(file, offset, COUNTS);
  const values = counts.reduce((sum, count) => sum + count, 0);
  return part(file, offset, COUNTS + Math.min(values, MOST_VALUES));
}

async function part(file: TiffFile, offset: number, length: number): Promise<Uint8Array> {
  if (offset >= 0 && offset + length <= file.source.size) return file.readStructure(offset, length);
  throw new ZarrdropError("corrupt", `${file.name} is damaged or cut off: a table of its JPEG lies behind its end.`, {
    file: file.name,
  });
}
