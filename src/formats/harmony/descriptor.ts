import type { FormatDescriptor, SniffInput } from "../reader.ts";
import { indexInFolder } from "../shared/plate/indexInFolder.ts";
import type { OpenPages } from "../shared/storedPages.ts";
import { isHarmonyIndex } from "./indexNames.ts";

/** Plates of Revvity's (PerkinElmer's) Operetta, Opera Phenix and Sonata: planes in TIFF files that an XML file lists, as Harmony or Columbus exports them. */
export const harmonyFormat = (openPages: OpenPages): FormatDescriptor => ({
  id: "harmony",
  name: "Harmony plate (Operetta, Phenix)",
  extensions: ["idx.xml", "columbusidx.xml"],
  sniff: ({ path, head, siblings }: SniffInput) => {
    if (path === "") return indexInFolder(siblings, isHarmonyIndex) === null ? 0 : 2;
    return isIndexDocument(head) ? 2 : 0;
  },
  load: async () => {
    const { open } = await import("./reader.ts");
    return { open: (input) => open(input, openPages) };
  },
});

/** The roots of Harmony's and Columbus's indices, whose namespaces differ by version. */
function isIndexDocument(head: Uint8Array): boolean {
  const start = new TextDecoder("latin1").decode(head.subarray(0, 2048)).replace(/^ï»¿/, "");
  const root = /^\s*(?:<\?xml[^>]*>\s*)?(?:<!--[^]*?-->\s*)*<(?:\w+:)?(\w+)([^>]*)>/.exec(start);
  if (root === null) return false;
  return root[1] === "ColumbusMeasurementIndex" || (root[1] === "EvaluationInputData" && /Harmony/i.test(root[2]!));
}
