import { openApng } from "../../codecs/apng.ts";
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
    const { maximumBytes } = file;
    const animation = openApng(bytes, decoder, { maximumBytes });
    const notes: string[] = [];
    if (header.transparency !== null) notes.push("The transparent colours of this PNG are kept as plain colours.");
    return {
      header,
      frames: animation?.frames ?? 1,
      durations: animation?.durations ?? [],
      facts: { "Colour type": header.colour, "Bits per sample in the file": String(header.depth) },
      notes,
      decode: async (frame, ofCall, room) =>
        animation?.frame(frame) ?? decoder(await file.bytes(ofCall), { maximumBytes, room }),
    };
  },
};

/** Opens a PNG file, animated ones too. */
export const open: FormatModule["open"] = (input) => openPicture(png, input);
