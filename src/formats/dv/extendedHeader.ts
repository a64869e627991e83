import type { ByteSource } from "../../bytes/source.ts";
import { type DvHeader, HEADER_BYTES } from "./header.ts";

/** Most bytes of an extended header that are looked at; sections behind that have no facts. */
const MOST_BYTES = 64 * 2 ** 20;

/** Numbers that DeltaVision keeps for each section, by their place among the floats. */
const FIELDS = {
  seconds: 1,
  stageX: 2,
  stageY: 3,
  stageZ: 4,
  exposureSeconds: 8,
  excitation: 10,
  emission: 11,
} as const;

/** What the extended header can say of a section. */
export type SectionField = keyof typeof FIELDS;

/** Facts about single sections. */
export type SectionFacts = {
  /** A number of a section, in seconds, micrometres or nanometres; null where the file has none. */
  valueOf(section: number, field: SectionField): number | null;
  /** The same as the `mrc` package reads it, or null where it fails: it takes 8 integers and 14 floats, little-endian, for granted. */
  referenceValueOf(section: number, field: SectionField): number | null;
};

/** Floats that the `mrc` package unpacks. */
const REFERENCE_FLOATS = 14;
/** Integers that the `mrc` package skips. */
const REFERENCE_INTEGERS = 8;

/**
 * Reads the extended header: a record of integers and floats for each section. Null if there is none.
 * @throws `corrupt`
 */
export async function readExtendedHeader(
  source: ByteSource,
  header: DvHeader,
  signal: AbortSignal,
): Promise<SectionFacts | null> {
  const { bytes, integers, floats } = header.extended;
  if (bytes === 0) return null;
  const recordBytes = 4 * (Math.max(0, integers) + Math.max(0, floats));
  const wanted = Math.min(bytes, MOST_BYTES, header.sections * recordBytes);
  const records = await source.read(HEADER_BYTES, wanted, signal);
  const view = new DataView(records.buffer, records.byteOffset, records.byteLength);
  const numberAt = (section: number, at: number, littleEndian: boolean): number | null => {
    const offset = section * recordBytes + at;
    return offset + 4 > view.byteLength ? null : view.getFloat32(offset, littleEndian);
  };
  return {
    valueOf(section, field) {
      if (FIELDS[field] >= floats) return null;
      const value = numberAt(section, 4 * (Math.max(0, integers) + FIELDS[field]), header.littleEndian);
      return value !== null && Number.isFinite(value) ? value : null;
    },
    referenceValueOf(section, field) {
      if (integers !== REFERENCE_INTEGERS || floats < REFERENCE_FLOATS) return null;
      return numberAt(section, 4 * (REFERENCE_INTEGERS + FIELDS[field]), true);
    },
  };
}
