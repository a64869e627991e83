import { firstPage } from "./series/firstPage.ts";
import type { OpenContext, OpenTiff } from "./opened.ts";
import { findOme, openOme } from "./ome/openOme.ts";
import { openPlain } from "./series/openPlain.ts";
import { parseShapedDescription } from "./series/seriesShaped.ts";
import { TAG } from "./container/tags.ts";
import type { TiffFile } from "./container/tiffFile.ts";

/** Opens a TIFF file: OME-TIFF if it has a usable OME-XML description, else by the rules of tifffile. */
export async function openTiffScenes(file: TiffFile, context: OpenContext): Promise<OpenTiff> {
  const opened = await openBest(file, context);
  return file.isCutOff ? { ...opened, notes: [...opened.notes, CUT_OFF] } : opened;
}

const CUT_OFF =
  "The file is damaged or cut off: its list of images leads behind its end. The images before that are read; others may be lacking.";

async function openBest(file: TiffFile, context: OpenContext): Promise<OpenTiff> {
  const first = await firstPage(file);
  const descriptions = await file.descriptions(first);
  const notes: string[] = [];
  if (parseShapedDescription(descriptions) === null && !first.directory.entries.has(TAG.LsmInfo)) {
    const ome = await findOme(file, descriptions[0]!, context, notes);
    const opened = ome === null ? null : await openOme(ome, context, notes);
    if (opened !== null) return opened;
  }
  return openPlain(file, first, descriptions, context, notes);
}
