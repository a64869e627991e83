import { loadPngDecoder, readPngHeader } from "../../codecs/png.ts";
import type { FormatModule } from "../reader.ts";
import { openPicture, type PictureFormat } from "./pictureReader.ts";

const png: PictureFormat = {
  id: "png",
  name: "PNG",
  async open(file, signal) {
    const bytes = await file.bytes(signal);
    const header = readPngHeader(bytes);
    const decoder = await loadPngDecoder();
    const notes: string[] = [];
    if (header.transparency !== null) notes.push("The transparent colours of this PNG are kept as plain colours.");
    if (isAnimated(bytes)) notes.push("This PNG is animated: only its still picture is read.");
    return {
      header,
      frames: 1,
      durations: [],
      facts: { "Colour type": header.colour, "Bits per sample in the file": String(header.depth) },
      notes,
      decode: async (_, ofCall, room) => decoder(await file.bytes(ofCall), { room }),
    };
  },
};

/** An animation's control chunk stands before the pixels; the header check above has walked these chunks. */
function isAnimated(bytes: Uint8Array): boolean {
  const text = new TextDecoder("latin1").decode(bytes.subarray(0, 4096));
  const control = text.indexOf("acTL");
  const pixels = text.indexOf("IDAT");
  return control > 0 && (pixels < 0 || control < pixels);
}

export const open: FormatModule["open"] = (input) => openPicture(png, input);
