import type { FormatDescriptor, SniffInput } from "../reader.ts";

/** Datasets of BigDataViewer and BigStitcher: an XML file that names the HDF5 file, or the N5 folder, with the pixels. */
export const bdvFormat: FormatDescriptor = {
  id: "bdv",
  name: "BigDataViewer",
  extensions: ["bdv.xml"],
  sniff: ({ path, head }: SniffInput) => {
    if (path === "") return 0;
    const start = new TextDecoder("latin1").decode(head.subarray(0, 2048));
    return /^(?:ï»¿)?\s*(?:<\?xml[^>]*>\s*)?(?:<!--[^]*?-->\s*)*<SpimData[\s>]/.test(start) ? 2 : 0;
  },
  load: () => import("./reader.ts"),
};
