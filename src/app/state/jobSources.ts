import { ZarrdropError } from "../../model/errors.ts";
import type { FilesReference, SourceReference } from "../../model/references.ts";
import { placeOfSource, type SourcePlace } from "../../model/sourcePlace.ts";
import { type ConversionJob, describedSource } from "../../plan/job.ts";
import { labelSources, type QueueItem } from "./queue.ts";

/** The source of an item for its conversion, what is known of it, and where those of the other items of the run lie: no output may touch them. */
export function jobSources(
  item: QueueItem,
  run: readonly QueueItem[],
): Pick<ConversionJob, "source" | "description" | "labels" | "otherSources"> {
  if (item.verdict.kind !== "ready") throw new ZarrdropError("internal", `${item.name} is not open.`);
  const description = describedSource(item.verdict.image.description);
  const otherSources = run.flatMap((other): SourcePlace[] => {
    if (other.id === item.id || other.verdict.kind !== "ready") return [];
    const { name, files } = other.verdict.image.description;
    const own = { name, source: other.source, files };
    return [own, ...labelSources(other)].map((each) => placeOfSource(withItsOrigins(each.source, each.files), each));
  });
  const labels = labelSources(item).map((each) => ({ ...each, source: withItsOrigins(each.source, each.files) }));
  return {
    source: withItsOrigins(item.source, description.files),
    description,
    ...(labels.length === 0 ? {} : { labels }),
    otherSources,
  };
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
