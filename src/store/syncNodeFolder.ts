import { platformName } from "../bytes/platformFailures.ts";
import { asSinkError, isMissing } from "./sinkErrors.ts";

// Asked from the process instead of imported: see `nodeSink.ts`.
const { open } = process.getBuiltinModule("node:fs/promises");

/** What systems say that cannot sync a folder: Windows opens none, some network file systems know no such call. */
const NOT_POSSIBLE = new Set(["EISDIR", "EPERM", "EACCES", "EINVAL", "ENOTSUP", "EBADF"]);

/**
 * Makes the names in a folder of the local file system survive a power cut: those that were added, renamed and removed.
 * Where the system has no way to, or the folder may not be read, it does nothing.
 * @throws `storage`, `storage-full`
 */
export async function syncNodeFolder(folder: string): Promise<void> {
  try {
    const handle = await open(folder === "" ? "." : folder, "r");
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  } catch (thrown) {
    if (!isMissing(thrown) && !NOT_POSSIBLE.has(platformName(thrown))) throw asSinkError(thrown, null);
  }
}
