import type { FormatDescriptor, SniffInput } from "../reader.ts";
import { indexInFolder } from "../shared/plate/indexInFolder.ts";
import type { OpenPages } from "../shared/storedPages.ts";
import { isImageList } from "./fileNames.ts";

/** Plates of Yokogawa's CellVoyager (CV7000, CV8000, CQ1): planes in TIFF files that an XML file lists. */
export const cellvoyagerFormat = (openPages: OpenPages): FormatDescriptor => ({
  id: "cellvoyager",
  name: "CellVoyager plate",
  extensions: ["mlf", "mrf", "wpi"],
  sniff: ({ path, head, siblings }: SniffInput) => {
    if (path === "") return indexInFolder(siblings, isImageList) === null ? 0 : 2;
    const start = new TextDecoder("latin1").decode(head.subarray(0, 2048));
    // The four kinds of files that describe a measurement; well plates as products and corrections are not among them.
    return /<\w+:(?:MeasurementData|MeasurementDetail|MeasurementSetting|WellPlate)\s[^>]*yokogawa/.test(start) ? 2 : 0;
  },
  load: async () => {
    const { open } = await import("./reader.ts");
    return { open: (input) => open(input, openPages) };
  },
});
