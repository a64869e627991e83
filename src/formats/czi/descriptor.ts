import type { FormatDescriptor, SniffInput } from "../reader.ts";

const SIGNATURE = "ZISRAWFILE";

/** Carl Zeiss images, as ZEN writes them. Told by the identifier of the first segment. */
export const cziFormat: FormatDescriptor = {
  id: "czi",
  name: "Zeiss CZI",
  extensions: ["czi"],
  sniff: ({ head }: SniffInput) => {
    for (let index = 0; index < SIGNATURE.length; index++) {
      if (head[index] !== SIGNATURE.charCodeAt(index)) return 0;
    }
    return 2;
  },
  load: () => import("./reader.ts"),
};
