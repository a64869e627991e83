import { ZarrdropError } from "../../../model/errors.ts";
import { LIMITS } from "../../../model/limits.ts";
import { missingPlanes, type PlaneAddresses } from "./missingPlanes.ts";
import type { OmeFiles } from "./omeFiles.ts";
import type { OmeImage, OmePixels } from "./omeXml.ts";
import type { TiffPage } from "../container/page.ts";
import { makeLevel } from "../pixels/makeLevel.ts";
import type { LevelStorage, PlaneTable, StoredPlane } from "../pixels/storage.ts";
import type { TiffFile } from "../container/tiffFile.ts";

/** An image of an OME-TIFF file as it is stored: axes t, c, z, y, x and, where a channel has several samples, s. */
export type OmeStorage = {
  axes: string[];
  /** Planes of the document. */
  planes: number;
  /** Those that it does not assign to any file, or to a directory that the file has not. */
  missingPlanes: number;
  levels: LevelStorage[];
};

/** Why an image cannot be read in the way that its document says. */
export type OmeMismatch = { mismatch: string };

/** What is left of the planes that a document may have, and of the times that it may say where one is. */
export type PlaneBudget = { planes: number; assignments: number };

/** The budget of a whole document. */
export function planeBudget(): PlaneBudget {
  return { planes: LIMITS.linkedEntries, assignments: 4 * LIMITS.linkedEntries };
}

/** Pixels per channel and channels, as the file really has them. */
type Sampling = { planeChannels: number; channels: number; samples: number };

/**
 * Lays out an image. Null: the document assigns no plane to it (metadata only). The order of planes is the document's DimensionOrder;
 * TiffData elements may come in any order, without a directory number, and may leave planes out.
 */
export async function layoutOmeImage(
  image: OmeImage,
  files: OmeFiles,
  budget: PlaneBudget,
): Promise<OmeStorage | OmeMismatch | null> {
  const { pixels } = image;
  const stated = statedSamples(pixels);
  const planes = (pixels.sizes.Z * pixels.sizes.T * pixels.sizes.C) / stated;
  if (!Number.isInteger(planes))
    return { mismatch: "the number of channels does not go with the samples of a channel" };
  budget.planes -= planes;
  if (budget.planes < 0) return { mismatch: `it has more than ${LIMITS.linkedEntries} planes` };
  let addresses = addressPlanes(pixels, stated, planes, files, budget);
  const first = addresses.files.findIndex((file) => file >= 0);
  if (first < 0) return null;

  const keyFile = await files.open(addresses.files[first]!);
  const keyPage = await keyFile.page(addresses.directories[first]!);
  if (keyPage === null) return { mismatch: "the first of its planes is not in the file" };
  if (keyPage.width !== pixels.sizes.X || keyPage.height !== pixels.sizes.Y) {
    return {
      mismatch: `it should have ${pixels.sizes.X} × ${pixels.sizes.Y} pixels and has ${keyPage.width} × ${keyPage.height}`,
    };
  }
  const sampling = samplingOf(pixels, stated, keyPage);
  if (sampling === null)
    return { mismatch: `its ${pixels.sizes.C} channels do not go with ${keyPage.samples} samples per pixel` };

  const channelsPerPlane = pixels.sizes.C / sampling.planeChannels;
  if (channelsPerPlane !== stated) {
    addresses = addressPlanes(pixels, channelsPerPlane, planes / channelsPerPlane, files, budget);
  }
  const table = addressedPlanes(addresses, files);
  const base = omeLevel(pixels, sampling, keyFile, keyPage, table);
  if (base === null) return { mismatch: "its planes are not stored as the description says" };
  const levels = [base];
  for (let level = 0; level < keyPage.subDirectories.length; level++) {
    const small = await subLevel(pixels, sampling, keyFile, keyPage, table, level);
    if (small === null) break;
    levels.push(small);
  }
  const axes = ["t", "c", "z", "y", "x", ...(sampling.samples > 1 ? ["s"] : [])];
  return { axes, planes: addresses.files.length, missingPlanes: await missingPlanes(addresses, files), levels };
}

function statedSamples(pixels: OmePixels): number {
  return pixels.channels[0]?.samplesPerPixel ?? 1;
}

