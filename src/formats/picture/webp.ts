import { loadWebpAnimations } from "../../codecs/webp.ts";
import type { FormatModule } from "../reader.ts";
import { openPicture, type PictureFormat } from "./pictureReader.ts";

const webp: PictureFormat = {
  id: "webp",
  name: "WebP",
  async open(file, signal) {
    const openWebp = await loadWebpAnimations();
    const { header, frames, durations, frame } = openWebp(await file.bytes(signal), {
      maximumBytes: file.maximumBytes,
    });
    return { header, frames, durations, facts: {}, notes: [], decode: async (index) => frame(index) };
  },
};

/** Opens a WebP file. */
export const open: FormatModule["open"] = (input) => openPicture(webp, input);
