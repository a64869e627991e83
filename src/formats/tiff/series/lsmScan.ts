import { Cursor } from "../../../bytes/cursor.ts";
import type { SceneFacts } from "./sceneFacts.ts";
import type { TiffFile } from "../container/tiffFile.ts";

/** Entries of the description of an LSM scan, by number; the names are tifffile's. */
const ENTRY = { objective: 0x10000004, time: 0x10000036 } as const;
/** Types of entries. */
const TYPE = { block: 0, text: 2, double: 5 } as const;
/** The structure is a list of a few hundred entries. */
const MOST_BYTES = 2 ** 20;
const MOST_ENTRIES = 10_000;
/** Days from 1899-12-30, where the time of an LSM file begins, to 1970-01-01. */
const DAYS_BEFORE_1970 = 25_569;
const DAY = 86_400_000;

/**
 * What the description of the scan says of objective and time.
 * @throws those of reading
 */
export async function readLsmScan(
  file: TiffFile,
  offset: number,
): Promise<Pick<SceneFacts, "acquisitionDate" | "texts">> {
  const facts: Pick<SceneFacts, "acquisitionDate" | "texts"> = { acquisitionDate: null, texts: {} };
  const bytes = await file.readStructure(offset, Math.min(MOST_BYTES, file.source.size - offset));
  const cursor = new Cursor(bytes, file.name, file.header.littleEndian);
  let depth = 0;
  for (let entry = 0; entry < MOST_ENTRIES && cursor.remaining >= 12; entry++) {
    const [id, type, size] = [cursor.u32(), cursor.u32(), cursor.u32()];
    const next = cursor.position + size;
    if (type === TYPE.block) {
      depth += id === 0xffffffff ? -1 : 1;
      if (depth <= 0) break;
    } else if (id === ENTRY.objective && type === TYPE.text) {
      const objective = new Cursor(cursor.bytes(size), file.name).ascii(size);
      if (objective !== "") facts.texts["Objective"] = objective;
    } else if (id === ENTRY.time && type === TYPE.double && size === 8) {
      const days = cursor.f64() - DAYS_BEFORE_1970;
      // A local time of no known zone; between 1980 and 2100, or it is none.
      if (days > 3652 && days < 47_482) {
        facts.acquisitionDate = new Date(Math.round(days * DAY)).toISOString().replace(/Z$/, "");
      }
    }
    cursor.seek(next);
  }
  return facts;
}
