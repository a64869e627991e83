import type { FormatDescriptor, SniffInput } from "../reader.ts";

/** The file in which a group or dataset says what it is. */
const NODE_FILE = /(?:^|\/)attributes\.json$/;

/** Folders of N5 datasets: each has an `attributes.json`. */
export const n5Format: FormatDescriptor = {
  id: "n5",
  name: "N5",
  extensions: ["n5"],
  sniff: ({ path, siblings }: SniffInput) => {
    if (path !== "") return 0;
    const nodes = siblings.filter((each) => NODE_FILE.test(each));
    // A name that others may use too: datasets below it are what makes a hierarchy of a folder. The root may say nothing.
    if (nodes.length === 0) return 0;
    return nodes.includes("attributes.json") && nodes.length > 1 ? 2 : 1;
  },
  load: () => import("./reader.ts"),
};