function addressPlanes(
  pixels: OmePixels,
  samples: number,
  planes: number,
  files: OmeFiles,
  budget: PlaneBudget,
): PlaneAddresses {
  const addresses = { files: new Int32Array(planes).fill(-1), directories: new Int32Array(planes) };
  const sizes = { Z: pixels.sizes.Z, T: pixels.sizes.T, C: pixels.sizes.C / samples };
  // `readOmeDocument` lets no other letters through.
  const order = Array.from(pixels.dimensionOrder.slice(2)) as ("Z" | "C" | "T")[];
  for (const data of pixels.tiffData) {
    let start = 0;
    let stride = 1;
    let inside = true;
    for (const axis of order) {
      inside &&= data.first[axis] < sizes[axis];
      start += data.first[axis] * stride;
      stride *= sizes[axis];
    }
    // ImageJ leaves such elements behind when it crops.
    if (!inside) continue;
    const end = data.planes === null ? planes : Math.min(planes, start + data.planes);
    const file = files.fileOf(data);
    // An image that lacks a file is left out as a whole.
    if (file < 0) continue;
    budget.assignments -= end - start;
    if (budget.assignments < 0) {
      throw new ZarrdropError("limit", "The OME-XML metadata assign planes over and over again.");
    }
    for (let plane = start; plane < end; plane++) {
      addresses.files[plane] = file;
      addresses.directories[plane] = data.ifd + plane - start;
    }
  }
  return addresses;
}

/** What the pages have is what counts: documents forget SamplesPerPixel, or count samples as channels. */
function samplingOf(pixels: OmePixels, stated: number, page: TiffPage): Sampling | null {
  const { C } = pixels.sizes;
  if (page.samples === stated) return { planeChannels: C / stated, channels: C / stated, samples: stated };
  if (page.samples === 1) return stated === 1 ? { planeChannels: C, channels: C, samples: 1 } : null;
  // Without a Channel element nobody says what the samples of a pixel are: they stay samples.
  if (pixels.channels.length === 0 && C % page.samples === 0)
    return { planeChannels: C / page.samples, channels: C / page.samples, samples: page.samples };
  // The channels of the document are the samples of the pixels.
  if (stated === 1 && page.samples === C) return { planeChannels: 1, channels: C, samples: 1 };
  return null;
}

function addressedPlanes(addresses: PlaneAddresses, files: OmeFiles): PlaneTable {
  return {
    async plane(index) {
      const number = addresses.files[index] ?? -1;
      if (number < 0) return null;
      const file = await files.open(number);
      const page = await file.page(addresses.directories[index]!);
      return page === null ? null : { file, page, shift: 0 };
    },
  };
}

/** The storage of a level in the document's order of axes, brought to t, c, z, y, x, s. */
function omeLevel(
  pixels: OmePixels,
  sampling: Sampling,
  file: TiffFile,
  page: TiffPage,
  planes: PlaneTable,
): LevelStorage | null {
  const samplesAreChannels = sampling.planeChannels === 1 && sampling.channels > 1;
  const sizes: Record<string, number> = { T: pixels.sizes.T, Z: pixels.sizes.Z, C: sampling.planeChannels };
  const sampleLetter = samplesAreChannels ? "c" : "S";
  // Slowest axis first; lower-case c: channels inside a page.
  const outer = Array.from(pixels.dimensionOrder.slice(2)).toReversed();
  const letters = page.planar ? [...outer, sampleLetter, "Y", "X"] : [...outer, "Y", "X", sampleLetter];
  const lengths: Record<string, number> = { ...sizes, Y: page.height, X: page.width, [sampleLetter]: page.samples };
  const shape = letters.map((letter) => lengths[letter]!);
  const level = makeLevel(shape, file, page, planes);
  if (level === null) return null;
  const wanted = ["T", samplesAreChannels ? "c" : "C", "Z", "Y", "X", ...(sampling.samples > 1 ? ["S"] : [])];
  return permuteLevel(
    level,
    wanted.map((letter) => letters.indexOf(letter)),
  );
}

async function subLevel(
  pixels: OmePixels,
  sampling: Sampling,
  file: TiffFile,
  keyPage: TiffPage,
  planes: PlaneTable,
  level: number,
): Promise<LevelStorage | null> {
  const offset = keyPage.subDirectories[level]!;
  const page = offset < 8 ? null : await file.pageAt(offset);
  if (page === null || page.samples !== keyPage.samples || page.planar !== keyPage.planar) return null;
  if (page.pixel?.dtype !== keyPage.pixel?.dtype) return null;
  const table: PlaneTable = {
    async plane(index): Promise<StoredPlane | null> {
      const full = await planes.plane(index);
      const below = full?.page.subDirectories[level] ?? 0;
      const small = full === null || below < 8 ? null : await full.file.pageAt(below);
      return full === null || small === null ? null : { file: full.file, page: small, shift: 0 };
    },
  };
  return omeLevel(pixels, sampling, file, page, table);
}

/** The same storage with its axes in another order; every axis that is left out has length 1. */
function permuteLevel(level: LevelStorage, order: readonly number[]): LevelStorage {
  const moved = (axis: number): number => order.indexOf(axis);
  const { sample, z, y, x } = level.pageAxes;
  return {
    ...level,
    shape: order.map((axis) => level.shape[axis]!),
    planeStrides: order.map((axis) => level.planeStrides[axis]!),
    pageAxes: {
      sample: sample < 0 ? -1 : moved(sample),
      z: z < 0 ? -1 : moved(z),
      y: y < 0 ? -1 : moved(y),
      x: x < 0 ? -1 : moved(x),
    },
  };
}
