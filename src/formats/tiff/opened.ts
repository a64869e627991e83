import type { ByteDirectory } from "../../bytes/source.ts";
import type { PlateDescription, SceneDescription } from "../../model/image.ts";
import type { LevelStorage } from "./pixels/storage.ts";

/** A scene with where its pixels are. */
export type OpenScene = { description: SceneDescription; levels: LevelStorage[] };

/** What opening a file finds. */
export type OpenTiff = {
  format: string;
  formatName: string;
  files: string[];
  scenes: OpenScene[];
  omeXml: string | null;
  notes: string[];
  /** The plate on which the scenes are. */
  plate?: PlateDescription;
};

/** Where the opened file is, and how long it stays open. */
export type OpenContext = { directory: ByteDirectory; path: string; lifetime: AbortSignal };
