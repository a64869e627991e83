import type { FormatDescriptor, SniffInput } from "../reader.ts";
import { hasText } from "../shared/headBytes.ts";

/** What Andor's Solis writes. */
export const sifFormat: FormatDescriptor = {
  id: "sif",
  name: "Andor SIF",
  extensions: ["sif"],
  sniff: ({ head }: SniffInput) => (hasText(head, 0, "Andor Technology Multi-Channel File\n") ? 2 : 0),
  load: () => import("./reader.ts"),
};
