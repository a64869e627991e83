import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type Notice, tidyText } from "./notice.ts";

/** A font whose files lie in `src/app/styles/fonts/`: one entry of `licences/fonts.json`. */
type Font = Omit<Notice, "texts"> & {
  /** Name of its file, without `.woff2`. */
  file: string;
  /** Names of files in `licences/`. */
  texts: readonly string[];
};

/**
 * The notices for some fonts.
 *
 * @param files names without `.woff2`
 * @throws {Error} for a font of which nothing is known
 */
export function fontNotices(root: string, files: Iterable<string>): Notice[] {
  const wanted = [...files].toSorted();
  if (wanted.length === 0) return [];
  // The project's own file.
  const fonts = JSON.parse(readFileSync(join(root, "licences", "fonts.json"), "utf8")) as Font[];
  return wanted.map((file) => {
    const font = fonts.find((each) => each.file === file);
    if (font === undefined)
      throw new Error(`${file}.woff2 is in no entry of licences/fonts.json: nobody knows its licence`);
    const { name, version, licence, texts } = font;
    return {
      name,
      version,
      licence,
      texts: texts.map((text) => tidyText(readFileSync(join(root, "licences", text), "utf8"))),
    };
  });
}
