import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { DataType } from "../../src/model/dtype.ts";

/** Sets of sample files, each with what other readers found in it; not every checkout has them beside it. */
const SAMPLE_SETS = ["samples", "samples-2"].map((set) =>
  fileURLToPath(new URL(`../../../shared/${set}/`, import.meta.url)),
);

/** Where a sample is, by its name in the oracle. */
export function samplePath(path: string): string {
  const set = SAMPLE_SETS.find((folder) => existsSync(join(folder, dirname(path))));
  if (set === undefined) throw new Error(`No set of samples has ${path}.`);
  return join(set, path);
}

/** What one reader says of one file. */
export type OracleRow = { reader: string; scenes: OracleScene[]; error: string | null };

/** A scene through another reader's eyes, its axes in the order of the hashed array. */
export type OracleScene = {
  /** The reader's name for it, where it has one. */
  id: string | null;
  /** One letter per axis as the reader writes it, or null where it gives a shape only. */
  axes: readonly string[] | null;
  shape: number[];
  dtype: DataType | null;
  /** Of the whole array in C order, little-endian. */
  sha256: string;
  /** Null where the reader has no channel names at all; "" is an empty name. */
  channelNames: (string | null)[] | null;
  /** Z, Y, X; in micrometres for Bio-Formats, in whatever the reader reports for the others. */
  physicalSize: [number | null, number | null, number | null] | null;
};

type PythonScene = {
  id?: string;
  dims?: string | null;
  shape?: number[];
  dtype?: string;
  sha256?: string;
  channels?: (string | number | null)[] | null;
  physical?: Partial<Record<string, number | null>>;
  /** One for each of `dims`, where a reader says what they measure. */
  axes?: { name: string | null; scale: number; units: string | null }[];
  /** First place, step and count per axis, in metres. */
  coords?: Partial<Record<string, [number, number, number]>>;
};

type BioFormatsScene = Record<"X" | "Y" | "Z" | "C" | "T", number> & {
  name: string;
  dimorder: string;
  /** Samples per pixel; `C` counts them as channels. */
  rgb: number;
  interleaved: boolean;
  type: string;
  planes_sha256: string;
  channels: (string | null)[];
  physical_um: [number | null, number | null, number | null];
};

type RawRow = { reader: string; scenes?: (PythonScene & Partial<BioFormatsScene>)[]; error?: string };

/** All files of the oracle, sorted, with their readers' rows; none where the samples are not there. */
export function loadOracle(): Map<string, OracleRow[]> {
  const all = SAMPLE_SETS.map((set) => join(set, "ORACLE.json")).flatMap((file) => {
    if (!existsSync(file)) return [];
    // Written by the oracle's own script in this shape.
    const { files } = JSON.parse(readFileSync(file, "utf8")) as { files: Record<string, RawRow[]> };
    return Object.entries(files);
  });
  const sorted = all.toSorted(([a], [b]) => (a < b ? -1 : 1));
  return new Map(sorted.map(([path, rows]) => [path, rows.map(parseRow)]));
}

/** Whether a row is by Bio-Formats, whose scenes are planes. */
export function isBioFormats(reader: string): boolean {
  return reader.startsWith("Bio-Formats");
}

function parseRow(row: RawRow): OracleRow {
  const scenes = (row.scenes ?? []).flatMap((scene) => {
    const parsed = isBioFormats(row.reader) ? bioFormatsScene(scene) : pythonScene(scene);
    return parsed === null ? [] : [parsed];
  });
  const isWhole = scenes.length > 0 && scenes.length === row.scenes?.length;
  return { reader: row.reader, scenes: isWhole ? scenes : [], error: isWhole ? null : (row.error ?? "no pixels") };
}

