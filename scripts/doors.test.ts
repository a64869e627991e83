import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, posix, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const root = fileURLToPath(new URL("..", import.meta.url));
const DOORS = readDoors(readFileSync(join(root, "ARCHITECTURE.md"), "utf8"));
const ROOMS = [...DOORS.keys()];

/**
 * The real `tsconfig.json` files over a model of the house: each room has one file to be imported, and one that imports all
 * the other rooms, one a line.
 */
describe("doors between rooms", () => {
  const house = mkdtempSync(join(tmpdir(), "zarrdrop-doors-"));
  let refused = new Map<string, Set<string>>();

  beforeAll(() => {
    for (const name of ["tsconfig.base.json", "tsconfig.json", ...ROOMS.map((room) => `${room}/tsconfig.json`)]) {
      mkdirSync(dirname(join(house, name)), { recursive: true });
      cpSync(join(root, name), join(house, name));
    }
    // Only the rooms: the house's other projects have no sources here.
    const references = ROOMS.map((path) => ({ path }));
    writeFileSync(join(house, "tsconfig.json"), JSON.stringify({ files: [], references }));
    for (const room of ROOMS) {
      writeFileSync(join(house, room, "inside.ts"), "export const inside = 1;\n");
      const imports = ROOMS.map((other) =>
        other === room ? "" : `export { inside as ${nameOf(other)} } from "${upFrom(room)}${other}/inside.ts";`,
      );
      writeFileSync(join(house, room, "doors.ts"), `${imports.join("\n")}\n`);
      // Types that the rooms' configurations name are not needed to see where an import leads.
      const file = join(house, room, "tsconfig.json");
      writeFileSync(file, readFileSync(file, "utf8").replace(/"types": \[[^\]]*\]/, '"types": []'));
    }
    const compiler = join(root, "node_modules/typescript/bin/tsc");
    const { stdout } = spawnSync(process.execPath, [compiler, "-b", "--pretty", "false"], {
      cwd: house,
      encoding: "utf8",
    });
    refused = new Map(ROOMS.map((room) => [room, new Set()]));
    for (const [, room = "", line = ""] of stdout.matchAll(/^(\S+)\/doors\.ts\((\d+),\d+\): error/gm)) {
      refused.get(room)?.add(ROOMS[Number(line) - 1]!);
    }
  }, 60_000);

  afterAll(() => rmSync(house, { recursive: true, force: true }));

  it.each(ROOMS)("%s sees what it may import and nothing else", (room) => {
    const seen = ROOMS.filter((other) => other !== room && !refused.get(room)!.has(other));
    expect(seen.toSorted()).toEqual(DOORS.get(room)!.toSorted());
  });
});

/** Shelves of a format's folder, each of which may import those before it. */
const SHELVES: Record<string, string[]> = { tiff: ["container", "pixels", "series", "ome"] };

describe("doors inside of the formats' room", () => {
  const formats = join(root, "src/formats");
  const files = readdirSync(formats, { recursive: true, encoding: "utf8" })
    .map((path) => path.split(sep).join("/"))
    .filter((path) => path.includes("/") && path.endsWith(".ts") && !path.endsWith(".test.ts"));
  /** What a file imports from this room. */
  const importsOf = (path: string): string[] =>
    [...readFileSync(join(formats, path), "utf8").matchAll(/(?:from |import\()"(\.[^"]+)"/g)]
      .map(([, specifier = ""]) => posix.join(posix.dirname(path), specifier))
      .filter((target) => !target.startsWith("../"));

  it("no format imports another's folder, and what they share imports none", () => {
    const wrong = files.flatMap((path) => {
      const [folder] = path.split("/");
      const isOpen = (target: string): boolean => [folder, "shared", "reader.ts"].includes(target.split("/")[0]);
      return importsOf(path)
        .filter((target) => !isOpen(target))
        .map((target) => `${path} → ${target}`);
    });
    expect(files.length).toBeGreaterThan(100);
    expect(wrong).toEqual([]);
  });

  it.each(Object.entries(SHELVES))("the shelves of %s import downward", (format, shelves) => {
    const rank = (path: string): number => (path.startsWith(`${format}/`) ? shelves.indexOf(path.split("/")[1]!) : -1);
    const upward = files
      .filter((path) => rank(path) >= 0)
      .flatMap((path) =>
        importsOf(path)
          .filter((target) => rank(target) > rank(path))
          .map((target) => `${path} → ${target}`),
      );
    expect(upward).toEqual([]);
  });
});

/** Rooms and what they may import, from the table of ARCHITECTURE.md; rooms without code of their own have no entry there. */
function readDoors(text: string): Map<string, string[]> {
  const rows = [...text.matchAll(/^\| `([^`]+)\/` \|.*\| ([^|]+) \|$/gm)].map(([, room = "", doors = ""]) => ({
    room,
    doors,
  }));
  const rooms = rows.map(({ room }) => room).filter((room) => room.startsWith("src/"));
  const fullName = (name: string): string => (name.includes("/") ? name : `src/${name}`);
  const namesIn = (list: string): string[] => list.split(/, | and /).map(fullName);
  const doors = rows
    .filter(({ room }) => rooms.includes(room) || room === "workers" || room === "cli")
    .map(({ room, doors: list }): [string, string[]] => {
      if (list === "–") return [room, []];
      const but = /^everything but (.*)$/.exec(list)?.[1];
      if (but === undefined) return [room, namesIn(list)];
      return [room, rooms.filter((other) => !namesIn(but).includes(other))];
    });
  return new Map(doors);
}

function upFrom(room: string): string {
  return "../".repeat(room.split("/").length);
}

function nameOf(room: string): string {
  return room.replace("/", "_");
}
