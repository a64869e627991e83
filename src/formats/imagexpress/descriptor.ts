import type { FormatDescriptor, SniffInput } from "../reader.ts";
import { indexInFolder } from "../shared/plate/indexInFolder.ts";
import type { OpenPages } from "../shared/storedPages.ts";
import { isCertainPlane, isPlateIndex } from "./plateFolder.ts";

/** Plates of Molecular Devices' ImageXpress: planes in TIFF files that MetaXpress lays in folders by time and section, with or without an .HTD file. */
export const imagexpressFormat = (openPages: OpenPages): FormatDescriptor => ({
  id: "imagexpress",
  name: "ImageXpress plate",
  extensions: ["htd"],
  sniff: ({ path, head, siblings }: SniffInput) => {
    if (path !== "") return new TextDecoder("latin1").decode(head.subarray(0, 32)).startsWith('"HTSInfoFile"') ? 2 : 0;
    if (indexInFolder(siblings, isPlateIndex) !== null) return 2;
    return siblings.some(isCertainPlane) ? 1 : 0;
  },
  load: async () => {
    const { open } = await import("./reader.ts");
    return { open: (input) => open(input, openPages) };
  },
});
