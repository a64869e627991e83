import { loadJpeg2000Decoder, readJpeg2000Header } from "../../codecs/jpeg2000.ts";
import type { FormatModule } from "../reader.ts";
import { openPicture, type PictureFormat } from "./pictureReader.ts";

const jpeg2000: PictureFormat = {
  id: "jpeg2000",
  name: "JPEG 2000",
  async open(file, signal) {
    const header = readJpeg2000Header(await file.bytes(signal));
    const decoder = await loadJpeg2000Decoder();
    const notes: string[] = [];
    if (header.colourSpace === "sycc")
      notes.push("The samples are luminance and chroma (sYCC), not red, green and blue.");
    return {
      header,
      frames: 1,
      durations: [],
      facts: {},
      notes,
      decode: async (_, ofCall, room) => decoder(await file.bytes(ofCall), { maximumBytes: file.maximumBytes, room }),
    };
  },
};

export const open: FormatModule["open"] = (input) => openPicture(jpeg2000, input);
