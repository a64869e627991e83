import { platform } from "#platform";
import { openSource } from "../bytes/openSource.ts";
import { type ValidationRun, validateStore } from "../convert/validation/validateStore.ts";
import { ZarrdropError } from "../model/errors.ts";
import type { StoreValidation, ValidationProgress } from "../plan/storeValidation.ts";
import { signalOf } from "./given.ts";
import { filesOf, type ImageSource } from "./imageSource.ts";

/** How a store is checked. */
export type ValidateOptions = {
  /** Decode every chunk, not only a sample. */
  allChunks?: boolean;
  /** The manifest that was written with the store, to be held against it. On Node only. */
  manifest?: ImageSource;
  onProgress?: (progress: ValidationProgress) => void;
  signal?: AbortSignal;
};

/**
 * Checks an OME-Zarr store, a folder or an archive (.ozx, .zip), whoever wrote it. What is wrong inside is in the result, by the codes of
 * docs/validation.md.
 *
 * @throws {ZarrdropError} those of opening and reading; cancelled
 */
export async function validate(store: ImageSource, options: ValidateOptions = {}): Promise<StoreValidation> {
  const signal = signalOf(options);
  const { allChunks = false, manifest, onProgress } = options;
  const run: ValidationRun = { allChunks };
  if (onProgress !== undefined) run.onProgress = onProgress;
  if (manifest !== undefined) run.manifest = await manifestToCheck(manifest);
  return validateStore(await filesOf(store), run, signal);
}

async function manifestToCheck(manifest: ImageSource): Promise<NonNullable<ValidationRun["manifest"]>> {
  const { createSha256 } = platform;
  if (createSha256 === null) throw new ZarrdropError("unsupported-feature", "Manifests are checked on Node only.");
  const { source } = await openSource(await filesOf(manifest));
  if (source === null) throw new ZarrdropError("setting", "The manifest is a folder, not a file.");
  return { source, createSha256 };
}
