import { loadOmeZarr } from "@vivjs/loaders";
import { fill } from "./fill.ts";
import type { Values, ViewedImage, Viewer } from "./viewedImage.ts";

/** Viv, as Avivator and Vitessce use it: level 0 in tiles, the smaller levels as whole planes. */
export const viv: Viewer = { name: "viv", silentAbout: () => [], open };

async function open(url: string): Promise<ViewedImage> {
  const { data, metadata } = await loadOmeZarr(url, { type: "multiscales" });
  const [multiscale] = metadata.multiscales;
  const [full] = data;
  if (multiscale === undefined || full === undefined) throw new Error("no multiscale image");
  return {
    axes: full.labels,
    units: multiscale.axes.map((axis) => axis.unit ?? null),
    type: full.dtype.toLowerCase(),
    channels:
      metadata.omero?.channels.map(({ label, color, window }) => ({
        label: label ?? null,
        colour: color ?? null,
        window: window ?? null,
      })) ?? null,
    levels: data.map((source, level) => {
      const transformations = multiscale.datasets[level]?.coordinateTransformations ?? [];
      const scale = transformations.find(({ type }) => type === "scale")?.scale ?? [];
      return {
        shape: source.shape,
        scale,
        translation: transformations.find(({ type }) => type === "translation")?.translation ?? scale.map(() => 0),
        readVolume: (t, c) => readVolume(source, t, c, level === 0 ? readTiles : readRaster),
      };
    }),
  };
}

type PixelSource = Awaited<ReturnType<typeof loadOmeZarr>>["data"][number];
type ReadPlane = (source: PixelSource, selection: Record<string, number>) => Promise<Values>;

async function readVolume(source: PixelSource, t: number, c: number, readPlane: ReadPlane): Promise<Values> {
  const depth = source.shape[source.labels.indexOf("z")] ?? 1;
  const planes: Values[] = [];
  for (let z = 0; z < depth; z++) {
    const position: Record<string, number> = { t, c, z };
    const selection = Object.fromEntries(Object.entries(position).filter(([axis]) => source.labels.includes(axis)));
    planes.push(await readPlane(source, selection));
  }
  return fill(
    [depth, ...source.shape.slice(-2)],
    planes.map((values, z) => ({ values, shape: [1, ...source.shape.slice(-2)], offset: [z, 0, 0] })),
  );
}

async function readRaster(source: PixelSource, selection: Record<string, number>): Promise<Values> {
  return (await source.getRaster({ selection })).data;
}

async function readTiles(source: PixelSource, selection: Record<string, number>): Promise<Values> {
  const [height = 0, width = 0] = source.shape.slice(-2);
  const { tileSize } = source;
  const positions = Array.from({ length: Math.ceil(height / tileSize) }, (_, y) =>
    Array.from({ length: Math.ceil(width / tileSize) }, (__, x) => ({ x, y })),
  ).flat();
  const tiles = await Promise.all(
    positions.map(async ({ x, y }) => {
      const tile = await source.getTile({ x, y, selection });
      return { values: tile.data, shape: [tile.height, tile.width], offset: [y * tileSize, x * tileSize] };
    }),
  );
  return fill([height, width], tiles);
}
