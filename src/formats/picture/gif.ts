import { openGif } from "../../codecs/gif.ts";
import type { FormatModule } from "../reader.ts";
import { openPicture, type PictureFormat } from "./pictureReader.ts";

const gif: PictureFormat = {
  id: "gif",
  name: "GIF",
  async open(file, signal) {
    const { header, frames, durations, frame } = openGif(await file.bytes(signal), { maximumBytes: file.maximumBytes });
    return { header, frames, durations, facts: {}, notes: [], decode: async (index) => frame(index) };
  },
};

/** Opens a GIF file; its frames are time points. */
export const open: FormatModule["open"] = (input) => openPicture(gif, input);
