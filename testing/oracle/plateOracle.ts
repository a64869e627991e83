import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { bytesOfPixels } from "../../src/model/dtype.ts";
import { wholeRegion } from "../../src/model/region.ts";
import type { ImageReader } from "../../src/formats/reader.ts";
import { read } from "../contract/describeReader.ts";

/** Sets of samples beside the checkout. */
const SHARED = new URL("../../../shared/", import.meta.url).pathname;

/** Folder of the samples of plates. */
export const PLATE_SAMPLES = join(SHARED, "samples");

const ORACLE = join(SHARED, "samples-2", "PLATES_ORACLE.json");

/** Whether the plates and what another program says of them are there. */
export const hasPlateSamples = existsSync(ORACLE) && existsSync(PLATE_SAMPLES);

/** A field as openreadout reads it. */
export type OracleField = {
  id: string;
  shape?: number[];
  dtype?: string;
  sha256?: string;
  channels?: string[];
  physical: { x: number; y: number; z?: number };
  extra?: {
    row_index: number;
    column_index: number;
    field: number;
    position_x_um: number | null;
    position_y_um: number | null;
    absent_planes: number[][] | null;
  };
};

/** A plate as openreadout reads it. */
export type OraclePlate = {
  plate: { id: string; rows: number; columns: number; planes_missing: number };
  scenes: OracleField[];
};

/** What openreadout says of a plate, by its path in the samples. */
export function oraclePlate(path: string): OraclePlate {
  // The file is ours: its form is known.
  const plates = JSON.parse(readFileSync(ORACLE, "utf8")) as Record<string, OraclePlate[]>;
  return plates[path]![0]!;
}

/** SHA-256 of the pixels of a file as tifffile reads it, by its path in the samples. */
export function tifffileHash(path: string): string {
  // As above.
  const { files } = JSON.parse(readFileSync(join(PLATE_SAMPLES, "ORACLE.json"), "utf8")) as {
    files: Record<string, { reader: string; scenes: { sha256: string }[] }[]>;
  };
  return files[path]!.find(({ reader }) => reader.startsWith("tifffile"))!.scenes[0]!.sha256;
}

/** SHA-256 of one plane. */
export async function hashOfPlane(reader: ImageReader, scene: number, [t, c, z]: readonly [number, number, number]) {
  const [, , , rows, columns] = reader.description.scenes[scene]!.shape;
  const region = { start: [t, c, z, 0, 0], shape: [1, 1, 1, rows!, columns!] };
  const pixels = await read(reader, scene, 0, region, new AbortController().signal);
  return createHash("sha256").update(bytesOfPixels(pixels)).digest("hex");
}

/** SHA-256 of all pixels of a scene. */
export async function hashOfScene(reader: ImageReader, scene: number): Promise<string> {
  const region = wholeRegion(reader.description.scenes[scene]!.shape);
  const pixels = await read(reader, scene, 0, region, new AbortController().signal);
  return createHash("sha256").update(bytesOfPixels(pixels)).digest("hex");
}

/** A plate that was opened, in the oracle's words. */
export async function oracleFields(reader: ImageReader): Promise<OracleField[]> {
  const { scenes, plate } = reader.description;
  const fields: OracleField[] = [];
  for (const [index, scene] of scenes.entries()) {
    const { row, column, field } = plate!.fields[index]!;
    const [, , z, y, x] = scene.scale;
    fields.push({
      id: scene.name.replace(", ", " "),
      shape: scene.shape,
      dtype: scene.dtype === "uint16" ? "<u2" : scene.dtype,
      sha256: await hashOfScene(reader, index),
      channels: scene.channels.map(({ name }) => name ?? ""),
      physical: { ...lengths({ x: x!, y: y! }), ...(z == null ? {} : lengths({ z })) },
      extra: {
        row_index: row,
        column_index: column,
        field,
        position_x_um: scene.origin[4]!,
        position_y_um: scene.origin[3]!,
        absent_planes: null,
      },
    });
  }
  return fields;
}

/** openreadout rounds lengths to 15 digits. */
function lengths<Lengths extends Record<string, number>>(given: Lengths): Lengths {
  // The keys stay.
  return Object.fromEntries(
    Object.entries(given).map(([name, value]) => [name, Number(value.toPrecision(15))]),
  ) as Lengths;
}
