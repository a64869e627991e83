import type { BloscShuffle, CompressorConfiguration } from "../../model/compressor.ts";
import type { DataType } from "../../model/dtype.ts";

/** Resampling methods; R4.1 for `bioio`, R4.5 for the rest. */
export const RESAMPLING_METHODS = ["mean", "nearest", "gaussian", "mode", "min", "max", "bioio"] as const;
/** How an element of a level is made of those below it; `bioio` is the reference's own, for compatibility. */
export type ResamplingMethod = (typeof RESAMPLING_METHODS)[number];

/** "single": a store for each scene; "series", "plate": one store that holds them all. */
export type Layout = "single" | "series" | "plate";

/**
 * Every parameter of a conversion, named as bioio-conversion names it (camelCase here, snake_case in files and messages);
 * R1.1. Null means "derive it". Plain JSON, validated by `parseSettings` (`plan/settings/parseSettings.ts`).
 */
export type Settings = {
  /** "bioio-conversion-0.1.4": reproduce the reference to the bit. */
  compatibility: "none" | "bioio-conversion-0.1.4";
  /** Scene indices in the order of writing (negative: from the end), or null for all. */
  scenes: number[] | null;
  /** Wells of a plate ("B02", "C*", "*3", "B2-D4"), or null for all. */
  wells: string[] | null;
  /** Numbers of the fields in their wells, as the instrument counts, or null for all. */
  fields: number[] | null;
  /** "auto": a plate where the source is one, else a store for each scene. */
  layout: Layout | "auto";
  /** Base of the store names; null: from the source's name. */
  name: string | null;
  /** All levels explicitly, level 0 first. */
  levelShapes: number[][] | null;
  /** Number of levels; "auto": until the plane fits 512 × 512; null: one. */
  numLevels: number | "auto" | null;
  downsampleZ: boolean;
  downsampleMethod: ResamplingMethod | null;
  /** One shape for all levels, or one per level. */
  chunkShape: number[] | number[][] | null;
  shardShape: number[] | number[][] | null;
  /** Shard = chunk × factor per axis (last axes first when shorter than the array). */
  shardFactor: number[] | null;
  shardOrder: "c" | "morton" | null;
  /** "viewer": chunks and shards as suit viewers (R3.4); "budget": the reference's rule. */
  chunkStrategy: "budget" | "viewer";
  memoryTarget: number | null;
  /** Bytes of a shard that is chosen for viewers at most; null: R3.4. */
  shardLimit: number | null;
  /** Null: Blosc zstd 3 bitshuffle; "none": uncompressed. */
  compressor: CompressorSettings | "none" | null;
  zarrFormat: 2 | 3;
  imageName: string | null;
  channels: ChannelSettings[] | null;
  rdefs: Record<string, unknown> | null;
  creatorInfo: Record<string, unknown> | null;
  rootTransform: Record<string, unknown> | null;
  axesNames: string[] | null;
  axesTypes: (string | null)[] | null;
  axesUnits: (string | null)[] | null;
  physicalPixelSize: number[] | null;
  /** Units and sizes of single scenes, by their number in `scenes`; they win over `axesUnits` and `physicalPixelSize`. */
  sceneCorrections: Record<string, SceneCorrection> | null;
  startTSrc: number | null;
  startTDest: number | null;
  tbatch: number | null;
  dtype: DataType | null;
  /** Byte order in which a dtype override is stored: Zarr v2 only, v3 is always little. Absent: little. */
  dtypeByteOrder?: "little" | "big";
  /** What a dtype override does with values out of range. */
  dtypeCast: "saturate" | "wrap";
  /** Mosaic tiles: one stitched image or one scene per tile. */
  mosaic: "stitch" | "tiles";
  /** What to do with planes whose files are gone: refuse the job, or write zeros. */
  missingPlanes: "refuse" | "zeros";
  /** Resample as labels; null: as the source says. */
  labels: boolean | null;
  /** What to do when a store of that name is there. */
  existing: "refuse" | "rename" | "replace" | "skip" | "append";
  /** Worker threads; null: by the machine. */
  workers: number | null;
  /** Bytes for all workers together; null: 256 MiB. */
  memoryBudget: number | null;
  verify: "sample" | "all" | "none";
  /** Write a manifest (checksums of chunks and files) beside each store. */
  manifest: boolean;
  /** Write into each store what it was made of, by what and how. */
  provenance: boolean;
  /** The date that is said there and in the report; null: none. */
  provenanceDate: string | null;
};

/** What is said of one scene; null: as for all. */
export type SceneCorrection = { axesUnits: (string | null)[] | null; physicalPixelSize: number[] | null };

/** A compressor as it is asked for: Blosc's shuffle may be left to the data type (bitshuffle for one-byte types, else shuffle). */
export type CompressorSettings =
  | Exclude<CompressorConfiguration, { id: "blosc" }>
  | (Omit<Extract<CompressorConfiguration, { id: "blosc" }>, "shuffle"> & { shuffle: BloscShuffle | null });

/** A channel as the reference's `Channel` class takes it; missing members are derived (or the reference's defaults in compatibility mode). */
export type ChannelSettings = {
  label: string;
  color: string | null;
  active: boolean | null;
  coefficient: number | null;
  family: string | null;
  inverted: boolean | null;
  window: { min: number; max: number; start: number; end: number } | null;
};
