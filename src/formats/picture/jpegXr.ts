import { type JpegXrPicture, loadJpegXrDecoder, readJpegXrHeader } from "../../codecs/jpegXr.ts";
import type { FormatModule } from "../reader.ts";
import { openPicture, type PictureFormat } from "./pictureReader.ts";

const jpegXr: PictureFormat = {
  id: "jpegxr",
  name: "JPEG XR",
  async open(file, signal) {
    const header = readJpegXrHeader(await file.bytes(signal));
    const decoder = await loadJpegXrDecoder();
    return {
      header,
      frames: 1,
      durations: [],
      facts: {},
      notes: [],
      decode: async (_, ofCall, room) =>
        redFirst(decoder(await file.bytes(ofCall), { maximumBytes: file.maximumBytes, room })),
    };
  },
};

/** Pictures have their samples in the order red, green, blue; the file may store them the other way. */
function redFirst(picture: JpegXrPicture): JpegXrPicture {
  if (!picture.blueFirst) return picture;
  const { samples } = picture;
  // Only elements of one array change places: their type does not matter.
  const pixels = picture.pixels.slice() as Uint8Array;
  for (let at = 0; at < pixels.length; at += samples) {
    const blue = pixels[at]!;
    pixels[at] = pixels[at + 2]!;
    pixels[at + 2] = blue;
  }
  return { ...picture, pixels, blueFirst: false };
}

/** Opens a JPEG XR file. */
export const open: FormatModule["open"] = (input) => openPicture(jpegXr, input);
