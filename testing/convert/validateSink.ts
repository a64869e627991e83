import type { StoreValidation } from "../../src/plan/storeValidation.ts";
import type { MemorySink } from "../../src/store/memorySink.ts";
import { validateStore, type ValidationRun } from "../../src/convert/validation/validateStore.ts";

/** Checks a store in memory, as one whose files were dropped. */
export function validateSink(
  sink: MemorySink,
  run: Partial<ValidationRun> = {},
  signal: AbortSignal = new AbortController().signal,
): Promise<StoreValidation> {
  const files = [...sink.files].map(([path, bytes]) => ({ path, file: new File([bytes], path.replace(/.*\//, "")) }));
  return validateStore({ kind: "files", files, main: "" }, { allChunks: false, ...run }, signal);
}
