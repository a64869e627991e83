import type { FormatDescriptor, SniffInput } from "../reader.ts";

const HEADER_BYTES = 4100;
/** A number that WinView and LightField put into each header. */
const SIGNATURE = { at: 2996, value: 0x01234567 };

/** Princeton Instruments' files (WinView, WinSpec, LightField). */
export const speFormat: FormatDescriptor = {
  id: "spe",
  name: "Princeton Instruments SPE",
  extensions: ["spe"],
  sniff: ({ path, head, size }: SniffInput) => {
    if (size < HEADER_BYTES || head.length < SIGNATURE.at + 4) return 0;
    const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
    const isSigned = view.getUint32(SIGNATURE.at, true) === SIGNATURE.value;
    const hasSizes = view.getUint16(42, true) > 0 && view.getUint16(656, true) > 0 && view.getUint16(108, true) <= 8;
    if (!hasSizes) return 0;
    return isSigned ? 2 : /\.spe$/i.test(path) ? 1 : 0;
  },
  load: () => import("./reader.ts"),
};
