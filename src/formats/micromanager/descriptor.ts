import type { FormatDescriptor, SniffInput } from "../reader.ts";
import { indexInFolder } from "../shared/plate/indexInFolder.ts";
import type { OpenPages } from "../shared/storedPages.ts";
import { isMetadataFile, isPlaneFile } from "./fileNames.ts";

/** Micro-Manager's folders of single planes, which a metadata.txt lists; its stacks are OME-TIFF and NDTiff files. */
export const micromanagerFormat = (openPages: OpenPages): FormatDescriptor => ({
  id: "micromanager",
  name: "Micro-Manager folder",
  extensions: [],
  sniff: ({ path, head, siblings }: SniffInput) => {
    if (path === "") return siblings.some(isPlaneFile) && indexInFolder(siblings, isMetadataFile) !== null ? 2 : 0;
    const start = new TextDecoder("latin1").decode(head.subarray(0, 64));
    return isMetadataFile(path) && /^\s*\{\s*"(?:Summary"|FrameKey-|Coords-)/.test(start) ? 2 : 0;
  },
  load: async () => {
    const { open } = await import("./reader.ts");
    return { open: (input) => open(input, openPages) };
  },
});
