import type { TiffPage } from "../container/page.ts";
import { noImages } from "./series.ts";
import type { TiffFile } from "../container/tiffFile.ts";

/**
 * The first page that is an image.
 * @throws `corrupt` if there is none
 */
export async function firstPage(file: TiffFile): Promise<TiffPage> {
  const first = file.header.firstDirectory === 0 ? null : await file.page(0);
  if (first !== null) return first;
  const count = file.header.firstDirectory === 0 ? 0 : await file.directoryCount();
  for (let index = 1; index < count; index++) {
    const page = await file.page(index);
    if (page !== null) return page;
  }
  throw noImages(file.name);
}
