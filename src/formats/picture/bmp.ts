import { decodeBmp, readBmpHeader } from "../../codecs/bmp.ts";
import type { FormatModule } from "../reader.ts";
import { openPicture, type PictureFormat } from "./pictureReader.ts";

const bmp: PictureFormat = {
  id: "bmp",
  name: "BMP",
  async open(file, signal) {
    const header = readBmpHeader(await file.bytes(signal));
    return {
      header,
      frames: 1,
      durations: [],
      facts: { "Bits per pixel in the file": String(header.bitsPerPixel) },
      notes: [],
      decode: async (_, ofCall) => decodeBmp(await file.bytes(ofCall), { maximumBytes: file.maximumBytes }),
    };
  },
};

/** Opens a BMP file. */
export const open: FormatModule["open"] = (input) => openPicture(bmp, input);
