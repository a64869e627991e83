import { resolve } from "node:path";
import { placeOfSource } from "../src/model/sourcePlace.ts";
import type { OpenedCall } from "./plannedCall.ts";

/** The files that converted images of a call consist of: in a folder that was searched for sources these are none of their own. */
export class FilesOfImages {
  readonly #nameByFile = new Map<string, string>();

  /** Takes down the files of an image that is converted. */
  add({ image: { reference, description } }: Pick<OpenedCall, "image">): void {
    const { where, files } = placeOfSource(reference, description);
    if (where.kind !== "node") return;
    for (const file of files) this.#nameByFile.set(resolve(where.folder, file), description.name);
  }

  /** The name of the image that a file is a part of; null where it is of none so far. */
  imageOf(file: string): string | null {
    return this.#nameByFile.get(resolve(file)) ?? null;
  }
}
