import { joinPath } from "../../model/paths.ts";
import { hexDigest } from "../../model/hexDigest.ts";
import { pathInStore, type WholeHierarchy } from "../../plan/plannedStore.ts";
import { type ManifestEntry, manifestHead, manifestLine, manifestName, parseManifestLine } from "../manifest.ts";
import type { DestinationFiles, Sink } from "../sink.ts";
import { changedWhileRead } from "../sinkErrors.ts";
import { hierarchyFiles } from "../storeMetadata.ts";

/** What the manifest of a hierarchy is made of. */
type HierarchyManifest = {
  sink: Sink;
  hierarchy: WholeHierarchy;
  /** Where its images' own manifests lie. */
  images: DestinationFiles;
  /** Hexadecimal SHA-256 of what the store was made of. */
  sourceFingerprint: string;
};

/**
 * The manifest of a hierarchy that is all written, in pieces: what those of its images say, and its groups.
 * @throws those of the sink; `storage` where the manifest of an image is gone
 */
export async function manifestOfHierarchy({
  sink,
  hierarchy,
  images,
  sourceFingerprint,
}: HierarchyManifest): Promise<Uint8Array<ArrayBuffer>[]> {
  const chunks: string[] = [];
  const files = new Map<string, string>();
  for (const image of hierarchy.images) {
    // An image that is the root has no path.
    const place = pathInStore(hierarchy, image).slice(1);
    for (const entry of await entriesOf(images, image.storeName)) {
      if (entry.kind === "chunk") chunks.push(manifestLine({ ...entry, level: joinPath(place, entry.level) }));
      if (entry.kind === "file") files.set(joinPath(place, entry.path), entry.sha256);
    }
  }
  for (const { path } of hierarchyFiles(hierarchy)) {
    const bytes = await sink.read(path);
    if (bytes === null) throw changedWhileRead(path);
    files.set(path, await hexDigest(bytes));
  }
  const sorted = [...files.keys()].sort();
  const lines = sorted.map((path) => manifestLine({ kind: "file", sha256: files.get(path)!, path }));
  const encoder = new TextEncoder();
  return [manifestHead(hierarchy.storeName, sourceFingerprint), chunks, lines].map((part) =>
    encoder.encode(part.map((line) => `${line}\n`).join("")),
  );
}

async function entriesOf(images: DestinationFiles, storeName: string): Promise<ManifestEntry[]> {
  const name = manifestName(storeName);
  const bytes = await images.read(name);
  if (bytes === null) throw changedWhileRead(name);
  const lines = new TextDecoder().decode(bytes).split("\n");
  return lines.map(parseManifestLine).filter((entry) => entry !== null);
}
