import { DEFAULT_SETTINGS } from "./defaultSettings.ts";
import type { Settings } from "./settings.ts";

/** A set of settings with a name: what it does not say is the default. */
export type Preset = {
  id: string;
  name: string;
  /** One sentence: what it is good for. */
  meaning: string;
  settings: Partial<Settings>;
};

/** Levels until the plane fits 512 × 512, tiles for viewers, several MiB a file, a plate as one. */
const VIEWER: Partial<Settings> = { numLevels: "auto", chunkStrategy: "viewer", layout: "auto" };

/** The presets of the page, the one it opens with first (R1.5). */
export const PRESETS: readonly Preset[] = [
  {
    id: "recommended",
    name: "Recommended",
    meaning: "Opens quickly in viewers, few files, good compression.",
    settings: { ...VIEWER },
  },
  {
    id: "archive",
    name: "Archive",
    meaning: "Smaller files and every chunk read back and compared with the source; takes longer.",
    settings: {
      ...VIEWER,
      // Blosc's level 6 is Zstandard's 11: beyond it time grows much faster than size shrinks.
      compressor: { id: "blosc", cname: "zstd", clevel: 6, shuffle: "bitshuffle", typesize: null, blocksize: 0 },
      verify: "all",
    },
  },
  {
    id: "fast",
    name: "Fast",
    meaning: "Light compression: done sooner, somewhat larger files.",
    settings: {
      ...VIEWER,
      compressor: { id: "blosc", cname: "lz4", clevel: 5, shuffle: "shuffle", typesize: null, blocksize: 0 },
    },
  },
  {
    id: "zarr-v2",
    name: "Compatible: Zarr v2",
    meaning: "OME-Zarr 0.4 for programs that do not read Zarr 3 yet; one file per chunk.",
    settings: { ...VIEWER, zarrFormat: 2 },
  },
  {
    id: "bioio-conversion",
    name: "As bioio-conversion",
    meaning: "The same output as bioio-conversion 0.1.4, to the bit.",
    settings: { compatibility: "bioio-conversion-0.1.4" },
  },
];

/** The settings of a preset, whole. */
export function settingsOfPreset(preset: Preset): Settings {
  return { ...DEFAULT_SETTINGS, ...preset.settings };
}
