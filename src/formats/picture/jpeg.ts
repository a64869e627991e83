import type { DecodedPicture } from "../../codecs/codec.ts";
import { type JpegHeader, loadJpegDecoder, readJpegHeader } from "../../codecs/jpeg.ts";
import type { FormatModule } from "../reader.ts";
import { openPicture, type PictureFormat } from "./pictureReader.ts";

const jpeg: PictureFormat = {
  id: "jpeg",
  name: "JPEG",
  async open(file, signal) {
    const header = readJpegHeader(await file.bytes(signal));
    const decoder = await loadJpegDecoder();
    const inverted = isInvertedCmyk(header);
    const facts: Record<string, string> = { "JPEG process": header.process };
    const notes: string[] = [];
    if (header.samples === 4) {
      facts["Colour model"] = "CMYK";
      notes.push("The four samples are cyan, magenta, yellow and black, not red, green, blue and alpha.");
    }
    if (header.process !== "lossless") notes.push("JPEG is lossy: the pixels are not those that the camera saw.");
    return {
      header,
      frames: 1,
      durations: [],
      facts,
      notes,
      decode: async (_, ofCall, room) => {
        const picture = decoder(await file.bytes(ofCall), { maximumBytes: file.maximumBytes, room });
        return inverted ? invert(picture) : picture;
      },
    };
  },
};

/** Adobe's programs store CMYK upside down; readers that know (Pillow among them) turn it. */
function isInvertedCmyk(header: JpegHeader): boolean {
  return header.samples === 4 && header.adobeTransform !== null;
}

function invert(picture: DecodedPicture): DecodedPicture {
  const most = 2 ** picture.bits - 1;
  // JPEG's values are 8- or 16-bit numbers: either way subtraction stays in the type.
  const pixels = picture.pixels.slice() as Uint8Array;
  for (let index = 0; index < pixels.length; index++) pixels[index] = most - pixels[index]!;
  return { ...picture, pixels };
}

/** Opens a JPEG file. */
export const open: FormatModule["open"] = (input) => openPicture(jpeg, input);
