import type { OpenedSource } from "../../bytes/openSource.ts";
import type { ByteDirectory } from "../../bytes/source.ts";
import { asReadError, ZarrdropError } from "../../model/errors.ts";
import type { ChannelDescription } from "../../model/image.ts";
import { layoutSequence, type SequenceLayout, type SequenceScene } from "../../sequence/sequenceLayout.ts";
import type { SequencePattern } from "../../model/references.ts";

import type { ImageReader } from "../reader.ts";
import { describePosition, describeSequence, type KnownChannels, sequenceName, valueKey } from "./describeSequence.ts";
import { checkForm, type FileForm, fileForm } from "./fileForm.ts";
import { ReaderPool } from "./readerPool.ts";
import { sequenceAxes } from "./sequenceAxes.ts";
import { type OpenPosition, SequenceReader } from "./sequenceReader.ts";

/** Files looked into when a sequence is opened: the first of each position, and of each channel. The others are when they are read. */
const LOOKED_INTO = 64;

/**
 * Opens the files of a folder that a pattern names as one image: positions are scenes; t, c and z of the names are axes
 * around those of the files. Each file is opened by `openFile` when it is first read, a few at a time; one of another
 * shape or type is refused by name. `openFile` gets each file alone, so that none takes the others for parts of a set
 * of its own. What no file gives is 0.
 * @throws `setting` for a pattern that fits no file or puts two into one place; those of the first files
 */
export async function openSequence(
  directory: ByteDirectory,
  pattern: SequencePattern,
  openFile: (file: OpenedSource, signal: AbortSignal) => Promise<ImageReader>,
  signal: AbortSignal,
): Promise<ImageReader> {
  const layout = layoutSequence(await directory.list(signal), pattern);
  refuseClashes(layout);
  const pool = new ReaderPool(async (path, fileSignal) => openFile(await aloneIn(directory, path), fileSignal));
  try {
    const forms = await positionForms(layout.scenes, pool, signal);
    const known = await knownChannels(layout.scenes, forms, pool, signal);
    const positions: OpenPosition[] = layout.scenes.map(({ axes, files }, index) => {
      const form = forms[index] ?? forms[0]!;
      return { axes: sequenceAxes(axes, form.scene), files, form };
    });
    const scenes = positions.map(({ axes, form }, index) =>
      describePosition(index, layout.scenes[index]!, form, axes, known),
    );
    const name = sequenceName(pattern.template, directory.name);
    const files = layout.scenes.flatMap((scene) => [...scene.files.values()]);
    const notes = [...layout.notes, ...notesOf(layout, forms[0]!)];
    return new SequenceReader(describeSequence(name, files, scenes, forms[0]!, notes), positions, pool);
  } catch (error) {
    pool.close();
    throw error;
  }
}

/**
 * A file as if nothing stood beside it.
 * @throws `source-changed`
 */
async function aloneIn(directory: ByteDirectory, path: string): Promise<OpenedSource> {
  const source = await directory.open(path);
  if (source === null) {
    throw new ZarrdropError("source-changed", `${path} is not there (any more).`, { file: path });
  }
  const alone: ByteDirectory = {
    list: async () => [path],
    open: async (other) => (other === path ? source : null),
  };
  return { directory: alone, main: path, source };
}

function refuseClashes({ clashes }: SequenceLayout): void {
  const [clash] = clashes;
  if (clash === undefined) return;
  throw new ZarrdropError(
    "setting",
    `By their names, ${clash.takenBy} and ${clash.path} belong to the same place of the sequence.`,
    {
      setting: "sequence",
      files: clashes.slice(0, 20).map(({ path }) => path),
      advice: "Change the pattern so that it tells them apart, or leaves one of them out.",
    },
  );
}

/** The form of each position's first file; positions beyond `LOOKED_INTO` are taken to be like the first. */
async function positionForms(
  scenes: readonly SequenceScene[],
  pool: ReaderPool,
  signal: AbortSignal,
): Promise<FileForm[]> {
  const forms: FileForm[] = [];
  for (const { files } of scenes.slice(0, LOOKED_INTO)) forms.push(await formOf(firstOf(files), pool, signal));
  return forms;
}

/** What the files say of their channels: one file of each channel that the names tell, from the first position that has it. */
async function knownChannels(
  scenes: readonly SequenceScene[],
  forms: readonly FileForm[],
  pool: ReaderPool,
  signal: AbortSignal,
): Promise<KnownChannels> {
  const known = new Map<string, readonly ChannelDescription[]>();
  const position = scenes[0]!.axes.findIndex(({ axis }) => axis === "c");
  if (position < 0) return known;
  const { values } = scenes[0]!.axes[position]!;
  const first = new Map<number, { path: string; scene: number }>();
  for (const [scene, { axes, files }] of scenes.slice(0, LOOKED_INTO).entries()) {
    if (first.size === values.length) break;
    const stride = axes.slice(position + 1).reduce((product, axis) => product * axis.values.length, 1);
    for (const [place, path] of files) {
      const channel = Math.floor(place / stride) % values.length;
      if (!first.has(channel)) first.set(channel, { path, scene });
    }
  }
  for (const [channel, { path, scene }] of [...first].slice(0, LOOKED_INTO)) {
    const found = await formOf(path, pool, signal);
    checkForm(forms[scene]!, found);
    known.set(valueKey(values[channel]!), found.scene.channels);
  }
  return known;
}

async function formOf(path: string, pool: ReaderPool, signal: AbortSignal): Promise<FileForm> {
  try {
    return await pool.use(path, signal, async (reader) => fileForm(path, reader.description));
  } catch (error) {
    throw asReadError(error, path);
  }
}

function firstOf(files: ReadonlyMap<number, string>): string {
  const [first] = files.values();
  // Positions come from files.
  return first!;
}

function notesOf({ ignored }: SequenceLayout, form: FileForm): string[] {
  const notes: string[] = [];
  const images = form.description.scenes.length;
  if (images > 1) notes.push(`The files hold ${images} images each; only the first of each is taken.`);
  if (ignored.length > 0) {
    const some = ignored.slice(0, 3).join(", ");
    const more = ignored.length > 3 ? ", …" : "";
    const files = ignored.length === 1 ? "One other file is" : `${ignored.length} other files are`;
    notes.push(`${files} no part of the sequence (${some}${more}).`);
  }
  return notes;
}
