import type { CompressorConfiguration } from "../model/compressor.ts";
import type { DataType } from "../model/dtype.ts";
import type { ResamplingMethod, Settings } from "./settings/settings.ts";

/**
 * Everything that a conversion will do, decided before it starts. Plain JSON: it crosses threads, is kept in the journal, and
 * is shown to people. Two equal plans over the same source give the same bytes.
 */
export type Plan = {
  planVersion: 1;
  source: { name: string; format: string };
  settings: Settings;
  /** One image per selected scene: a store of its own each, in the order of writing, or a part of the hierarchy. */
  outputs: OutputPlan[];
  /** Present where all outputs are parts of one store. */
  hierarchy?: HierarchyPlan;
  /** What is lost, changed or worth knowing, for the whole job. */
  notes: PlanNote[];
  cost: PlanCost;
};

/** Something that the person should know before: merely told, changed, or lost. */
export type PlanNote = {
  severity: "information" | "change" | "loss";
  /** Sentence for people. */
  text: string;
};

/** What a plan takes, worked out without touching a pixel. */
export type PlanCost = {
  /** Decoded bytes of all levels of all outputs in their output type: an upper bound of what is written uncompressed. */
  pixelBytes: number;
  /** Files at most (metadata included; empty chunks may be left out). */
  files: number;
  /** Threads that work at once, as cores, budget and image allow. */
  workers: number;
  /** Bytes that one of them needs at the peak. */
  workerBytes: number;
  /** Bytes that all of them need together, on top of what the program (or the open page) takes before it converts. */
  memoryBytes: number;
  /** Why that is more than the memory budget, for people; null where it is not. */
  memoryRemark: string | null;
};

/** A store that holds several images: what there is of it beside them. Plain JSON. */
export type HierarchyPlan = {
  /** How the images lie in it: as fields in the wells of a plate, one after the other (bioformats2raw.layout), or one that is the root, with labels. */
  layout: "plate" | "series" | "image";
  /** Directory name of the store in the destination: sanitised, distinct. The images' `storeName`s begin with it. */
  storeName: string;
  zarrFormat: 2 | 3;
  ngffVersion: "0.4" | "0.5";
  /** The groups that are no images, in the order of writing, the root (path "") last if it is one; null: a group without attributes. */
  groups: { path: string; attributes: Record<string, unknown> | null }[];
  /** `OME/METADATA.ome.xml`, of all images in their order; null where there is none. */
  omeXml: string | null;
};

/** One image: everything that decides its bytes. */
export type OutputPlan = {
  /** Index in the description's scenes. */
  scene: number;
  /** Directory name of the store in the destination ("a.ome.zarr"): sanitised, distinct. Of a part of a hierarchy, the path to it ("a.ome.zarr/B/2/0"). */
  storeName: string;
  zarrFormat: 2 | 3;
  ngffVersion: "0.4" | "0.5";
  /** How output axes come from the scene's axes. */
  view: AxisView;
  axes: OutputAxis[];
  sourceDtype: DataType;
  dtype: DataType;
  /** Order of the bytes of a number in the chunks; absent: little. "big" is for Zarr v2 only (a dtype such as ">u2"). */
  byteOrder?: "little" | "big";
  /** How chunks lie in the files of shards; absent: C order. */
  shardOrder?: "morton";
  /** What happens to values that the output type cannot hold. */
  cast: "none" | "saturate" | "wrap";
  /** Level 0 first. */
  levels: LevelPlan[];
  /** Null: uncompressed. */
  compressor: CompressorConfiguration | null;
  resampling: Resampling;
  time: TimeRange;
  channels: ChannelPlan[];
  /** Name in `multiscales`. */
  imageName: string;
  metadata: MetadataPlan;
  notes: PlanNote[];
};

/**
 * Output axis `i` is the scene's axis `sources[i]`. `null`: a new axis of length 1. `{channel, sample}`: the scene's axes c and s
 * merged into one output channel axis, index = c · samples + s (`channel` null: the scene has no axis c).
 * Scene axes that no entry names have length 1 and are read at 0.
 */
export type AxisView = {
  sources: (number | null | { channel: number | null; sample: number })[];
  /** Scene axes that no entry names and that are read at another index than 0: one store per mosaic tile. */
  fixed?: { axis: number; index: number }[];
};

/** Types other than NGFF's own three only come from `axes_types`. Null: no `type`, no `unit`. */
export type OutputAxis = { name: string; type: string | null; unit: string | null };

/** One array of a pyramid. Shapes in elements, in the order of the output's axes. */
export type LevelPlan = {
  /** Array name in the store: "0", "1", … */
  path: string;
  shape: number[];
  /** Inner chunk. May exceed the shape. */
  chunkShape: number[];
  /** Shard (outer chunk), a multiple of the chunk, or null. v3 only. */
  shardShape: number[] | null;
  scale: number[];
  /** NGFF translation, or null for none. */
  translation: number[] | null;
};

/** How each level is made of the one before it. */
export type Resampling = {
  method: ResamplingMethod;
  /** For `bioio` only: largest dask block per output axis at level 0. */
  blockShape: number[] | null;
};

/** Which time points go where; for images without a time axis `count` is 1 and both starts 0. */
export type TimeRange = {
  /** The output axis that runs over the scene's time points, or null. */
  axis: number | null;
  sourceStart: number;
  destinationStart: number;
  count: number;
  /** False: a new store. Else the store exists, and its arrays are kept and grown to hold the range. */
  append: false | StoreToGrow;
};

/** What an append begins with, as far as the grown levels of the plan do not say it. */
export type StoreToGrow = {
  /** Shapes of the levels before, level 0 first. */
  shapes: number[][];
};

/** A channel as the metadata `omero` will have it. */
export type ChannelPlan = {
  label: string;
  /** As it will stand in the metadata: "FF0000" by default, verbatim in compatibility mode. */
  color: string;
  active: boolean;
  coefficient: number;
  family: string;
  inverted: boolean;
  /** Null: from the data, gathered while converting. */
  window: { min: number; max: number; start: number; end: number } | null;
  /** Display range that the file itself gives: start and end of the window when `window` is null. */
  display?: { start: number; end: number };
};

/** What the NGFF writer needs beyond axes, levels and channels. */
export type MetadataPlan = {
  /** Compatibility: spell everything as bioio-ome-zarr does; R7.1, R7.2. */
  style: "zarrdrop" | "bioio";
  /** False: no omero block. */
  omero: boolean;
  /** Present for a label image; `source`: path to the image that it belongs to, or null where it stands alone. */
  imageLabel?: { source: string | null };
  rdefs: Record<string, unknown> | null;
  creator: Record<string, unknown> | null;
  /** Put as `multiscales[0].coordinateTransformations`. */
  rootTransform: Record<string, unknown> | null;
  /** Write `OME/METADATA.ome.xml`. */
  omeXml: string | null;
};
