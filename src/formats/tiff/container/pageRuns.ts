import { isDirectoryLike } from "./directory.ts";
import { isPageTag, type TiffPage } from "./page.ts";
import type { TiffFile, Window } from "./tiffFile.ts";

/** Pages one after the other in the chain whose directories say the same of them, by the first; with the offsets of all. */
export type PageRun = { page: TiffPage; offsets: number[] };

/**
 * All pages of the chain. Of a stack of 100,000 pages nearly all have the fields of the page before and differ in where
 * their pixels are: those are compared as bytes, which takes a hundredth of the time of interpreting them.
 * @throws those of `TiffFile`
 */
export async function* pageRuns(file: TiffFile): AsyncGenerator<PageRun> {
  let run: PageRun | null = null;
  let window: Window = { start: 0, bytes: new Uint8Array(0) };
  for (const offset of await file.directoryOffsets()) {
    if (run !== null && canBeCompared(file, run.page)) {
      const { bytes } = run.page.directory;
      const at = offset - window.start;
      if (at < 0 || at + bytes.length > window.bytes.length) window = await file.windowAt(offset);
      if (isDirectoryLike(window.bytes, offset - window.start, bytes, file.header, isPageTag)) {
        run.offsets.push(offset);
        continue;
      }
    }
    if (run !== null) yield run;
    const page: TiffPage | null = await file.pageAt(offset);
    run = page === null ? null : { page, offsets: [offset] };
  }
  if (run !== null) yield run;
}

/** Directories below a page are its own, and a vendor's directories may mean more than they say. */
function canBeCompared({ header }: TiffFile, page: TiffPage): boolean {
  return header.kind !== "ndpi" && page.subDirectories.length === 0;
}
