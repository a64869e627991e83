import type { FormatDescriptor, SniffInput } from "../reader.ts";

/** Image Cytometry Standard, version 1 (a header with its values in another file) and 2: what Huygens writes. */
export const icsFormat: FormatDescriptor = {
  id: "ics",
  name: "ICS",
  extensions: ["ics"],
  sniff: ({ head }: SniffInput) =>
    /^.?\r?\n?ics_version\b/.test(new TextDecoder("latin1").decode(head.subarray(0, 32))) ? 2 : 0,
  load: () => import("./reader.ts"),
};
