import {
  joinFingerprints,
  type SourceFingerprint,
  takeFingerprint,
} from "../../bytes/fingerprint/sourceFingerprint.ts";
import { directoryOf } from "../../bytes/openSource.ts";
import type { WalkableDirectory } from "../../bytes/source.ts";
import { sourceChanged } from "../../bytes/sourceErrors.ts";
import type { ImageDescription } from "../../model/image.ts";
import type { SourceReference } from "../../model/references.ts";
import type { LabelSource } from "../../plan/job.ts";

/** A source, and which files belong to the image; labels lie in files of their own. */
export type LookedAt = {
  source: SourceReference;
  description: Pick<ImageDescription, "files">;
  labels?: readonly LabelSource[];
};

/**
 * The look that what is written later stands for. A file that the description names and that is missing may be out of
 * reach for a moment only: a store that stood for such a moment could not be gone on with. Without the file that was
 * named there is no source.
 * @throws `source-changed`, those of `lookAtSource`
 */
export async function firstLook(looked: LookedAt, signal?: AbortSignal): Promise<SourceFingerprint> {
  const { source } = looked;
  const look = await lookAtSource(looked, null, signal);
  if (look.missing === null) return look;
  const main = source.kind === "sequence" ? "" : source.main;
  if (main !== "" && (await (await directoryOfSource(source)).open(main)) === null) throw sourceChanged(main);
  const again = await lookAtSource(looked, null, signal);
  if (again.digest !== look.digest) throw sourceChanged(look.missing);
  return look;
}

/**
 * Looks at all files of a source, or at `some` of them, as they are now.
 * @throws those of opening and reading it; `cancelled`
 */
export async function lookAtSource(
  { source, description, labels = [] }: LookedAt,
  some: readonly string[] | null,
  signal?: AbortSignal,
): Promise<SourceFingerprint> {
  const image = await lookAtFiles({ source, description }, some, signal);
  if (labels.length === 0) return image;
  const looks = [image];
  for (const each of labels) {
    looks.push(await lookAtFiles({ source: each.source, description: each }, null, signal));
  }
  return joinFingerprints(looks);
}

async function lookAtFiles(
  { source, description }: { source: SourceReference; description: { files: readonly string[] } },
  some: readonly string[] | null,
  signal?: AbortSignal,
): Promise<SourceFingerprint> {
  const isWholeFolder = source.kind !== "sequence" && source.main === "";
  const directory = await directoryOfSource(source);
  return takeFingerprint(directory, some ?? description.files, some === null && isWholeFolder, signal);
}

function directoryOfSource(source: SourceReference): Promise<WalkableDirectory> {
  return directoryOf(source.kind === "sequence" ? source.source : source);
}
