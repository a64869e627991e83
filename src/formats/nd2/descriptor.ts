import type { FormatDescriptor, SniffInput } from "../reader.ts";

/** Nikon NIS-Elements: files of chunks (version 2 and later), and the older ones built on JPEG 2000. */
export const nd2Format: FormatDescriptor = {
  id: "nd2",
  name: "Nikon ND2",
  extensions: ["nd2"],
  sniff: ({ head, path }: SniffInput) => {
    if (isChunkFile(head)) return 2;
    // Older files look like any JPEG 2000 picture up to their last bytes, which nobody has read yet: there the name decides who
    // tries first, and a picture that only has the name goes back to the picture reader.
    return isJpeg2000File(head) && path.toLowerCase().endsWith(".nd2") ? 3 : 0;
  },
  load: () => import("./reader.ts"),
};

/** The magic number of a chunk (0x0ABECEDA, little-endian), which every file begins with. */
function isChunkFile(head: Uint8Array): boolean {
  return head[0] === 0xda && head[1] === 0xce && head[2] === 0xbe && head[3] === 0x0a;
}

/** The signature box of ITU-T T.800, annex I.5.1. */
function isJpeg2000File(head: Uint8Array): boolean {
  const signature = [0, 0, 0, 12, 0x6a, 0x50, 0x20, 0x20, 0x0d, 0x0a, 0x87, 0x0a];
  return signature.every((byte, index) => head[index] === byte);
}
