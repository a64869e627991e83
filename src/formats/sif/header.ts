import type { ByteSource } from "../../bytes/source.ts";
import { ZarrdropError } from "../../model/errors.ts";
import { LIMITS } from "../../model/limits.ts";
import { positiveNumber, wholeNumber } from "../shared/numberText.ts";

/** What a header says. */
export type SifHeader = {
  frames: number;
  /** Rows of all areas of a frame, one below the other. */
  rows: number;
  columns: number;
  /** Byte at which the values begin. */
  offset: number;
  /** Seconds since 1970. */
  time: number | null;
  /** Seconds. */
  exposure: number | null;
  cycle: number | null;
  temperature: number | null;
  detector: string;
  /** Microseconds from the beginning of the run to each frame. */
  timestamps: number[];
};

/** A header of thousand areas has some 64 KB before its times. */
const HEAD_BYTES = 512 * 1024;
/** A line of times is at most so long. */
const TIME_BYTES = 24;
/** The line that tells of all frames (left, top, right, bottom, frames, areas, values of all and of one), and one for each area with its binning. */
const LAYOUT = /(?:^|\D)6\d{4} \d+ \d+ \d+ \d+ (\d+) (\d+) (\d+) (\d+)\n((?:6\d{4}(?: \d+){6,8} ?\n)+)/;

/**
 * Reads a header. Its lines differ from version to version; what tells of the frames looks the same in all of them.
 * @throws `corrupt`, `unsupported-feature` for areas of different widths
 */
export async function readSifHeader(source: ByteSource, signal: AbortSignal): Promise<SifHeader> {
  const head = new TextDecoder("latin1").decode(await source.read(0, Math.min(HEAD_BYTES, source.size), signal));
  const layout = LAYOUT.exec(head);
  if (layout === null) throw damaged(source.name, "no layout of frames");
  const [frames, areas, , values] = layout.slice(1, 5).map((text) => wholeNumber(text, 12) ?? 0) as [
    number,
    number,
    number,
    number,
  ]; // Four of four.
  const lines = layout[5]!.trimEnd().split("\n");
  if (frames < 1 || areas < 1 || lines.length < areas || frames > LIMITS.linkedEntries)
    throw damaged(source.name, `${frames} frames of ${areas} areas`);
  const shape = shapeOf(source.name, lines.slice(0, areas), values);
  // Lines behind those of the areas belong to the times.
  const begin = layout.index + layout[0].length - lines.slice(areas).reduce((sum, line) => sum + line.length + 1, 0);
  return { ...shape, ...generalFacts(head), ...(await readTimes(source, { begin, frames }, signal)), frames };
}

function shapeOf(file: string, areas: readonly string[], values: number): { rows: number; columns: number } {
  const sizes = areas.map((line) => {
    const [, left, bottom, right, top, binY, binX] = line.trim().split(" ").map(Number);
    const length = (first: number, last: number, bin: number): number => Math.floor((1 + last - first) / bin);
    return {
      columns: length(left!, right!, binX!),
      rows: length(Math.min(top!, bottom!), Math.max(top!, bottom!), binY!),
    };
  });
  const { columns } = sizes[0]!;
  if (sizes.some((size) => size.columns !== columns)) {
    throw new ZarrdropError("unsupported-feature", `${file} has areas of different widths, which is not read.`);
  }
  const rows = sizes.reduce((sum, size) => sum + size.rows, 0);
  if (!(columns >= 1 && rows >= 1) || rows * columns !== values)
    throw damaged(file, `${columns} × ${rows}, not ${values} values`);
  return { rows, columns };
}

/** Behind the areas: the time of each frame, and in newer files how many further lists there are (one, at most). */
async function readTimes(
  source: ByteSource,
  { begin, frames }: { begin: number; frames: number },
  signal: AbortSignal,
): Promise<{ timestamps: number[]; offset: number }> {
  const length = Math.min(source.size - begin, 2 * (frames + 2) * TIME_BYTES);
  const text = new TextDecoder("latin1").decode(await source.read(begin, length, signal));
  const line = /[ \t]*(\d{1,20})\n/y;
  const timestamps: number[] = [];
  const next = (): number | null => {
    const found = line.exec(text);
    return found === null ? null : Number(found[1]);
  };
  for (let frame = 0; frame < frames; frame++) {
    const time = next();
    if (time === null) throw damaged(source.name, `${frame} of ${frames} times`);
    timestamps.push(time);
  }
  let end = line.lastIndex;
  const flag = next();
  if (flag === 0) end = line.lastIndex;
  if (flag === 1) {
    let further = 0;
    while (further < frames && next() !== null) {
      further++;
      end = line.lastIndex;
    }
  }
  return { timestamps, offset: begin + end };
}

/** The third line has numbers in a known order, with single bytes of no meaning between them; the fourth names the detector. */
function generalFacts(head: string): Pick<SifHeader, "time" | "exposure" | "cycle" | "temperature" | "detector"> {
  const lines = head.slice(0, 8192).split("\n");
  // oxlint-disable-next-line no-control-regex -- these are the bytes of no meaning.
  const numbers = (lines[2] ?? "").split(/[\s\u0000-\u001f]+/).filter((word) => word !== "");
  const temperature = Number(numbers[5]);
  return {
    // A calendar ends somewhere.
    time: Number(numbers[4]) < 2 ** 33 ? positiveNumber(numbers[4]) : null,
    exposure: positiveNumber(numbers[7]),
    cycle: positiveNumber(numbers[11]),
    // -999 is no temperature.
    temperature: Number.isFinite(temperature) && temperature > -274 ? temperature : null,
    detector: /^[\x20-\x7e]*$/.test(lines[3] ?? "") ? (lines[3] ?? "").trim() : "",
  };
}

function damaged(file: string, technical: string): ZarrdropError {
  return new ZarrdropError(
    "corrupt",
    `${file} is damaged or cut off: its header does not say how its frames are stored.`,
    { technical },
  );
}
