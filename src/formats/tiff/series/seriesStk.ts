import { isAboutContent } from "../../shared/aboutContent.ts";
import { Cursor } from "../../../bytes/cursor.ts";
import { LIMITS } from "../../../model/limits.ts";
import { cutOff } from "../pixels/checkLevel.ts";
import { contiguousEnd } from "../pixels/layout.ts";
import { pageBytes, type TiffPage } from "../container/page.ts";
import { noFacts, type SceneFacts } from "./sceneFacts.ts";
import { makeSeries, type Series } from "./series.ts";
import { contiguousPlanes } from "../pixels/storage.ts";
import { TAG } from "../container/tags.ts";
import type { TiffFile } from "../container/tiffFile.ts";
import { lengthUnit } from "../../../model/units.ts";

/** A plane as the UIC2 field lists it: distance along z, Julian day and millisecond of acquisition. */
type StkPlane = { distance: number; day: number; millisecond: number };

/** Bytes of a plane in UIC2: six 32-bit numbers, though the field's type says less. */
const PLANE_BYTES = 24;

/** Identifiers in UIC1. */
const UIC1_ID = { spatialCalibration: 3, xCalibration: 4, yCalibration: 5, units: 6 } as const;

/** True for MetaMorph's stacks. */
export function isStk(page: TiffPage): boolean {
  return page.directory.entries.has(TAG.UIC1) && page.directory.entries.has(TAG.UIC2);
}

/**
 * The series of a MetaMorph stack: one directory, planes one after the other, as many as UIC2 has entries. They are along z where every
 * distance differs from 0, else along t where the times differ (tifffile's rule). Null when something does not fit.
 */
export async function stkSeries(file: TiffFile, page: TiffPage): Promise<Series[] | null> {
  const entry = page.directory.entries.get(TAG.UIC2);
  if (entry === undefined || entry.count > LIMITS.linkedEntries) return null;
  const planes = await readPlanes(file, entry.offset, entry.count);
  const axis = planeAxis(planes);
  const end = await contiguousEnd(file, page, planes.length);
  if (end === null) return null;
  if (end > file.source.size)
    throw cutOff(file.name, `${planes.length} planes up to ${end} of ${file.source.size} bytes`);
  const table = contiguousPlanes(file, page, pageBytes(page));
  const axes = `${axis}${page.axes}`;
  const shape = [planes.length, ...page.shape];
  const made = makeSeries(
    { kind: "stk", name: "", axes, shape, file, page, planes: table, isSubDirectory: false },
    true,
  );
  if (made === null) return null;
  made.facts = await stkFacts(file, page, planes, axis);
  return [made];
}

async function readPlanes(file: TiffFile, offset: number, count: number): Promise<StkPlane[]> {
  const bytes = await file.readStructure(offset, count * PLANE_BYTES);
  const cursor = new Cursor(bytes, file.name, file.header.littleEndian);
  return Array.from({ length: count }, () => {
    const distance = cursor.u32() / cursor.u32();
    const plane = { distance, day: cursor.u32(), millisecond: cursor.u32() };
    cursor.skip(8);
    return plane;
  });
}

function planeAxis(planes: readonly StkPlane[]): "Z" | "T" | "I" {
  if (planes.length > 1 && planes.every((plane) => plane.distance !== 0)) return "Z";
  const differ = planes.every((plane, index) => index === 0 || plane.millisecond !== planes[index - 1]!.millisecond);
  return planes.length > 1 && differ ? "T" : "I";
}

async function stkFacts(
  file: TiffFile,
  page: TiffPage,
  planes: readonly StkPlane[],
  axis: string,
): Promise<SceneFacts> {
  const facts = noFacts();
  const calibration = await readCalibration(file, page);
  const unit = calibration === null ? null : lengthUnit(calibration.units);
  const set = (letter: string, value: number): void => {
    if (unit === null || !(value > 0) || !Number.isFinite(value)) return;
    facts.scale[letter] = value * unit.factor;
    facts.units[letter] = unit.name;
  };
  if (calibration !== null) {
    set("x", calibration.x);
    set("y", calibration.y);
  }
  if (axis === "Z") set("z", planes[1]?.distance ?? 0);
  const [first] = planes;
  const last = planes.at(-1);
  if (axis === "T" && first !== undefined && last !== undefined) {
    const milliseconds = (last.day - first.day) * 86_400_000 + last.millisecond - first.millisecond;
    const step = milliseconds / 1000 / (planes.length - 1);
    if (step > 0) {
      facts.scale["t"] = step;
      facts.units["t"] = "second";
    }
  }
  return facts;
}

/** Calibration of UIC1: pairs of identifier and value, fractions and texts lying elsewhere in the file. */
async function readCalibration(
  file: TiffFile,
  page: TiffPage,
): Promise<{ x: number; y: number; units: string } | null> {
  const entry = page.directory.entries.get(TAG.UIC1);
  if (entry === undefined || entry.count > 1024) return null;
  try {
    const values = new Map<number, number>();
    const cursor = new Cursor(
      await file.readStructure(entry.offset, entry.count * 8),
      file.name,
      file.header.littleEndian,
    );
    for (let index = 0; index < entry.count; index++) values.set(cursor.u32(), cursor.u32());
    if (values.get(UIC1_ID.spatialCalibration) !== 1) return null;
    const fraction = async (id: number): Promise<number> => {
      const at = new Cursor(await file.readStructure(values.get(id) ?? 0, 8), file.name, file.header.littleEndian);
      return at.u32() / at.u32();
    };
    const offset = values.get(UIC1_ID.units) ?? 0;
    const length = new Cursor(await file.readStructure(offset, 4), file.name, file.header.littleEndian).u32();
    const text = length > 0 && length < 256 ? await file.readStructure(offset + 4, length) : new Uint8Array(0);
    const units = new Cursor(text, file.name).ascii(text.length);
    return { x: await fraction(UIC1_ID.xCalibration), y: await fraction(UIC1_ID.yCalibration), units };
  } catch (error) {
    if (!isAboutContent(error)) throw error;
    // A calibration that cannot be read is none.
    return null;
  }
}
