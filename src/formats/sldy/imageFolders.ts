import { baseName, folderOf, joinPath } from "../../model/paths.ts";
import { ZarrdropError } from "../../model/errors.ts";

/** One image of a slide: its folder `<id>.imgdir` and the pixel files in it. */
export type ImageFolder = {
  /** Path of the folder. */
  path: string;
  /** Name without `.imgdir`, as bioio-sldy names the scene. */
  id: string;
  /** Numbers in the files' names, in order; one number, 0, if the names have none. */
  times: number[];
  channels: number[];
  /** Path of the file of a time and a channel (`keyOf`). */
  files: ReadonlyMap<string, string>;
  /** Everything in the folder. */
  members: readonly string[];
};

/** Key of a time and a channel by their numbers. */
export function keyOf(time: number, channel: number): string {
  return `${time} ${channel}`;
}

/** The folder that belongs to a slide: `a/name.dir` beside `a/name.sldy`. */
export function pixelFolder(main: string): string {
  return joinPath(folderOf(main), `${baseName(main).replace(/\.[^.]*$/, "")}.dir`);
}

/**
 * The images of a slide, in the order of their names: `name.dir/<id>.imgdir/ImageData_Ch0_TP0000000.npy` beside
 * `name.sldy`.
 * @throws `companion-missing`; `unsupported-feature` for compressed pixels; `corrupt` for two files of one time and
 *   channel
 */
export function findImageFolders(main: string, paths: readonly string[]): ImageFolder[] {
  const name = baseName(main);
  const prefix = `${pixelFolder(main)}/`;
  const folderName = baseName(pixelFolder(main));
  const below = paths.filter((path) => path.startsWith(prefix));
  if (below.length === 0) {
    throw new ZarrdropError("companion-missing", `${name} needs the folder ${folderName}, which holds its pixels.`, {
      file: name,
      files: [folderName],
      advice: `Drop the folder in which ${name} and ${folderName} lie together.`,
    });
  }
  const byFolder = new Map<string, string[]>();
  for (const path of below) {
    const folder = folderOf(path);
    if (!/\.imgdir$/i.test(folder) || folderOf(folder) !== prefix.slice(0, -1)) continue;
    const list = byFolder.get(folder);
    if (list === undefined) byFolder.set(folder, [path]);
    else list.push(path);
  }
  const folders = [...byFolder].flatMap(([path, files]) => imageFolder(path, files) ?? []);
  if (folders.length === 0) throw noPixels(name, folderName, below);
  return folders.sort((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));
}

function imageFolder(path: string, paths: readonly string[]): ImageFolder | null {
  const files = new Map<string, string>();
  const times = new Set<number>();
  const channels = new Set<number>();
  for (const each of paths) {
    const file = baseName(each);
    if (!/^ImageData.*\.npy$/i.test(file)) continue;
    const time = Number(/_TP(\d+)/.exec(file)?.[1] ?? 0);
    const channel = Number(/_Ch(\d+)/.exec(file)?.[1] ?? 0);
    const other = files.get(keyOf(time, channel));
    if (other !== undefined) {
      throw new ZarrdropError("corrupt", `${file} and ${baseName(other)} hold the same time point and channel.`, {
        file,
      });
    }
    files.set(keyOf(time, channel), each);
    times.add(time);
    channels.add(channel);
  }
  if (files.size === 0) return null;
  const inOrder = (numbers: Set<number>): number[] => [...numbers].sort((a, b) => a - b);
  const id = baseName(path).replace(/\.[^.]*$/, "");
  return { path, id, times: inOrder(times), channels: inOrder(channels), files, members: paths };
}

function noPixels(name: string, folderName: string, paths: readonly string[]): ZarrdropError {
  const compressed = paths.find((path) => /\/ImageData[^/]*\.np(z|yz)$/i.test(path));
  if (compressed !== undefined) {
    return new ZarrdropError("unsupported-feature", `The pixels of ${name} are compressed (${baseName(compressed)}).`, {
      file: name,
      advice: "Save the slide uncompressed in SlideBook.",
    });
  }
  return new ZarrdropError("companion-missing", `The folder ${folderName} of ${name} holds no pixels.`, {
    file: name,
    files: ["ImageData_Ch0_TP0000000.npy"],
    advice: "Copy the slide again with everything in its folder.",
  });
}
