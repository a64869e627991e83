import type { Page } from "@playwright/test";

/** Drops files or folders of the disk on the page through the browser's own drag events. */
export async function dropPaths(page: Page, paths: string[]): Promise<void> {
  await drag(page, paths, ["dragEnter", "dragOver", "drop"]);
}

/** Drags files of the disk over the page, and says nothing more of them. */
export async function dragOver(page: Page, paths: string[]): Promise<void> {
  await drag(page, paths, ["dragEnter", "dragOver"]);
}

async function drag(page: Page, files: string[], types: readonly ("dragEnter" | "dragOver" | "drop")[]): Promise<void> {
  const { width, height } = page.viewportSize() ?? { width: 1280, height: 900 };
  const session = await page.context().newCDPSession(page);
  const event = { x: width / 2, y: height / 2, data: { items: [], files, dragOperationsMask: 1 } };
  for (const type of types) await session.send("Input.dispatchDragEvent", { type, ...event });
  await session.detach();
}

/**
 * Lets `window.showDirectoryPicker` answer with a real directory: the directory is dropped, its handle (writable, see
 * `launchBrowser.ts`) kept, and the page does not see the drop.
 */
export async function answerDirectoryPicker(page: Page, directory: string): Promise<void> {
  await page.evaluate(() => {
    const holder = window as unknown as { chosenDirectory?: Promise<FileSystemHandle | null> };
    const stop = (event: Event): void => {
      event.preventDefault();
      event.stopImmediatePropagation();
    };
    const keep = (event: DragEvent): void => {
      stop(event);
      holder.chosenDirectory = event.dataTransfer!.items[0]!.getAsFileSystemHandle();
      for (const type of ["dragenter", "dragover"]) window.removeEventListener(type, stop, true);
      window.removeEventListener("drop", keep, true);
    };
    for (const type of ["dragenter", "dragover"]) window.addEventListener(type, stop, true);
    window.addEventListener("drop", keep, true);
    window.showDirectoryPicker = async () => (await holder.chosenDirectory) as FileSystemDirectoryHandle;
  });
  await dropPaths(page, [directory]);
  await page.evaluate(() => (window as unknown as { chosenDirectory?: Promise<unknown> }).chosenDirectory);
}
