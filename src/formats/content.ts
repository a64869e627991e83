import { baseName } from "../model/paths.ts";
import { ZarrdropError } from "../model/errors.ts";
import { foreignFormat } from "./foreignFormats.ts";
import { CFB_SIGNATURE } from "./shared/cfb/signature.ts";
import type { SniffInput } from "./reader.ts";

const FILM_ADVICE = "Make a film of it that keeps each pixel, which can be read: ffmpeg -i FILE -c:v png film.mov";

/** Signatures of things that are often dropped but that no reader of ours opens. Offsets in bytes; text as ISO 8859-1. */
const KNOWN: readonly { at: number; bytes: string; what: string; advice?: string }[] = [
  { at: 0, bytes: "%PDF", what: "a PDF document" },
  {
    at: 4,
    bytes: "ftypavif",
    what: "an AVIF picture",
    advice: "Save it as PNG, which keeps each pixel: avifdec FILE.avif FILE.png",
  },
  { at: 4, bytes: "ftypheic", what: "an HEIC picture" },
  { at: 4, bytes: "ftypmif1", what: "an HEIF picture" },
  { at: 4, bytes: "ftyp", what: "an MP4 film (of H.264, H.265 or another codec)", advice: FILM_ADVICE },
  { at: 0, bytes: "\x1aE\xdf\xa3", what: "a Matroska or WebM film", advice: FILM_ADVICE },
  { at: 0, bytes: "\x8aMNG", what: "an MNG animation", advice: FILM_ADVICE },
  {
    at: 0,
    bytes: CFB_SIGNATURE,
    what: "an OLE2 document (Office, or an older microscope format)",
  },
  { at: 0, bytes: "PK\x03\x04", what: "a zip archive" },
  { at: 0, bytes: "\x1f\x8b", what: "a gzip archive" },
  { at: 0, bytes: "BZh", what: "a bzip2 archive" },
  { at: 0, bytes: "\xfd7zXZ\0", what: "an xz archive" },
  { at: 0, bytes: "7z\xbc\xaf\x27\x1c", what: "a 7-Zip archive" },
  { at: 0, bytes: "Rar!", what: "a RAR archive" },
  { at: 0, bytes: "MZ", what: "a Windows program" },
  { at: 0, bytes: "\x7fELF", what: "a Linux program" },
  { at: 0, bytes: "\x93NUMPY", what: "a NumPy array" },
  { at: 0, bytes: "8BPS", what: "a Photoshop document" },
];

/** The `unsupported-format` error for something that no format recognises: says what it looks like instead. */
export function unknownContent(input: SniffInput): ZarrdropError {
  if (input.path === "") {
    return new ZarrdropError("unsupported-format", describeFolder(input.siblings), {
      advice: "Drop the image files themselves, or a folder that is one image (an OME-Zarr store).",
    });
  }
  const file = baseName(input.path);
  const { advice } = foreignFormat(input.head, file) ?? knownContent(input.head) ?? {};
  return new ZarrdropError(
    "unsupported-format",
    `${file} is not an image that can be read here: ${describeFile(input)}.`,
    { file, ...(advice === undefined ? {} : { advice }) },
  );
}

function knownContent(head: Uint8Array): (typeof KNOWN)[number] | undefined {
  const start = Array.from(head.subarray(0, 64), (byte) => String.fromCharCode(byte)).join("");
  return KNOWN.find(({ at, bytes }) => start.startsWith(bytes, at));
}

function describeFolder(paths: readonly string[]): string {
  if (paths.length === 0) return "The folder is empty.";
  const some = paths.slice(0, 3).join(", ");
  return `The folder is not an image in itself. It holds ${paths.length === 1 ? "one file" : `${paths.length} files`} (${some}${paths.length > 3 ? ", …" : ""}).`;
}

function describeFile({ path, head, size }: SniffInput): string {
  if (size === 0) return "the file is empty";
  const foreign = foreignFormat(head, baseName(path));
  if (foreign !== null) return `it is ${foreign.what}; ${foreign.why ?? "that is not read yet"}`;
  if (head.every((byte) => byte === 0)) return "it begins with zeros only, as a copy that was cut off does";
  const known = knownContent(head);
  if (known !== undefined) return `it is ${known.what}`;
  const text = textOf(head);
  if (text === null) return "its content is of an unknown kind";
  const begin = text.trimStart().toLowerCase();
  if (begin.startsWith("<!doctype html") || begin.startsWith("<html"))
    return "it is a web page, perhaps a failed download";
  if (begin.startsWith("version https://git-lfs"))
    return "it is a Git LFS pointer; the image itself was not downloaded";
  if (begin.startsWith("<?xml") || begin.startsWith("<ome")) return "it is an XML document";
  if (begin.startsWith("{") || begin.startsWith("[")) return "it is a JSON document";
  return "it is a text file";
}

/** The bytes as text if they are text (UTF-8 without control characters), else null. */
function textOf(head: Uint8Array): string | null {
  // oxlint-disable-next-line no-control-regex -- a control character is what tells binary data from text.
  const control = /[\u0000-\u0008\u000E-\u001F]/;
  const text = new TextDecoder().decode(head);
  // The head may cut a character in two: one replacement character at the end is no sign of binary data.
  const whole = text.endsWith("\uFFFD") ? text.slice(0, -1) : text;
  return whole.includes("\uFFFD") || control.test(whole) ? null : text;
}
