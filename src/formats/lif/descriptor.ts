import type { FormatDescriptor, SniffInput } from "../reader.ts";
import type { OpenPages } from "../shared/storedPages.ts";

/**
 * Leica's LAS AF and LAS X files: one container for many images (LIF), or an image a file with XML files that list them. `openPages`:
 * for the pictures that these XML files name.
 */
export const leicaFormat = (openPages: OpenPages): FormatDescriptor => ({
  id: "lif",
  name: "Leica LIF, LOF and XLEF",
  extensions: ["lif", "lof", "xlef", "xlif", "xlcf", "xllf", "lifext"],
  sniff: ({ head }: SniffInput) => (isContainer(head) || isLeicaXml(head) ? 2 : 0),
  load: async () => {
    const { open } = await import("./reader.ts");
    return { open: (input) => open(input, openPages) };
  },
});

/** Block marker 0x70, text marker 0x2A, and the beginning of a text that only these files have, in UTF-16. */
function isContainer(head: Uint8Array): boolean {
  if (head[0] !== 0x70 || head[1] !== 0 || head[2] !== 0 || head[3] !== 0 || head[8] !== 0x2a) return false;
  const text = new TextDecoder("utf-16le").decode(head.subarray(13, 13 + 128));
  return text.startsWith("LMS_Object_File") || text.includes("<LMSDataContainer") || text.startsWith("<?xml");
}

/** An XML document whose root is Leica's, in any of the encodings that Leica's programs write. */
function isLeicaXml(head: Uint8Array): boolean {
  // Without the zeros of UTF-16 all of them read alike.
  const text = new TextDecoder("latin1").decode(head.subarray(0, 2048)).replaceAll("\0", "");
  return /^(?:ï»¿|ÿþ|þÿ)?\s*(?:<\?xml[^>]*>\s*)?(?:<!--[^]*?-->\s*)*<LMSDataContainer\w*Header[\s>]/.test(text);
}
