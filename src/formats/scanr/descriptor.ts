import type { FormatDescriptor, SniffInput } from "../reader.ts";
import { indexInFolder } from "../shared/plate/indexInFolder.ts";
import type { OpenPages } from "../shared/storedPages.ts";
import { isDescriptor } from "./fileNames.ts";

/** Plates of Olympus' ScanR: planes in TIFF files whose names say where they belong, beside a description of the experiment. */
export const scanrFormat = (openPages: OpenPages): FormatDescriptor => ({
  id: "scanr",
  name: "ScanR plate",
  extensions: [],
  sniff: ({ path, siblings }: SniffInput) => {
    if (path === "") return indexInFolder(siblings, isDescriptor) === null ? 0 : 2;
    return isDescriptor(path) ? 2 : 0;
  },
  load: async () => {
    const { open } = await import("./reader.ts");
    return { open: (input) => open(input, openPages) };
  },
});
