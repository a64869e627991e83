import type { FormatDescriptor, SniffInput } from "../reader.ts";
import { hasText } from "../shared/headBytes.ts";

/** Series of images and spectra of TIA (Emispec, FEI's electron microscopes), by their own file or by the .emi that tells of them. */
export const serFormat: FormatDescriptor = {
  id: "ser",
  name: "TIA series",
  extensions: ["ser", "emi"],
  sniff: ({ path, head, siblings }: SniffInput) => {
    if (hasText(head, 0, "II\x97\x01")) return 2;
    if (!hasText(head, 0, "JK\0")) return 0;
    const base = path.replace(/\.emi$/i, "_");
    return base !== path && siblings.some((other) => other.startsWith(base) && /\.ser$/i.test(other)) ? 2 : 1;
  },
  load: () => import("./reader.ts"),
};
