import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";

/** Everything below a folder by its path, empty folders and files of any name included, with the bytes of files. */
export function contentsOf(folder: string): Record<string, string> {
  const contents: Record<string, string> = {};
  for (const name of readdirSync(folder, { recursive: true, encoding: "utf8" })) {
    const path = join(folder, name);
    contents[name] = statSync(path).isFile() ? readFileSync(path, "latin1") : "folder";
  }
  return contents;
}
