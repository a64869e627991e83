/** Pixels as a loader hands them out, in C order. */
export type Values =
  | Uint8Array
  | Int8Array
  | Uint16Array
  | Int16Array
  | Uint32Array
  | Int32Array
  | Float32Array
  | Float64Array;

/** What can be known of an image besides its pixels. */
export const ASPECTS = [
  "axes",
  "units",
  "type",
  "shapes",
  "scales",
  "translations",
  "names",
  "colours",
  "windows",
  "pixels",
] as const;

/** One of the things that are compared. */
export type Aspect = (typeof ASPECTS)[number];

/** The range of values of a channel that is drawn, within the range that it has. */
export type Window = { min: number; max: number; start: number; end: number };

/** Null for what the loader does not tell of a channel. */
export type ViewedChannel = {
  label: string | null;
  /** Six hexadecimal digits, upper case. */
  colour: string | null;
  window: Window | null;
};

/** Numbers are in the order of `axes`. Null for what the loader does not tell. */
export type ViewedLevel = {
  shape: number[];
  scale: number[];
  translation: number[] | null;
  /** All planes of a time point and a channel (0 where there is no such axis), in the order z, y, x. */
  readVolume: (t: number, c: number) => Promise<Values>;
};

/** An image as a viewer's loader sees it. Null for what the loader does not tell. */
export type ViewedImage = {
  axes: string[];
  /** NGFF's names; scales and translations are in these units. */
  units: (string | null)[];
  /** As NumPy names it. */
  type: string;
  levels: ViewedLevel[];
  channels: ViewedChannel[] | null;
};

/** A viewer's loader. */
export type Viewer = {
  name: string;
  /** What it does not tell of a store of this Zarr format. */
  silentAbout: (zarrFormat: 2 | 3) => readonly Aspect[];
  open: (url: string) => Promise<ViewedImage>;
};

/** NumPy's name of an array's type. */
export function typeOf(values: Values): string {
  return values.constructor.name.replace("Array", "").toLowerCase();
}
