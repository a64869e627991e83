import type { FormatDescriptor, SniffInput } from "../reader.ts";
import { CFB_SIGNATURE } from "../shared/cfb/signature.ts";
import { hasText } from "../shared/headBytes.ts";
import type { OpenPages } from "../shared/storedPages.ts";
import { isMainFile } from "./fileNames.ts";

/** Olympus FluoView: OIB, an acquisition in one file, and OIF, the same as a main file with a folder. */
export const fluoviewFormat = (openPages: OpenPages): FormatDescriptor => ({
  id: "fluoview",
  name: "Olympus FluoView OIB and OIF",
  extensions: ["oib", "oif"],
  sniff: ({ path, head, siblings }: SniffInput) => {
    if (path === "") return siblings.filter(isMainFile).length === 1 ? 1 : 0;
    // What is in a compound file stands at its end: the name has to tell it from those of Office.
    if (hasText(head, 0, CFB_SIGNATURE)) return /\.oib$/i.test(path) ? 2 : 0;
    return /\.oif$/i.test(path) && (hasText(head, 0, "\xff\xfe[\0") || hasText(head, 0, "[")) ? 2 : 0;
  },
  load: async () => {
    const { open } = await import("./reader.ts");
    return { open: (input) => open(input, openPages) };
  },
});
