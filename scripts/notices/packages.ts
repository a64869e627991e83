import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { type Notice, tidyText } from "./notice.ts";

/** Names of files in `licences/`, for a package that does not bring its texts itself. */
type Amendment = { instead: readonly string[] };

/** Files at the top of a package that must travel with it. */
const LICENCE_FILE = /^(?:licen[cs]e|copying|notice|third[-_ ]?party)/i;

/** Modules that tools put into a build, by the beginning of their ids, and the tools' packages. */
const HELPERS = [
  { start: "\0vite/", packageName: "vite" },
  { start: "\0rolldown/", packageName: "rolldown" },
];

/** Stands in for a package that is left out (`withoutEval.ts`): our own line. */
const OWN_MODULES = ["\0left-out:"];

/**
 * The notices for the npm packages of which a bundle has modules, sorted by name.
 *
 * @param root folder of the project
 * @param modules ids as rolldown lists them: paths, perhaps with a query, or `\0…` for what plugins make up
 * @throws {Error} for a module that is neither the project's nor a package's, and for a package without a licence or its text
 */
export function packageNotices(root: string, modules: Iterable<string>): Notice[] {
  const folders = new Set<string>();
  for (const id of modules) {
    const folder = packageFolder(root, id);
    if (folder !== null) folders.add(folder);
  }
  // The project's own file.
  const amendments = JSON.parse(readFileSync(join(root, "licences", "packages.json"), "utf8")) as Record<
    string,
    Amendment
  >;
  return [...folders]
    .map((folder) => noticeOf(root, folder, amendments))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

/** The folder of the package to which a module belongs; null for the project's own. */
function packageFolder(root: string, id: string): string | null {
  if (OWN_MODULES.some((start) => id.startsWith(start))) return null;
  const helper = HELPERS.find(({ start }) => id.startsWith(start));
  if (helper !== undefined) return join(root, "node_modules", helper.packageName);
  const path = id.replace(/^\0/, "").replace(/\?.*$/, "").replaceAll("\\", "/");
  const inside = /^(.*\/node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1];
  if (inside !== undefined) return inside;
  if (!id.startsWith("\0") && !relative(root, path).startsWith("..")) return null;
  throw new Error(`The bundle has a module of which nobody knows whose it is: ${JSON.stringify(id)}`);
}

function noticeOf(root: string, folder: string, amendments: Record<string, Amendment>): Notice {
  // What npm installed.
  const { name, version, license } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as Record<
    "name" | "version",
    string
  > & { license?: string };
  const instead = amendments[name]?.instead;
  const kept = (file: string): string => readFileSync(join(root, "licences", file), "utf8");
  const texts = instead?.map(kept) ?? ownTexts(folder);
  if (license === undefined || texts.length === 0) {
    throw new Error(`${name} ${version} is in the bundle and brings no licence: see licences/README.md`);
  }
  return { name, version, licence: license, texts: texts.map(tidyText) };
}

function ownTexts(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isFile() && LICENCE_FILE.test(entry.name))
    .map((entry) => readFileSync(join(folder, entry.name), "utf8"));
}
