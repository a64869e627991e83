import { tiffBytes } from "../../fixtures/tiffBytes.ts";

/** How the data of a page are given: the scan with tables apart, or the whole stream. */
export type OldJpegForm = "tables" | "whole" | "no tables";

/** A TIFF in old-style JPEG, of one strip, with the tables and the scan of a baseline JPEG file. */
export function oldJpegTiff(jpeg: Uint8Array, form: OldJpegForm): Uint8Array<ArrayBuffer> {
  const segments = segmentsOf(jpeg);
  const frame = segments.find(({ marker }) => marker === 0xc0)!.content;
  const [height, width] = [frame[1]! * 256 + frame[2]!, frame[3]! * 256 + frame[4]!];
  const components = frame[5]!;
  const scanHeader = segments.find(({ marker }) => marker === 0xda)!;
  const scan = jpeg.subarray(scanHeader.end, jpeg.length - 2);
  const tables = (marker: number, kind: number): Uint8Array[] =>
    segments
      .filter((each) => each.marker === marker && each.content[0]! >> 4 === kind)
      .map(({ content }) => content.subarray(1));
  // Of three components the second table is for two.
  const forAll = (list: Uint8Array[]): Uint8Array[] =>
    Array.from({ length: components }, (_, component) => list[Math.min(component, list.length - 1)]!);
  const lists = [tables(0xdb, 0), tables(0xc4, 0), tables(0xc4, 1)].map(forAll);
  const interval = segments.find(({ marker }) => marker === 0xdd)?.content;
  const long = (...values: number[]) => ({ type: "long" as const, values });
  const short = (...values: number[]) => ({ type: "short" as const, values });
  const directory = (first: number) => {
    let at = first;
    const place = (part: Uint8Array): number => (at += part.length) - part.length;
    const strip = place(form === "whole" ? jpeg : scan);
    const offsets = lists.map((list) => list.map(place));
    const tableFields = { 519: long(...offsets[0]!), 520: long(...offsets[1]!), 521: long(...offsets[2]!) };
    return {
      256: long(width),
      257: long(height),
      258: short(...Array<number>(components).fill(8)),
      259: short(6),
      262: short(components === 3 ? 6 : 1),
      // Some writers are a few bytes off here.
      273: long(form === "whole" ? strip + 7 : strip),
      277: short(components),
      278: long(height),
      279: long(scan.length),
      ...(form === "whole" ? { 513: long(strip), 514: long(jpeg.length) } : {}),
      ...(interval === undefined ? {} : { 515: short(interval[0]! * 256 + interval[1]!) }),
      ...(form === "tables" ? tableFields : {}),
      ...(components === 3 ? { 530: short(frame[7]! >> 4, frame[7]! & 15) } : {}),
    };
  };
  const head = tiffBytes([directory(0)]);
  const data = [form === "whole" ? jpeg : scan, ...lists.flat()];
  return Uint8Array.from([...tiffBytes([directory(head.length)]), ...data.flatMap((part) => [...part])]);
}

function segmentsOf(jpeg: Uint8Array): { marker: number; content: Uint8Array; end: number }[] {
  const segments = [];
  for (let at = 2; ;) {
    const marker = jpeg[at + 1]!;
    const end = at + 2 + jpeg[at + 2]! * 256 + jpeg[at + 3]!;
    segments.push({ marker, content: jpeg.subarray(at + 4, end), end });
    if (marker === 0xda) return segments;
    at = end;
  }
}
