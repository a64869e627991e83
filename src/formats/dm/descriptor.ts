import type { FormatDescriptor, SniffInput } from "../reader.ts";

/** Gatan's DigitalMicrograph (Gatan Microscopy Suite), versions 3 and 4. */
export const dmFormat: FormatDescriptor = {
  id: "dm",
  name: "DigitalMicrograph",
  extensions: ["dm3", "dm4"],
  sniff: ({ head }: SniffInput) => {
    if (head.length < 24) return 0;
    const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
    const version = view.getUint32(0);
    if (version !== 3 && version !== 4) return 0;
    // How long the tags are, in which byte order the values are; then the tags, sorted or not, open or not.
    const length = version === 3 ? view.getUint32(4) : Number(view.getBigUint64(4));
    const at = version === 3 ? 8 : 12;
    const flags = [view.getUint32(at), head[at + 4]!, head[at + 5]!];
    return length > 0 && flags.every((flag) => flag <= 1) ? 2 : 0;
  },
  load: () => import("./reader.ts"),
};
