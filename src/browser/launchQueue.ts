import { takeHandles } from "./dropped.ts";
import type { FolderTree } from "./folderTree.ts";

/** Not yet in TypeScript's DOM types. */
type LaunchQueue = { setConsumer(consumer: (params: { files?: readonly FileSystemHandle[] }) => void): void };

/** Takes files with which the installed page was opened from the file manager. */
export function receiveLaunches(onFiles: (files: Promise<FolderTree>) => void): void {
  const { launchQueue } = window as { launchQueue?: LaunchQueue };
  launchQueue?.setConsumer(({ files }) => {
    if (files !== undefined && files.length > 0) onFiles(takeHandles(files));
  });
}
