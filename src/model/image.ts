import type { DataType } from "./dtype.ts";

/**
 * What a reader says of a file: plain JSON, enough to plan a conversion without touching a pixel.
 * Nothing here depends on the output.
 */
export type ImageDescription = {
  /** Short id of the format ("ome-tiff", "png", "czi"). */
  format: string;
  /** Name for people ("OME-TIFF", "ImageJ TIFF"). */
  formatName: string;
  /** Name of the main file or folder, without its path. */
  name: string;
  /** All files that belong to the image (companions included), as named in the byte directory. */
  files: string[];
  scenes: SceneDescription[];
  /** Attached pictures that are not scenes (thumbnail, label, macro), by name. */
  attachments: string[];
  /** OME-XML as found in the file, or null. Kept with the output. */
  omeXml: string | null;
  /** What the reader saw and could not carry, or had to assume: sentences for people. */
  notes: string[];
  /** The plate whose fields the scenes are. */
  plate?: PlateDescription;
  /** How the scenes lie in an OME-Zarr store that holds several images; absent for all else. */
  storeLayout?: "plate" | "series";
};

/** A multi-well plate, and where on it each scene was taken. */
export type PlateDescription = {
  name: string;
  /** Names of all rows of the plate, those without images too ("A", "B", …). */
  rows: string[];
  /** Names of all its columns ("1", "2", …). */
  columns: string[];
  /** Runs over the plate, where it was imaged several times; empty where nothing tells them apart. */
  acquisitions: { id: number; name: string }[];
  /** Parallel to the scenes. */
  fields: PlateField[];
};

/** The place of a scene on its plate. */
export type PlateField = {
  /** Index in the plate's `rows`. */
  row: number;
  /** Index in the plate's `columns`. */
  column: number;
  /** Number of the field in its well, as the instrument counts. */
  field: number;
  /** Id of its acquisition, or null. */
  acquisition: number | null;
};

/**
 * Planes of a scene that no file gives, so that they are read as 0. `not-acquired`: the experiment has no such plane; `not-recorded`: it
 * has, and the instrument took none; `missing`: it was taken, and its file is not there.
 */
export type AbsentPlanes = {
  reason: "not-acquired" | "not-recorded" | "missing";
  /** No index says what was taken: the reason is concluded from what other scenes have. */
  isGuess?: true;
  /** How many planes of y and x. */
  count: number;
  /** Some of them, for people: names of files, or places. */
  examples: string[];
};

/** One image of a file: an n-dimensional array with meaning. Arrays over axes are parallel to `axes`. */
export type SceneDescription = {
  /** Identifier as BioIO names the scene ("Image:0", a CZI scene's name). */
  id: string;
  /** Name for people; may equal `id`. */
  name: string;
  /** One lower-case letter per axis, in the order of `shape`: t c z y x s (samples of a pixel), or others (m, h, …). */
  axes: string[];
  /** Length per axis. All ≥ 1. */
  shape: number[];
  dtype: DataType;
  /** One per index of axis `c`; one if there is no axis `c`. */
  channels: ChannelDescription[];
  /** Physical size of a step per axis, in `units[axis]`, or null where the file says nothing. */
  scale: (number | null)[];
  /** NGFF unit name per axis ("micrometer", "second"), or null. */
  units: (string | null)[];
  /** Position of the first pixel's centre per axis in `units` (stage position), or null. */
  origin: (number | null)[];
  /**
   * The block in which the file stores level 0 (tile, strip, plane, chunk, sub-block), per axis, each ≤ shape. Decoding less than a
   * block costs as much as decoding the block. Uncompressed data is reported as rows that can be read singly.
   */
  blockShape: number[];
  /** Resolutions that the file itself has, full size first: `levels[0].shape` equals `shape`. */
  levels: { shape: number[] }[];
  /** Of labels: the scene whose objects they are, and what they are called beside it. */
  labelOf?: { scene: number; name: string };
  /** Pixels are labels of objects: to be resampled by `mode`. Null: unknown. */
  isLabelImage: boolean | null;
  /** Bits that carry data where fewer than the dtype has (12 of 16), or null. */
  significantBits: number | null;
  /** ISO 8601, or null. */
  acquisitionDate: string | null;
  /** Planes that are 0 because nothing was read for them; left out where there are none. */
  absentPlanes?: AbsentPlanes[];
  /** Further facts for people, name to text (objective, instrument). */
  facts: Record<string, string>;
  /** What BioIO's reader reports for this scene where it differs from the above; R10.1. */
  reference: ReferenceView;
};

/** What the file says of a channel. */
export type ChannelDescription = {
  /** As the file names it, or null. */
  name: string | null;
  /** Six hexadecimal digits in upper case, no "#", or null. */
  color: string | null;
  /** Display range from the file, or null. */
  window: { start: number; end: number } | null;
  emissionWavelengthNanometre: number | null;
};

/**
 * The scene through BioIO's eyes; only compatibility mode looks at it. The axes are a permutation of the scene's own (but for `named`), with
 * singletons added or left out.
 */
export type ReferenceView = {
  /** True: BioIO does not show this scene (a label image of an OME-Zarr), so it has no number there. */
  hidden?: boolean;
  sceneId: string;
  axes: string[];
  /** Where BioIO has another letter for an axis: its letter, and the scene's. */
  named?: Readonly<Record<string, string>>;
  /** `reader.scale` per entry of `axes`; null where the reader has None. */
  scale: (number | null)[];
  /** `BioImage.channel_names`, or null when the reader has none. */
  channelNames: string[] | null;
  /** True: these names are made up of the scene's number as it was asked for, which may count from the end. */
  channelsNumbered?: boolean;
  /** Largest dask block per entry of `axes`: R4.1. */
  daskChunks: number[];
  /** True: its arrays have the most significant byte first, and Zarr v2 stores made of them too. */
  bigEndian?: boolean;
};
