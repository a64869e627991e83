import { loadOmeroChannels, OmeZarrImageSource } from "@idetik/core-prerelease";
import { type Block, fill } from "./fill.ts";
import { typeOf, type Values, type ViewedImage, type Viewer } from "./viewedImage.ts";

/**
 * idetik, the imaging platform of the Chan Zuckerberg Initiative: chunks in its workers where a chunk holds one channel and one
 * time point (its chunked layer takes that for granted), else planes.
 */
export const idetik: Viewer = { name: "idetik", silentAbout: () => [], open };

type Loader = Awaited<ReturnType<OmeZarrImageSource["open"]>>;
type Attributes = ReturnType<Loader["getAttributes"]>[number];

async function open(url: string): Promise<ViewedImage> {
  const source = new OmeZarrImageSource(url);
  const loader = await source.open();
  const levels = loader.getAttributes();
  const [full] = levels;
  if (full === undefined) throw new Error("no levels");
  const channels = await loadOmeroChannels(source);
  // Its types have no place for the type of the pixels.
  const pixel = await loader.loadRegion(regionOf(full, { t: 0, c: 0, z: 0 }), 0);
  return {
    axes: full.dimensionNames,
    units: full.dimensionUnits.map((unit) => unit ?? null),
    type: pixel.data === undefined ? "none" : typeOf(pixel.data),
    channels: channels.map(({ label, color, window }) => ({
      label: label ?? null,
      colour: color ?? null,
      window: window ?? null,
    })),
    levels: levels.map((level, lod) => ({
      shape: level.shape,
      scale: level.scale,
      translation: level.translation,
      readVolume: (t, c) =>
        isChunkedByPlane(level) ? readChunks(loader, level, lod, t, c) : readPlanes(loader, level, lod, t, c),
    })),
  };
}

/** A plane, for which it is asked by physical position. */
function regionOf(level: Attributes, plane: Record<string, number>): Parameters<Loader["loadRegion"]>[0] {
  return level.dimensionNames.map((dimension, axis) => {
    const index = plane[dimension];
    if (index === undefined) return { dimension, index: { type: "full" } };
    const value = index * (level.scale[axis] ?? 1) + (level.translation[axis] ?? 0);
    return { dimension, index: { type: "point", value } };
  });
}

/** The sizes of a level, or of its chunks, along z, y and x. */
function spatial(level: Attributes, sizes: number[]): [number, number, number] {
  const sizeOf = (axis: string) => sizes[level.dimensionNames.indexOf(axis)] ?? 1;
  return [sizeOf("z"), sizeOf("y"), sizeOf("x")];
}

function isChunkedByPlane(level: Attributes): boolean {
  return ["t", "c"].every((axis) => (level.chunks[level.dimensionNames.indexOf(axis)] ?? 1) === 1);
}

async function readPlanes(loader: Loader, level: Attributes, lod: number, t: number, c: number): Promise<Values> {
  const [depth, height, width] = spatial(level, level.shape);
  const planes: Block[] = [];
  for (let z = 0; z < depth; z++) {
    const { data } = await loader.loadRegion(regionOf(level, { t, c, z }), lod);
    if (data === undefined) throw new Error("a region without pixels");
    planes.push({ values: data, shape: [1, height, width], offset: [z, 0, 0] });
  }
  return fill([depth, height, width], planes);
}

async function readChunks(loader: Loader, level: Attributes, lod: number, t: number, c: number): Promise<Values> {
  const shape = spatial(level, level.shape);
  const chunk = spatial(level, level.chunks);
  const [depth, height, width] = shape.map((size, axis) => Math.ceil(size / (chunk[axis] ?? 1)));
  const blocks: Promise<Block>[] = [];
  for (let z = 0; z < (depth ?? 1); z++) {
    for (let y = 0; y < (height ?? 1); y++) {
      for (let x = 0; x < (width ?? 1); x++) blocks.push(readChunk(loader, lod, shape, chunk, { t, c, z, y, x }));
    }
  }
  return fill(shape, await Promise.all(blocks));
}

async function readChunk(
  loader: Loader,
  lod: number,
  shape: [number, number, number],
  chunkShape: [number, number, number],
  chunkIndex: { t: number; c: number; z: number; y: number; x: number },
): Promise<Block> {
  const offset = [chunkIndex.z * chunkShape[0], chunkIndex.y * chunkShape[1], chunkIndex.x * chunkShape[2]];
  const [z = 1, y = 1, x = 1] = shape.map((size, axis) => Math.min(chunkShape[axis] ?? 1, size - (offset[axis] ?? 0)));
  const chunk: Parameters<Loader["loadChunkData"]>[0] = {
    state: "unloaded",
    lod,
    visible: true,
    prefetch: false,
    priority: null,
    orderKey: null,
    shape: { x, y, z, c: 1 },
    rowAlignmentBytes: 1,
    chunkIndex,
    scale: { x: 1, y: 1, z: 1 },
    offset: { x: 0, y: 0, z: 0 },
  };
  await loader.loadChunkData(chunk, new AbortController().signal);
  if (chunk.data === undefined) throw new Error("a chunk without pixels");
  return { values: chunk.data, shape: [z, y, x], offset };
}
