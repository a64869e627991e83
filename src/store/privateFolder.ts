import { whileWaiting } from "../model/lifeSigns.ts";
import { asSinkError } from "./sinkErrors.ts";

/** A folder of the origin private file system, made if it is not there. `path` may have several segments; "" is its root. */
export async function privateFolder(path: string): Promise<FileSystemDirectoryHandle> {
  try {
    let folder = await whileWaiting("disk", navigator.storage.getDirectory());
    for (const segment of path.split("/").filter((name) => name !== "")) {
      folder = await whileWaiting("disk", folder.getDirectoryHandle(segment, { create: true }));
    }
    return folder;
  } catch (thrown) {
    throw asSinkError(thrown, null);
  }
}
