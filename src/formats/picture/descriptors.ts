import type { FormatDescriptor, FormatModule, SniffInput } from "../reader.ts";

/** Whether the head has these bytes (ISO 8859-1) at a place. */
function has(head: Uint8Array, bytes: string, at = 0): boolean {
  for (let index = 0; index < bytes.length; index++) {
    if (head[at + index] !== bytes.charCodeAt(index)) return false;
  }
  return true;
}

function picture(
  id: string,
  name: string,
  extensions: readonly string[],
  mediaType: string,
  isIt: (head: Uint8Array) => boolean,
  load: () => Promise<FormatModule>,
): FormatDescriptor {
  return { id, name, extensions, mediaType, sniff: ({ head }: SniffInput) => (isIt(head) ? 2 : 0), load };
}

/** "BM" alone could begin a text: the header's size is one that exists. */
function isBmp(head: Uint8Array): boolean {
  if (!has(head, "BM") || head.length < 26) return false;
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  return [12, 16, 40, 52, 56, 64, 108, 124].includes(view.getUint32(14, true));
}

/** Picture files, each known by its signature. */
export const pictureFormats: readonly FormatDescriptor[] = [
  picture(
    "png",
    "PNG",
    ["png"],
    "image/png",
    (head) => has(head, "\x89PNG\r\n\x1a\n"),
    () => import("./png.ts"),
  ),
  picture(
    "jpeg",
    "JPEG",
    ["jpg", "jpeg"],
    "image/jpeg",
    (head) => has(head, "\xff\xd8\xff"),
    () => import("./jpeg.ts"),
  ),
  picture(
    "gif",
    "GIF",
    ["gif"],
    "image/gif",
    (head) => has(head, "GIF87a") || has(head, "GIF89a"),
    () => import("./gif.ts"),
  ),
  picture("bmp", "BMP", ["bmp"], "image/bmp", isBmp, () => import("./bmp.ts")),
  picture(
    "webp",
    "WebP",
    ["webp"],
    "image/webp",
    (head) => has(head, "RIFF") && has(head, "WEBP", 8),
    () => import("./webp.ts"),
  ),
  picture(
    "jpeg2000",
    "JPEG 2000",
    ["jp2", "j2k", "jpf", "jpx"],
    "image/jp2",
    (head) => has(head, "\0\0\0\x0cjP  \r\n\x87\n") || has(head, "\xff\x4f\xff\x51"),
    () => import("./jpeg2000.ts"),
  ),
  picture(
    "jpegxr",
    "JPEG XR",
    ["jxr", "wdp", "hdp"],
    "image/jxr",
    (head) => has(head, "II\xbc\x01"),
    () => import("./jpegXr.ts"),
  ),
];
