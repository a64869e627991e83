import type { StoredArray } from "../../zarr/storedArray.ts";

/** An array that an image of the store names as a level. */
export type LevelFinding = {
  /** Path of its folder in the store. */
  path: string;
  /** Null: its metadata are not understood. */
  array: StoredArray | null;
  /** 0 is the full size. */
  level: number;
  /** Position of the channel axis, or null. */
  channelAxis: number | null;
  /** Where the image's metadata are ("zarr.json: ome"). */
  imageAt: string;
  /** Limits of the channels' windows, where the image says such. */
  windows: readonly ({ min: number; max: number } | null)[];
};

/** What the metadata of a store say is in it. */
export type StoreFindings = {
  zarrFormat: 2 | 3;
  /** As the root says; null where it does not. */
  ngffVersion: string | null;
  /** Of the first image. */
  name: string | null;
  layout: "image" | "series" | "plate" | "well" | "labels";
  /** Images and label images with a group of their own. */
  images: number;
  labels: number;
  levels: LevelFinding[];
  /** Paths of all groups and arrays that something names, and of the folders above them; "" is the root. */
  folders: Set<string>;
};
