import { isObject } from "../../model/untrustedJson.ts";
import type { StoreNode } from "../storeNode.ts";
import { below, inFile, type Report } from "./problem.ts";
import { validateVersion05 } from "./version.ts";
import { note, type Walk } from "./walk.ts";

/** A group of a store with its NGFF metadata. */
export type NgffGroup = {
  path: string;
  /** The NGFF metadata, wherever the version keeps them. */
  attributes: Record<string, unknown>;
  /** Where the NGFF metadata are: a file, or a place in it. */
  at: string;
  /** Takes places inside the NGFF metadata. */
  report: Report;
  /** The version that the group says; null where it does not. */
  version: string | null;
  /** False: there are no NGFF metadata at all (said already). */
  isNgff: boolean;
  /** True: the rules of 0.4 or 0.5 apply. */
  hasRules: boolean;
};

/** The NGFF side of a group of the store, which has to have the format of its root and the version of its parent. */
export function openGroup(
  walk: Pick<Walk, "findings">,
  node: StoreNode & { kind: "group" },
  report: Report,
  parent: NgffGroup | null = null,
): NgffGroup {
  const { path, file } = node;
  const { zarrFormat } = walk.findings;
  note(walk, path);
  const place = inFile(report, file);
  if (node.zarrFormat !== zarrFormat) {
    place("formats-mixed", "", `The group is of Zarr v${node.zarrFormat}, the root of the store of v${zarrFormat}.`);
  }
  if (node.zarrFormat === 2) {
    if (node.attributes.ome !== undefined) {
      place("ome-missing", "ome", 'NGFF metadata under "ome" belong to version 0.5, which needs Zarr v3.');
    }
    const version = multiscaleVersion(node.attributes);
    return { path, at: file, attributes: node.attributes, report: place, version, isNgff: true, hasRules: true };
  }
  const { ome } = node.attributes;
  const hasRules = validateVersion05(node.attributes, place);
  const version = isObject(ome) && typeof ome.version === "string" ? ome.version : null;
  if (parent !== null && version !== null && parent.version !== null && version !== parent.version) {
    const message = `The version is ${version}, that of the group above ${parent.version}.`;
    place("version-wrong", "ome.version", message);
  }
  const attributes = isObject(ome) ? ome : {};
  return {
    path,
    at: `${file}: ome`,
    attributes,
    report: below(place, "ome"),
    version,
    isNgff: isObject(ome),
    hasRules,
  };
}

function multiscaleVersion({ multiscales, plate, well }: Record<string, unknown>): string | null {
  const owner: unknown = plate ?? well ?? (Array.isArray(multiscales) ? multiscales[0] : null);
  return isObject(owner) && typeof owner.version === "string" ? owner.version : null;
}

/** A path below a folder of the store; "" is the root. */
export function joinPath(folder: string, name: string): string {
  return folder === "" ? name : `${folder}/${name}`;
}
