// npm run stack -- FILE [MAPS]: a stack of the built page, from a bug report, with the places in the sources. Without FILE from standard input.
//
// MAPS is the folder with the source maps (dist/maps, which `npm run build` writes). Scripts carry a hash of their content in their names: for a
// report of another version build that one first.

import { existsSync, readFileSync } from "node:fs";
import { SourceMap } from "node:module";
import { join, posix } from "node:path";
import { fileURLToPath } from "node:url";

/** An address of a script with line and column, as all browsers write it. */
const PLACE = /[^\s()@]*?([\w-]+\.js):(\d+):(\d+)/gu;

/**
 * The same text, each place in a built script replaced by the one in the source that it was made of. Places of scripts for
 * which there is no map stay.
 *
 * @param {string} stack
 * @param {string} maps folder
 * @returns {string}
 */
export function readStack(stack, maps) {
  /** @type {Map<string, SourceMap | null>} */
  const known = new Map();
  return stack.replaceAll(PLACE, (place, script, line, column) => {
    if (!known.has(script)) known.set(script, readMap(join(maps, `${script}.map`)));
    // Stacks count from one, maps from zero.
    const entry = known.get(script)?.findEntry(Number(line) - 1, Number(column) - 1);
    if (entry === undefined || !("originalSource" in entry) || entry.originalSource === undefined) return place;
    const source = posix.normalize(entry.originalSource).replace(/^(?:\.\.\/)+/u, "");
    return `${source}:${entry.originalLine + 1}:${entry.originalColumn + 1}`;
  });
}

/** @param {string} file */
function readMap(file) {
  return existsSync(file) ? new SourceMap(JSON.parse(readFileSync(file, "utf8"))) : null;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [, , file, maps = fileURLToPath(new URL("../dist/maps", import.meta.url))] = process.argv;
  process.stdout.write(readStack(readFileSync(file ?? 0, "utf8"), maps));
}
