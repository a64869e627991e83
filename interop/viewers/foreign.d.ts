// What is used of packages that only this folder's environment has (its own package.json), as their sources have it.

declare module "@vivjs/loaders" {
  type Values = import("./viewedImage.ts").Values;
  type Region = { data: Values; width: number; height: number };
  type PixelSource = {
    shape: number[];
    labels: string[];
    dtype: string;
    tileSize: number;
    getTile(options: { x: number; y: number; selection: Record<string, number> }): Promise<Region>;
    getRaster(options: { selection: Record<string, number> }): Promise<Region>;
  };
  /** The metadata are the group's attributes, as they are in the store. */
  export function loadOmeZarr(
    url: string,
    options: { type: "multiscales" },
  ): Promise<{ data: PixelSource[]; metadata: import("./ngffAttributes.ts").NgffAttributes }>;
}

declare module "@aics/vole-core" {
  type Values = import("./viewedImage.ts").Values;
  /** Five numbers: t, c, z, y, x. */
  type VolumeDims = { shape: number[]; spacing: number[]; spaceUnit: string; timeUnit: string; dataType: string };
  type ImageInfo = {
    channelNames: string[];
    channelColors: ([number, number, number] | undefined)[];
    multiscaleLevelDims: VolumeDims[];
  };
  export class LoadSpec {
    time: number;
    channels?: number[];
    multiscaleLevel?: number;
    useExplicitLevel: boolean;
  }
  export class OMEZarrLoader {
    static createLoader(
      url: string,
      scene: number,
      cache: undefined,
      queue: undefined,
      fetchOptions: { maxPrefetchDistance: number[]; maxPrefetchChunks: number },
    ): Promise<OMEZarrLoader>;
    createImageInfo(loadSpec: LoadSpec): Promise<{ imageInfo: ImageInfo; loadSpec: LoadSpec }>;
    loadRawChannelData(
      imageInfo: ImageInfo,
      loadSpec: LoadSpec,
      onUpdateMetadata: () => void,
      onData: (channels: number[], types: string[], data: Values[]) => void,
    ): Promise<void>;
  }
}

declare module "@idetik/core-prerelease" {
  type Values = import("./viewedImage.ts").Values;
  type Position = { x: number; y: number; z: number; c: number; t: number };
  type Chunk = {
    data?: Values;
    state: "unloaded";
    lod: number;
    visible: boolean;
    prefetch: boolean;
    priority: null;
    orderKey: null;
    shape: { x: number; y: number; z: number; c: number };
    rowAlignmentBytes: number;
    chunkIndex: Position;
    scale: { x: number; y: number; z: number };
    offset: { x: number; y: number; z: number };
  };
  type Attributes = {
    dimensionNames: string[];
    dimensionUnits: (string | undefined)[];
    chunks: number[];
    shape: number[];
    scale: number[];
    translation: number[];
  };
  type Region = { dimension: string; index: { type: "point"; value: number } | { type: "full" } }[];
  type Loader = {
    getAttributes(): Attributes[];
    loadRegion(region: Region, lod: number): Promise<{ data?: Values }>;
    loadChunkData(chunk: Chunk, signal: AbortSignal): Promise<void>;
  };
  export class OmeZarrImageSource {
    constructor(url: string);
    open(): Promise<Loader>;
  }
  export function loadOmeroChannels(source: OmeZarrImageSource): Promise<import("./ngffAttributes.ts").OmeroChannel[]>;
}

declare module "neuroglancer/unstable/util/polyfills.js" {}
declare module "neuroglancer/unstable/datasource/enabled_frontend_modules.js" {}
declare module "neuroglancer/unstable/kvstore/enabled_frontend_modules.js" {}
declare module "neuroglancer/unstable/sliceview/uncompressed_chunk_format.js" {}

declare module "neuroglancer/unstable/webgl/context.js" {
  export function initializeWebGL(canvas: HTMLCanvasElement): WebGL2RenderingContext;
}

declare module "neuroglancer/unstable/data_management_context.js" {
  export class DataManagementContext {
    constructor(gl: WebGL2RenderingContext, frameNumberCounter: { frameNumber: number });
    readonly chunkManager: object;
    readonly rpc: object;
  }
}

declare module "neuroglancer/unstable/credentials_provider/default_manager.js" {
  export function getDefaultCredentialsManager(): object;
}

declare module "neuroglancer/unstable/credentials_provider/shared.js" {
  export const SharedCredentialsManager: new (base: object, rpc: object) => object;
}

declare module "neuroglancer/unstable/kvstore/frontend.js" {
  export const SharedKvStoreContext: new (chunkManager: object, credentialsManager: object) => object;
}

declare module "neuroglancer/unstable/util/data_type.js" {
  export const DataType: Record<number, string>;
  export function makeDataTypeArrayView(
    type: number,
    buffer: ArrayBufferLike,
    byteOffset: number,
    byteLength: number,
  ): import("./viewedImage.ts").Values;
}

declare module "neuroglancer/unstable/datasource/default_provider.js" {
  type Chunk = {
    /** Null where the store has no chunk. */
    data: ArrayBufferView | null;
    chunkDataSize: Uint32Array;
  };
  type ChunkSource = {
    /** Sizes of a chunk and of the array, x first. */
    spec: { chunkDataSize: Uint32Array; upperVoxelBound: Float32Array; fillValue: number };
    fetchChunk<T>(gridPosition: Float32Array, transform: (chunk: Chunk) => T, options: object): Promise<T>;
  };
  export type Volume = {
    dataType: number;
    rank: number;
    modelSpace: { names: string[]; units: string[]; scales: Float64Array };
    multiscale: { scales: { transform: Float64Array; metadata: { shape: number[] } }[] };
    getSources(options: {
      displayRank: number;
      multiscaleToViewTransform: Float32Array;
      modelChannelDimensionIndices: number[];
    }): { chunkSource: ChunkSource }[][];
  };
  type ChannelMetadata = {
    channels: {
      label?: string;
      /** Red, green and blue from 0 to 1. */
      color?: Float32Array;
      range?: [number, number];
      window?: [number, number];
    }[];
  };
  export function getDefaultDataSourceProvider(options: { credentialsManager: object; kvStoreContext: object }): {
    get(options: {
      url: string;
      signal: AbortSignal;
      progressListener: object;
      globalCoordinateSpace: object;
    }): Promise<{
      channelMetadata?: ChannelMetadata;
      subsources: { id: string; subsource: { volume?: Volume } }[];
    }>;
  };
}
