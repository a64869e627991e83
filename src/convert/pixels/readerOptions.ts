import type { ReaderOptions } from "../../formats/reader.ts";
import type { Settings } from "../../plan/settings/settings.ts";

/** What the settings say about reading, before there is anything to plan. */
export function readerOptions({ mosaic }: Settings): ReaderOptions {
  return { mosaic };
}
