import type { FilesReference, SourceReference } from "../../model/references.ts";
import { placeOfSource, type SourcePlace } from "../../model/sourcePlace.ts";
import type { ConversionJob } from "../../plan/job.ts";
import type { QueueItem } from "./queue.ts";

/** The source of an item for its conversion, and where those of the other items of the run lie: no output may touch them. */
export function jobSources(item: QueueItem, run: readonly QueueItem[]): Pick<ConversionJob, "source" | "otherSources"> {
  const otherSources = run.flatMap((other): SourcePlace[] => {
    if (other.id === item.id || other.verdict.kind !== "ready") return [];
    const { description } = other.verdict.image;
    return [placeOfSource(withItsOrigins(other.source, description.files), description)];
  });
  const files = item.verdict.kind === "ready" ? item.verdict.image.description.files : [];
  return { source: withItsOrigins(item.source, files), otherSources };
}

function withItsOrigins(source: SourceReference, files: readonly string[]): SourceReference {
  return source.kind === "sequence" ? { ...source, source: trimmed(source.source, files) } : trimmed(source, files);
}

/** Leaves out the handles of files that were only dropped together with the image's: hundreds of each would be sent for each other. */
function trimmed(source: FilesReference, files: readonly string[]): FilesReference {
  if (source.kind !== "files" || source.origins === undefined) return source;
  const origins = source.origins.filter(
    ({ path }) => path === "" || files.some((file) => file === path || file.startsWith(`${path}/`)),
  );
  return { ...source, origins };
}
