import type { SourceReference } from "../../model/references.ts";

/** True for what can be an OME-Zarr store: a folder that is itself the image, or an archive of one. */
export function isStoreSource(source: SourceReference): boolean {
  return source.kind !== "sequence" && (source.main === "" || /\.(ozx|zip)$/i.test(source.main));
}
