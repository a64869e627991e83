import type { FormatDescriptor, SniffInput } from "../reader.ts";
import { dvByteOrder, isPlausibleHeader } from "./header.ts";

/** DeltaVision images (softWoRx, Priism, OMX, Cockpit): an MRC-like header with a signature of its own. */
export const dvFormat: FormatDescriptor = {
  id: "dv",
  name: "DeltaVision",
  extensions: ["dv", "r3d", "r3d_d3d", "rcpnl"],
  sniff: ({ head }: SniffInput) => {
    const order = dvByteOrder(head);
    if (order === null) return 0;
    // The signature is two bytes in the middle of the header: other files may have them by chance.
    return isPlausibleHeader(head, order === "little") ? 2 : 1;
  },
  load: () => import("./reader.ts"),
};
