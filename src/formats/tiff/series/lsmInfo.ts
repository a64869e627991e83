import { isAboutContent } from "../../shared/aboutContent.ts";
import { Cursor } from "../../../bytes/cursor.ts";
import { readLsmScan } from "./lsmScan.ts";
import { noFacts, type SceneFacts } from "./sceneFacts.ts";
import type { TiffFile } from "../container/tiffFile.ts";
import { hexColour } from "../../../model/hexColour.ts";

/** Zeiss' description of an LSM file (field CZ_LSMINFO): what is needed of it. */
export type LsmInfo = {
  sizes: Record<"X" | "Y" | "Z" | "C" | "T" | "P" | "M", number>;
  /** Axes of the scan from the slowest to the fastest; null for scans that are no images. */
  axes: string | null;
  /** Metres. */
  voxel: Record<"x" | "y" | "z", number>;
  /** Seconds. */
  interval: number;
  /** Place of the channels' names and colours in the file; 0 = none. */
  channelColors: number;
  /** Place of the scan's description in the file; 0 = none. */
  scan: number;
};

/** Axes by scan type: stacks, planes, lines and their time series. */
const SCAN_AXES = ["ZCYX", "CZX", "CTX", "TCYX", "TCZX", "CTX", "TZCYX", "TZCYX", "CZX", "TCZX", "CTX"];

/** Places in the structure. */
const AT = { sizes: 8, voxel: 40, scanType: 88, channelColors: 108, interval: 112, scan: 124, positions: 264 } as const;

const MAGICS: ReadonlySet<number> = new Set([0x0300494c, 0x0400494c]);

/**
 * Reads the structure; files of old versions have a shorter one. Null for something else.
 * @throws `corrupt`
 */
export function parseLsmInfo(bytes: Uint8Array, file: string): LsmInfo | null {
  const cursor = new Cursor(bytes, file);
  if (bytes.length < AT.interval + 8 || !MAGICS.has(cursor.u32())) return null;
  cursor.seek(AT.sizes);
  const sizes = { X: cursor.i32(), Y: cursor.i32(), Z: cursor.i32(), C: cursor.i32(), T: cursor.i32(), P: 0, M: 0 };
  cursor.seek(AT.voxel);
  const voxel = { x: cursor.f64(), y: cursor.f64(), z: cursor.f64() };
  const scanType = cursor.seek(AT.scanType).u16();
  const channelColors = cursor.seek(AT.channelColors).u32();
  const interval = cursor.seek(AT.interval).f64();
  const scan = bytes.length < AT.scan + 4 ? 0 : cursor.seek(AT.scan).u32();
  if (bytes.length >= AT.positions + 8) {
    cursor.seek(AT.positions);
    sizes.P = cursor.i32();
    sizes.M = cursor.i32();
  }
  return { sizes, axes: SCAN_AXES[scanType] ?? null, voxel, interval, channelColors, scan };
}

/** Smallest step that is meant: unused axes have steps such as 1e-19. */
const SMALLEST_METRES = 1e-12;

/** Sizes, interval, names and colours of the channels, objective and date. */
export async function lsmFacts(file: TiffFile, info: LsmInfo): Promise<SceneFacts> {
  const facts = noFacts();
  for (const axis of ["x", "y", "z"] as const) {
    if (!(info.voxel[axis] > SMALLEST_METRES) || !Number.isFinite(info.voxel[axis])) continue;
    facts.scale[axis] = Number((info.voxel[axis] * 1e6).toPrecision(12));
    facts.units[axis] = "micrometer";
  }
  if (info.interval > 0 && Number.isFinite(info.interval)) {
    facts.scale["t"] = info.interval;
    facts.units["t"] = "second";
  }
  if (info.channelColors > 0) {
    try {
      Object.assign(facts, await readChannels(file, info.channelColors));
    } catch (error) {
      if (!isAboutContent(error)) throw error;
      // Names and colours that cannot be read are none.
    }
  }
  if (info.scan > 0 && info.scan < file.source.size) {
    try {
      Object.assign(facts, await readLsmScan(file, info.scan));
    } catch (error) {
      if (!isAboutContent(error)) throw error;
      // A description that cannot be read says nothing.
    }
  }
  return facts;
}

/** The block of channel colours (red, green, blue, 0) and names (each after its length). */
async function readChannels(file: TiffFile, offset: number): Promise<Pick<SceneFacts, "colors" | "channelNames">> {
  const head = new Cursor(await file.readStructure(offset, 24), file.name, file.header.littleEndian);
  const [size, colors, names, colorsAt, namesAt] = [head.u32(), head.u32(), head.u32(), head.u32(), head.u32()];
  if (size > 65_536 || colors > 1024 || names > 1024) return { colors: [], channelNames: [] };
  const block = new Cursor(await file.readStructure(offset, size), file.name, file.header.littleEndian);
  block.seek(colorsAt);
  const hexadecimal = Array.from({ length: colors }, () => {
    const colour = hexColour([block.u8(), block.u8(), block.u8()]);
    block.skip(1);
    return colour;
  });
  block.seek(namesAt);
  const channelNames = Array.from({ length: names }, () => {
    const name = block.ascii(block.u32());
    return name === "" ? null : name;
  });
  return { colors: hexadecimal, channelNames };
}
