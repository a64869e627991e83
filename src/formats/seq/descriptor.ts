import type { FormatDescriptor, SniffInput } from "../reader.ts";
import { hasText } from "../shared/headBytes.ts";

/** Norpix StreamPix' films of frames that stand for themselves. */
export const seqFormat: FormatDescriptor = {
  id: "seq",
  name: "Norpix SEQ",
  extensions: ["seq"],
  sniff: ({ head }: SniffInput) => (hasText(head, 0, "\xed\xfe\0\0N\0o\0r\0p\0i\0x\0") ? 2 : 0),
  load: () => import("./reader.ts"),
};
