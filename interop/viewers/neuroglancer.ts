import "neuroglancer/unstable/util/polyfills.js";
import "neuroglancer/unstable/datasource/enabled_frontend_modules.js";
import "neuroglancer/unstable/kvstore/enabled_frontend_modules.js";
import "neuroglancer/unstable/sliceview/uncompressed_chunk_format.js";
import { getDefaultCredentialsManager } from "neuroglancer/unstable/credentials_provider/default_manager.js";
import { SharedCredentialsManager } from "neuroglancer/unstable/credentials_provider/shared.js";
import { DataManagementContext } from "neuroglancer/unstable/data_management_context.js";
import { getDefaultDataSourceProvider, type Volume } from "neuroglancer/unstable/datasource/default_provider.js";
import { SharedKvStoreContext } from "neuroglancer/unstable/kvstore/frontend.js";
import { DataType, makeDataTypeArrayView } from "neuroglancer/unstable/util/data_type.js";
import { initializeWebGL } from "neuroglancer/unstable/webgl/context.js";
import { type Block, fill, product } from "./fill.ts";
import type { Values, ViewedChannel, ViewedImage, ViewedLevel, Viewer } from "./viewedImage.ts";

/**
 * neuroglancer: its data source by the address alone (it finds out what is there), its chunks as its worker decodes them.
 * Of OME-Zarr 0.5 it does not read channels: it looks for them beside "ome", where 0.4 has them.
 */
export const neuroglancer: Viewer = {
  name: "neuroglancer",
  silentAbout: (zarrFormat) => (zarrFormat === 3 ? ["names", "colours", "windows"] : []),
  open,
};

/** The viewer gives every image the same context; so do we. */
let shared: ReturnType<typeof createProvider> | undefined;

function createProvider() {
  const gl = initializeWebGL(document.createElement("canvas"));
  const { chunkManager, rpc } = new DataManagementContext(gl, { frameNumber: 0 });
  const credentialsManager = new SharedCredentialsManager(getDefaultCredentialsManager(), rpc);
  const kvStoreContext = new SharedKvStoreContext(chunkManager, credentialsManager);
  return getDefaultDataSourceProvider({ credentialsManager, kvStoreContext });
}

const progressListener = { addSpan: () => undefined, removeSpan: () => undefined };

async function open(url: string): Promise<ViewedImage> {
  shared ??= createProvider();
  const { channelMetadata, subsources } = await shared.get({
    url,
    signal: new AbortController().signal,
    progressListener,
    globalCoordinateSpace: {},
  });
  const volume = subsources.find(({ subsource }) => subsource.volume !== undefined)?.subsource.volume;
  if (volume === undefined) throw new Error("no volume");
  const { names, units, scales } = volume.modelSpace;
  return {
    // An apostrophe marks axes that are not of space and time.
    axes: names.map((name) => name.replace("'", "")),
    units: units.map((unit) => ({ m: "meter", s: "second" })[unit] ?? null),
    type: (DataType[volume.dataType] ?? "").toLowerCase(),
    channels: channelMetadata?.channels.map(channelOf) ?? null,
    levels: volume.multiscale.scales.map(({ transform, metadata }, level) => {
      // Column after column, in voxels of level 0 whose corners, not centres, lie at whole numbers.
      const size = volume.rank + 1;
      const relative = Array.from(scales, (_, axis) => transform[axis * size + axis] ?? Number.NaN);
      const corner = Array.from(scales, (_, axis) => transform[volume.rank * size + axis] ?? Number.NaN);
      return {
        shape: metadata.shape,
        scale: relative.map((factor, axis) => factor * (scales[axis] ?? Number.NaN)),
        translation: corner.map((start, axis) => (start + (relative[axis] ?? 0) / 2) * (scales[axis] ?? Number.NaN)),
        readVolume: (t, c) => readVolume(volume, level, t, c),
      } satisfies ViewedLevel;
    }),
  };
}

function channelOf(channel: {
  label?: string;
  color?: Float32Array;
  range?: number[];
  window?: number[];
}): ViewedChannel {
  const [start, end] = channel.range ?? [];
  const [min, max] = channel.window ?? [];
  const isKnown = start !== undefined && end !== undefined && min !== undefined && max !== undefined;
  return {
    label: channel.label ?? null,
    colour:
      channel.color === undefined
        ? null
        : Array.from(channel.color, (value) =>
            Math.round(value * 255)
              .toString(16)
              .padStart(2, "0"),
          )
            .join("")
            .toUpperCase(),
    window: isKnown ? { min, max, start, end } : null,
  };
}

async function readVolume(volume: Volume, level: number, t: number, c: number): Promise<Values> {
  const { rank } = volume;
  const displayRank = Math.min(3, rank);
  const multiscaleToViewTransform = new Float32Array(displayRank * rank);
  for (let axis = 0; axis < displayRank; axis++) multiscaleToViewTransform[axis * (displayRank + 1)] = 1;
  const [sources] = volume.getSources({ displayRank, multiscaleToViewTransform, modelChannelDimensionIndices: [] });
  const source = sources?.[level]?.chunkSource;
  if (source === undefined) throw new Error(`no level ${level}`);
  // neuroglancer counts axes from the last one.
  const axes = volume.modelSpace.names.map((name) => name.replace("'", "")).reverse();
  const lengthOf = (axis: number) => source.spec.upperVoxelBound[axis] ?? 1;
  const chunkOf = (axis: number) => source.spec.chunkDataSize[axis] ?? 1;
  const fixed: Record<string, number> = { t, c };
  const ranges = axes.map((name, axis) => {
    const position = fixed[name];
    if (position !== undefined) return [Math.floor(position / chunkOf(axis))];
    return Array.from({ length: Math.ceil(lengthOf(axis) / chunkOf(axis)) }, (_, index) => index);
  });
  const positions = ranges.reduce<number[][]>(
    (found, range) => found.flatMap((position) => range.map((index) => [...position, index])),
    [[]],
  );
  const spatial = ["z", "y", "x"].map((name) => axes.indexOf(name));
  const shape = spatial.map((axis) => (axis === -1 ? 1 : lengthOf(axis)));
  const blocks = await Promise.all(
    positions.map(async (position): Promise<Block> => {
      const values = await source.fetchChunk(
        Float32Array.from(position),
        ({ data }) => {
          if (data !== null) {
            // The memory may be lent to another chunk later.
            const view = makeDataTypeArrayView(volume.dataType, data.buffer, data.byteOffset, data.byteLength);
            return view.slice();
          }
          const size = product(Array.from(source.spec.chunkDataSize));
          const empty = new Uint8Array(size * 8);
          const filled = makeDataTypeArrayView(volume.dataType, empty.buffer, 0, empty.byteLength).slice(0, size);
          return filled.fill(source.spec.fillValue);
        },
        { signal: new AbortController().signal, progressListener },
      );
      // Within the chunk: where its time point and channel begin.
      let start = 0;
      let stride = 1;
      for (const [axis, name] of axes.entries()) {
        const wanted = fixed[name];
        if (wanted !== undefined) start += (wanted % chunkOf(axis)) * stride;
        stride *= chunkOf(axis);
      }
      const blockShape = spatial.map((axis) => (axis === -1 ? 1 : chunkOf(axis)));
      return {
        values: values.slice(start, start + product(blockShape)),
        shape: blockShape,
        offset: spatial.map((axis) => (axis === -1 ? 0 : (position[axis] ?? 0) * chunkOf(axis))),
      };
    }),
  );
  return fill(shape, blocks);
}
