import type { MetadataFile } from "./arrayDocuments.ts";

/**
 * The metadata files of a group, in the order of writing. `folder` is its path in the store, "" for the root; `attributes`
 * is what the NGFF writer made (with its `ome` key for Zarr v3).
 */
export function groupDocuments(
  zarrFormat: 2 | 3,
  folder: string,
  attributes: Record<string, unknown> | null,
): MetadataFile[] {
  const prefix = folder === "" ? "" : `${folder}/`;
  if (zarrFormat === 3) {
    return [
      { path: `${prefix}zarr.json`, value: { attributes: attributes ?? {}, zarr_format: 3, node_type: "group" } },
    ];
  }
  const group: MetadataFile = { path: `${prefix}.zgroup`, value: { zarr_format: 2 } };
  // The attributes come first: a folder is no group, hence no image, before `.zgroup` is there.
  return attributes === null ? [group] : [{ path: `${prefix}.zattrs`, value: attributes }, group];
}
