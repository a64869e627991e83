import type { FormatDescriptor, SniffInput } from "../reader.ts";
import type { OpenPages } from "../shared/storedPages.ts";
import { isIndex } from "./fileNames.ts";

/** MetaMorph's .nd files: an index of TIFF files or stacks by wavelength, stage position and time. */
export const metamorphFormat = (openPages: OpenPages): FormatDescriptor => ({
  id: "metamorph",
  name: "MetaMorph ND",
  extensions: ["nd"],
  sniff: ({ path, head, siblings }: SniffInput) => {
    if (path === "") return siblings.some(isIndex) ? 1 : 0;
    return new TextDecoder("latin1").decode(head.subarray(0, 32)).startsWith('"NDInfoFile"') ? 2 : 0;
  },
  load: async () => {
    const { open } = await import("./reader.ts");
    return { open: (input) => open(input, openPages) };
  },
});
