import type { FormatDescriptor, SniffInput } from "../reader.ts";

/** Folders of N5 datasets: each has an `attributes.json`. */
export const n5Format: FormatDescriptor = {
  id: "n5",
  name: "N5",
  extensions: ["n5"],
  sniff: ({ path, siblings }: SniffInput) => {
    if (path !== "") return 0;
    const isNode = siblings.includes("attributes.json");
    if (!isNode) return 0;
    // A name that others may use too: datasets below it, or their blocks beside it, are what makes a hierarchy of it.
    return siblings.some((each) => each.endsWith("/attributes.json")) ? 2 : 1;
  },
  load: () => import("./reader.ts"),
};
