import { looksLikeZip } from "../../bytes/zipEntries.ts";
import { STORE_MARKER } from "../../model/storeMarker.ts";
import type { FormatDescriptor, SniffInput } from "../reader.ts";

/** OME-Zarr stores: a folder, or a zip archive of one (.ozx, RFC-9). */
export const omeZarrFormat: FormatDescriptor = {
  id: "ome-zarr",
  name: "OME-Zarr",
  extensions: ["ozx", "zarr.zip", "zip"],
  mediaType: "application/zip",
  sniff,
  load: () => import("./reader.ts"),
};

/** Files that make a folder a Zarr node; at the top of the store, or in the one folder there. */
const NODE_FILE = /^([^/]+\/)?(zarr\.json|\.zattrs|\.zgroup)$/;
/** The same names, or those of chunks' arrays, as they stand in the first local headers of an archive. */
const NAMES_IN_ARCHIVE = ["zarr.json", ".zattrs", ".zgroup", ".zarray", ".zarr/"];

function sniff({ path, head, siblings }: SniffInput): 0 | 1 | 2 {
  if (path === "") return siblings.some((sibling) => sibling === STORE_MARKER || NODE_FILE.test(sibling)) ? 2 : 0;
  if (!looksLikeZip(head)) return 0;
  const text = new TextDecoder("latin1").decode(head);
  // An archive may begin with chunks: what it is shows only its directory, which opening reads.
  return NAMES_IN_ARCHIVE.some((name) => text.includes(name)) ? 2 : 1;
}
