import { loadJpeg2000Decoder, readJpeg2000Header } from "../../codecs/jpeg2000.ts";
import type { FormatModule } from "../reader.ts";
import { openPicture, type PictureFormat } from "./pictureReader.ts";
import { rgbOfSycc } from "./sycc.ts";

const jpeg2000: PictureFormat = {
  id: "jpeg2000",
  name: "JPEG 2000",
  async open(file, signal) {
    const header = readJpeg2000Header(await file.bytes(signal));
    const decoder = await loadJpeg2000Decoder();
    const isSycc = header.colourSpace === "sycc" && header.samples >= 3 && header.dtype.startsWith("uint");
    return {
      header,
      frames: 1,
      durations: [],
      facts: isSycc ? { "Colours in the file": "luminance and chroma (sYCC)" } : {},
      notes: [],
      decode: async (_, ofCall, room) => {
        const picture = decoder(await file.bytes(ofCall), { maximumBytes: file.maximumBytes, room });
        return isSycc ? rgbOfSycc(picture) : picture;
      },
    };
  },
};

/** Opens a JPEG 2000 file or code stream. */
export const open: FormatModule["open"] = (input) => openPicture(jpeg2000, input);
