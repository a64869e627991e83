import type { ByteSource } from "../../bytes/source.ts";
import { ZarrdropError } from "../../model/errors.ts";

/** A header and its values come in whole blocks. */
const BLOCK_BYTES = 2880;
const CARD_BYTES = 80;
/** Blocks of one header; honest ones have some ten. */
const MOST_BLOCKS = 2000;
const MOST_UNITS = 10_000;
const MOST_AXES = 999;

/** A header with the values behind it. */
export type HeaderUnit = {
  /** Values by keyword, text without its quotes; the first of each counts. */
  cards: ReadonlyMap<string, string>;
  /** Bytes of a value, negative for floats, in bits. */
  bits: number;
  /** Lengths, the fastest first. */
  sizes: number[];
  /** Where the values begin, and their bytes. */
  offset: number;
  bytes: number;
};

/**
 * All headers of a file (FITS standard 4.0, sections 3 and 4).
 * @throws `corrupt`, `limit`
 */
export async function readHeaderUnits(source: ByteSource, signal: AbortSignal): Promise<HeaderUnit[]> {
  const units: HeaderUnit[] = [];
  for (let at = 0; at + BLOCK_BYTES <= source.size;) {
    const header = await readCards(source, at, signal);
    // What comes behind the last unit is nobody's.
    if (!header.cards.has(units.length === 0 ? "SIMPLE" : "XTENSION")) break;
    if (units.length === MOST_UNITS) throw new ZarrdropError("limit", `${source.name} has too many images.`);
    const unit = unitOf(header.cards, header.end);
    units.push(unit);
    at = header.end + Math.ceil(unit.bytes / BLOCK_BYTES) * BLOCK_BYTES;
    if (!Number.isSafeInteger(at)) break;
  }
  if (units.length > 0) return units;
  throw new ZarrdropError("corrupt", `${source.name} is damaged or cut off: its header does not end.`);
}

async function readCards(
  source: ByteSource,
  start: number,
  signal: AbortSignal,
): Promise<{ cards: Map<string, string>; end: number }> {
  const cards = new Map<string, string>();
  for (let block = 0; block < MOST_BLOCKS; block++) {
    const at = start + block * BLOCK_BYTES;
    if (at + BLOCK_BYTES > source.size) break;
    const text = new TextDecoder("latin1").decode(await source.read(at, BLOCK_BYTES, signal));
    for (let card = 0; card < BLOCK_BYTES; card += CARD_BYTES) {
      const line = text.slice(card, card + CARD_BYTES);
      const keyword = line.slice(0, 8).trimEnd();
      if (keyword === "END") return { cards, end: at + BLOCK_BYTES };
      if (line.slice(8, 10) === "= " && !cards.has(keyword)) cards.set(keyword, valueOf(line.slice(10)));
      // What stands first decides what it is: what is none has no further cards.
      if (block === 0 && card === 0 && !cards.has("SIMPLE") && !cards.has("XTENSION")) return { cards, end: at };
    }
  }
  throw new ZarrdropError("corrupt", `${source.name} is damaged or cut off: a header in it does not end.`);
}

/** Text in quotes (two for one), or what stands before a comment. */
function valueOf(text: string): string {
  const quoted = /^\s*'((?:[^']|'')*)'/.exec(text);
  return quoted === null ? text.split("/")[0]!.trim() : quoted[1]!.replaceAll("''", "'").trimEnd();
}

function unitOf(cards: ReadonlyMap<string, string>, offset: number): HeaderUnit {
  const whole = (keyword: string, otherwise: number): number => {
    const text = cards.get(keyword);
    const value = text === undefined ? otherwise : Number(text);
    if (Number.isSafeInteger(value)) return value;
    throw new ZarrdropError("corrupt", "The header gives impossible sizes.", { technical: `${keyword} = ${text}` });
  };
  const bits = whole("BITPIX", 8);
  const axes = whole("NAXIS", 0);
  if (axes < 0 || axes > MOST_AXES) throw new ZarrdropError("corrupt", `The header gives an image of ${axes} axes.`);
  const sizes = Array.from({ length: axes }, (_, axis) => whole(`NAXIS${axis + 1}`, 0));
  const values = axes === 0 ? 0 : sizes.reduce((product, length) => product * length, 1);
  const bytes = (Math.abs(bits) / 8) * whole("GCOUNT", 1) * (whole("PCOUNT", 0) + values);
  if (bytes < 0) throw new ZarrdropError("corrupt", "The header gives impossible sizes.");
  return { cards, bits, sizes, offset, bytes };
}
