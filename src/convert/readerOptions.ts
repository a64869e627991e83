import type { ReaderOptions } from "../formats/reader.ts";
import type { Settings } from "../plan/settings.ts";

export const DEFAULT_READER_OPTIONS: ReaderOptions = { mosaic: "stitch" };

/** What the settings say about reading, before there is anything to plan. */
export function readerOptions({ mosaic }: Settings): ReaderOptions {
  return { mosaic };
}
