import type { FormatDescriptor, SniffInput } from "../reader.ts";

/** MetaImage, the format of ITK: a header with its values behind it (.mha) or in other files (.mhd). */
export const metaImageFormat: FormatDescriptor = {
  id: "metaimage",
  name: "MetaImage",
  extensions: ["mha", "mhd"],
  sniff: ({ head }: SniffInput) =>
    /^(ObjectType|NDims)\s*[=:]/.test(new TextDecoder("latin1").decode(head.subarray(0, 64))) ? 2 : 0,
  load: () => import("./reader.ts"),
};
