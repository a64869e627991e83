import { readFile, writeFile } from "node:fs/promises";
import { platformName } from "../src/bytes/platformFailures.ts";
import { ZarrdropError } from "../src/model/errors.ts";

/** How every script of `pythonScript` and of `clusterScript` begins. */
const BEGINNING =
  /^"""Converts [^\n]* with (?:bioio-conversion|Zarrdrop on a Dask cluster), as planned in Zarrdrop\.\n/u;

/**
 * Writes a script. A file that is there is only written over if it is such a script: never a source, a packed store or
 * whatever else.
 * @throws `exists`, `storage`
 */
export async function writeScript(file: string, text: string): Promise<void> {
  try {
    const before = await readFile(file, "utf8").catch((thrown: unknown) => {
      if (platformName(thrown) === "ENOENT") return null;
      throw thrown;
    });
    if (before !== null && !BEGINNING.test(before)) {
      throw new ZarrdropError("exists", `${file} is there already, and it is no script of Zarrdrop.`, {
        file,
        safe: "Nothing was changed.",
        advice: "Name another file.",
      });
    }
    await writeFile(file, text, { flag: before === null ? "wx" : "w" });
  } catch (thrown) {
    if (thrown instanceof ZarrdropError) throw thrown;
    throw new ZarrdropError("storage", `${file} could not be written.`, { file, advice: "Check the path." }, thrown);
  }
}
