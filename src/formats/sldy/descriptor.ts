import type { FormatDescriptor, SniffInput } from "../reader.ts";
import { pixelFolder } from "./imageFolders.ts";

/** SlideBook 7 slides: a small YAML file beside a folder with the pixels. */
export const sldyFormat: FormatDescriptor = {
  id: "sldy",
  name: "SlideBook 7",
  extensions: ["sldy"],
  sniff: (input: SniffInput) => (isSlideRecord(input.head) && isSlide(input) ? 2 : 0),
  load: () => import("./reader.ts"),
};

/** SlideBook leaves copies of the slide's file in its folder ("SLD274A.tmp.copy"), which are no slides. */
function isSlide({ path, siblings }: SniffInput): boolean {
  const folder = `${pixelFolder(path)}/`;
  return /\.sldy$/i.test(path) || siblings.some((sibling) => sibling.startsWith(folder));
}

/** YAML whose first class is a slide record. */
function isSlideRecord(head: Uint8Array): boolean {
  const start = new TextDecoder("latin1").decode(head.subarray(0, 512));
  return /^(ï»¿)?---\s+StartClass:\s+ClassName: CSlideRecord/.test(start);
}
