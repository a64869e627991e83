import type { FileHandle } from "node:fs/promises";

// Asked from the process instead of imported: a bundler for the page then has nothing to replace. Only ever loaded where there is Node.
const { open } = process.getBuiltinModule("node:fs/promises");
const { O_NOFOLLOW, O_NONBLOCK, O_RDONLY } = process.getBuiltinModule("node:fs").constants;

/**
 * Opens a file to be read. What is looked at first may be another thing when it is opened: a pipe, which nobody writes into, would be waited for
 * for ever, and so would the end of the program. Null for what is no regular file.
 *
 * `followsLinks`: what a link leads to is opened; else a link is none (`ELOOP`, where the system knows how to refuse it).
 */
export async function openRegularFile(path: string, followsLinks: boolean): Promise<FileHandle | null> {
  // Windows has neither of the two, and no pipes among its files.
  const file = await open(path, O_RDONLY | (O_NONBLOCK ?? 0) | (followsLinks ? 0 : (O_NOFOLLOW ?? 0)));
  try {
    if ((await file.stat()).isFile()) return file;
  } catch (error) {
    await file.close();
    throw error;
  }
  await file.close();
  return null;
}
