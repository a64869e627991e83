import { ZarrdropError } from "../../model/errors.ts";
import type { ImageDescription, SceneDescription } from "../../model/image.ts";

/** What all files of a position must have in common; `description` is that of the file that was looked at. */
export type FileForm = { file: string; description: ImageDescription; scene: SceneDescription };

/** The form of a file: its first image counts. */
export function fileForm(file: string, description: ImageDescription): FileForm {
  // Readers never describe a file without images.
  return { file, description, scene: description.scenes[0]! };
}

/** Fails, naming the file, if it has not the form of the others. */
export function checkForm(expected: FileForm, found: FileForm): void {
  if (textOf(expected.scene) === textOf(found.scene) && levelsOf(expected.scene) === levelsOf(found.scene)) return;
  throw new ZarrdropError(
    "unsupported-feature",
    `${found.file} does not fit into the sequence: it is ${textOf(found.scene)}, but ${expected.file} is ${textOf(expected.scene)}.`,
    {
      file: found.file,
      files: [found.file],
      advice: "Change the pattern so that it leaves this file out, or convert the file by itself.",
    },
  );
}

function textOf({ axes, shape, dtype }: SceneDescription): string {
  return `${shape.join(" × ")} (${axes.join(", ")}) ${dtype}`;
}

function levelsOf({ levels }: SceneDescription): string {
  return JSON.stringify(levels.map((level) => level.shape));
}
