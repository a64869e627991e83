import { realpath } from "node:fs/promises";
import { join, parse, sep } from "node:path";
import { ZarrdropError } from "../../model/errors.ts";

/**
 * A path that no part of the program can take for another one than the system does: in `link/../x` the system goes up from where the link
 * leads to, joining names goes back to the folder that the link lies in. Given back as it is where that cannot matter: without a name before
 * `..`, and where there is no such folder.
 * @throws `setting` for what no system takes for a path
 */
export async function walkedPath(path: string): Promise<string> {
  if (path.includes("\0")) {
    throw new ZarrdropError(
      "setting",
      `The path ${JSON.stringify(path)} has a character (NUL) that no path can have.`,
      {
        advice: "Look where it comes from: a file of this encoding may be read as one of another.",
      },
    );
  }
  const parts = path.split(sep === "\\" ? /[\\/]/u : sep);
  const last = parts.lastIndexOf("..");
  const { root } = parse(path);
  const isUpwardsOnly = root === "" && parts.slice(0, last + 1).every((part) => ["", ".", ".."].includes(part));
  if (last === -1 || isUpwardsOnly) return path;
  const above = await realpath(parts.slice(0, last + 1).join(sep)).catch(() => null);
  return above === null ? path : join(above, ...parts.slice(last + 1));
}