function pythonScene(scene: PythonScene): OracleScene | null {
  const { id, dims, shape, dtype, sha256, channels, physical, axes, coords } = scene;
  if (shape === undefined || sha256 === undefined || sha256 === "") return null;
  return {
    id: id ?? null,
    axes: dims === undefined || dims === null ? null : [...dims],
    shape,
    dtype: dtype === undefined ? null : numpyType(dtype),
    sha256,
    channelNames: channelNamesOf(channels),
    physicalSize: sizesOf(
      (axis) =>
        // openreadout writes small letters.
        physical?.[axis] ??
        physical?.[axis.toLowerCase()] ??
        lengthOf(axes?.find(({ name }) => name?.toUpperCase() === axis)) ??
        (coords?.[axis] === undefined ? null : coords[axis][1] * 1e6),
    ),
  };
}

/** Micrometres in the units of length that rosettasciio gives. */
const MICROMETRES: Partial<Record<string, number>> = { m: 1e6, mm: 1e3, um: 1, µm: 1, nm: 1e-3, Å: 1e-4 };

/** Null for what is no length. */
function lengthOf(axis: { scale: number; units: string | null } | undefined): number | null {
  const unit = MICROMETRES[axis?.units?.replace("μ", "µ") ?? ""];
  return axis === undefined || unit === undefined ? null : axis.scale * unit;
}

/** Null when nothing is said of any axis. */
function sizesOf(size: (axis: string) => number | null): OracleScene["physicalSize"] {
  const sizes: OracleScene["physicalSize"] = [size("Z"), size("Y"), size("X")];
  return sizes.every((each) => each === null) ? null : sizes;
}

/** Numbers are what xarray counts an axis with that has no names. */
function channelNamesOf(names: PythonScene["channels"]): (string | null)[] | null {
  if (names === undefined || names === null) return null;
  const texts = names.filter((name) => typeof name !== "number");
  return texts.length === names.length ? texts : null;
}

/** SHA-256 of nothing: the reader listed the file but gave no planes. */
const NOTHING = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

/** Planes in `dimorder`, its first letters the fastest; samples inside a plane, interleaved or one after the other. */
function bioFormatsScene(scene: Partial<BioFormatsScene>): OracleScene | null {
  const { name, dimorder, rgb = 1, interleaved, type, planes_sha256: sha256, channels, physical_um: size } = scene;
  if (dimorder === undefined || sha256 === undefined || sha256 === NOTHING) return null;
  // Present with the order of dimensions.
  const lengths = scene as BioFormatsScene;
  const axes = [...dimorder].slice(2).toReversed();
  const shape = axes.map((axis) => (axis === "C" ? lengths.C / rgb : lengths[axis as "Z" | "T"]));
  const plane = rgb === 1 ? "YX" : interleaved ? "YXS" : "SYX";
  for (const axis of plane) {
    axes.push(axis);
    shape.push(axis === "S" ? rgb : lengths[axis as "X" | "Y"]);
  }
  return {
    id: name ?? null,
    axes,
    shape,
    dtype: type === undefined ? null : (BIO_FORMATS_TYPES[type] ?? null),
    sha256,
    channelNames: channels ?? null,
    physicalSize: size ?? null,
  };
}

const BIO_FORMATS_TYPES: Record<string, DataType> = {
  bit: "bool",
  int8: "int8",
  uint8: "uint8",
  int16: "int16",
  uint16: "uint16",
  int32: "int32",
  uint32: "uint32",
  float: "float32",
  double: "float64",
  complex: "complex64",
  "double-complex": "complex128",
};

const NUMPY_KINDS: Record<string, string> = { u: "uint", i: "int", f: "float", c: "complex" };

/** "<u2" is uint16: the hash is over little-endian bytes, whatever the file has. */
function numpyType(name: string): DataType | null {
  const [, kind, bytes] = /^[<>|=]?([a-z])(\d+)$/.exec(name) ?? [];
  if (kind === "b") return "bool";
  const word = NUMPY_KINDS[kind ?? ""];
  // The kinds and sizes of numpy's numbers are those of `DATA_TYPES`.
  return word === undefined ? null : (`${word}${Number(bytes) * 8}` as DataType);
}
