import type { ChannelDescription } from "../../../model/image.ts";
import type { PlateForm } from "./plateDescription.ts";

/** What the index of a plate says, in one form for all instruments. */
export type PlateContents = {
  /** Short id and name of the format. */
  format: string;
  formatName: string;
  /** Name of the image: the plate's, where it has one. */
  name: string;
  /** Paths of the files that describe the plate. */
  indexFiles: string[];
  /** Null for fields that are on no plate: then all are of row and column 0. */
  plate: PlateForm | null;
  /** Names of fields that are on no plate, by their numbers. */
  fieldNames?: ReadonlyMap<number, string>;
  /** What is known of channels, by the number that planes have for them. */
  channels: ReadonlyMap<number, ChannelDescription>;
  planes: readonly PlaneRecord[];
  /** Size of a pixel in the sample in micrometres: the objective's, never the camera's. */
  pixelSize: { y: number | null; x: number | null };
  /** Distance of planes in micrometres where the index gives it; null: from their positions. */
  planeDistance: number | null;
  /** Seconds from time point to time point where the index gives them; null: from those of the planes. */
  timeInterval: number | null;
  significantBits: number | null;
  acquisitionDate: string | null;
  facts: Record<string, string>;
  notes: string[];
};

/** One plane of a plate as its index lists it. Numbers are the instrument's own; rows and columns count from 0. */
export type PlaneRecord = {
  row: number;
  column: number;
  field: number;
  time: number;
  channel: number;
  section: number;
  /** Path of its file as the index says, in the directory; null: it was not recorded. */
  path: string | null;
  /** Page of that file. */
  page: number;
  /** Stage position in micrometres. */
  position: { z: number | null; y: number | null; x: number | null };
  /** Seconds since the beginning. */
  seconds: number | null;
};

/** The position of a plane of which none is known. */
export const NOWHERE: PlaneRecord["position"] = { z: null, y: null, x: null };
