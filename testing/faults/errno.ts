/** Where the disk in memory begins for Node: paths below it never reach the real file system. */
export const DISK = "/zarrdrop-disk";

/** What Node throws. */
export function errno(code: string, call: string, path: string): Error {
  return Object.assign(new Error(`${code}: ${call} '${DISK}${path}'`), { code, syscall: call, path: DISK + path });
}
