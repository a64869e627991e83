import { isAboutContent } from "./shared/aboutContent.ts";
import { throwIfAborted } from "../bytes/abort.ts";
import { type OpenedSource, openSource } from "../bytes/openSource.ts";
import { baseName } from "../model/paths.ts";
import { asReadError } from "../model/errors.ts";
import { whileWaiting } from "../model/lifeSigns.ts";
import type { SourceReference } from "../model/references.ts";
import { bdvFormat } from "./bdv/descriptor.ts";
import { cellvoyagerFormat } from "./cellvoyager/descriptor.ts";
import { cziFormat } from "./czi/descriptor.ts";
import { dicomFormat } from "./dicom/descriptor.ts";
import { dvFormat } from "./dv/descriptor.ts";
import { filmFormats } from "./film/descriptors.ts";
import { fluoviewFormat } from "./fluoview/descriptor.ts";
import { guardReader } from "./guardedReader.ts";
import { harmonyFormat } from "./harmony/descriptor.ts";
import { hdf5Formats } from "./hdf5/descriptors.ts";
import { imagexpressFormat } from "./imagexpress/descriptor.ts";
import { leicaFormat } from "./lif/descriptor.ts";
import { metamorphFormat } from "./metamorph/descriptor.ts";
import { micromanagerFormat } from "./micromanager/descriptor.ts";
import { n5Format } from "./n5/descriptor.ts";
import { nd2Format } from "./nd2/descriptor.ts";
import { omeZarrFormat } from "./ome-zarr/descriptor.ts";
import { pictureFormats } from "./picture/descriptors.ts";
import { rawFormats } from "./rawFormats.ts";
import type { FormatDescriptor, ImageReader, ReaderOptions, SniffInput } from "./reader.ts";
import type { OpenPages } from "./shared/storedPages.ts";
import { scanrFormat } from "./scanr/descriptor.ts";
import { sldyFormat } from "./sldy/descriptor.ts";
import { ndtiffFormat, omeCompanionFormat, tiffFormat } from "./tiff/descriptor.ts";

/** Pictures that are parts of another format's image. */
const openPages: OpenPages = async (...given) => (await import("./openPages.ts")).openPages(...given);

/** Every format, the order deciding between equally sure ones. A new format is one line here. */
export const FORMATS: readonly FormatDescriptor[] = [
  tiffFormat,
  omeCompanionFormat,
  ndtiffFormat,
  omeZarrFormat,
  ...pictureFormats,
  dvFormat,
  dicomFormat,
  cziFormat,
  nd2Format,
  leicaFormat(openPages),
  sldyFormat,
  ...hdf5Formats,
  bdvFormat,
  n5Format,
  harmonyFormat(openPages),
  imagexpressFormat(openPages),
  cellvoyagerFormat(openPages),
  metamorphFormat(openPages),
  micromanagerFormat(openPages),
  scanrFormat(openPages),
  fluoviewFormat(openPages),
  ...filmFormats,
  ...rawFormats,
];

/** Bytes at the beginning of a file that sniffers may look at. */
const HEAD_BYTES = 4096;

/** A format that a file may have, with how sure that is (`FormatDescriptor.sniff`). */
export type Candidate = { format: FormatDescriptor; certainty: 1 | 2 | 3 };

/** What kinds of image this may be, the surest first; empty if none. Reads at most 4 KiB. */
export async function identify(
  opened: OpenedSource,
  signal: AbortSignal,
  formats: readonly FormatDescriptor[] = FORMATS,
): Promise<Candidate[]> {
  return candidatesFor(await sniffInput(opened, signal), formats);
}

/**
 * Opens an image, or a sequence of images as one. The surest format opens it; if that fails on the content, only a
 * reader that was sure of being *more exact* than its base format (certainty 3: OME-TIFF over TIFF) gives way to the
 * base format, as BioIO does, and the description says so.
 * @throws `unsupported-format` with what the content looks like; whatever opening fails with
 */
export async function openImage(
  reference: SourceReference | OpenedSource,
  signal: AbortSignal,
  formats: readonly FormatDescriptor[] = FORMATS,
  options?: ReaderOptions,
): Promise<ImageReader> {
  const opened = "directory" in reference ? reference : await openSource(reference);
  if ("kind" in reference && reference.kind === "sequence") {
    const { openSequence } = await import("./sequence/openSequence.ts");
    const openFile = (file: OpenedSource, fileSignal: AbortSignal) => openImage(file, fileSignal, formats);
    return guardReader(await openSequence(opened.directory, reference.pattern, openFile, signal));
  }
  const input = await sniffInput(opened, signal);
  const candidates = candidatesFor(input, formats);
  const [surest] = candidates;
  if (surest === undefined) {
    // What it may be instead is a long list, which is wanted only then.
    const { unknownContent } = await import("./content.ts");
    throw unknownContent(input);
  }
  try {
    return await openAs(surest.format, opened, signal, options);
  } catch (error) {
    const base = surest.certainty === 3 ? candidates.find((candidate) => candidate.certainty === 2) : undefined;
    if (base === undefined || !isAboutContent(error)) throw error;
    let reader: ImageReader;
    try {
      reader = await openAs(base.format, opened, signal, options);
    } catch (other) {
      throw isAboutContent(other) ? error : other;
    }
    const note = `Read as ${base.format.name}, because it could not be read as ${surest.format.name}: ${error.message}`;
    return withNote(reader, note);
  }
}

async function openAs(
  format: FormatDescriptor,
  opened: OpenedSource,
  signal: AbortSignal,
  options: ReaderOptions | undefined,
): Promise<ImageReader> {
  const { directory, main, source } = opened;
  try {
    const formatModule = await whileWaiting("disk", format.load());
    throwIfAborted(signal);
    const reader = await formatModule.open({
      directory,
      path: main,
      source,
      signal,
      ...(options === undefined ? {} : { options }),
    });
    try {
      // Of a set, or a folder, the main file says nothing of the others' sizes.
      const isAlone = source !== null && reader.description.files.length === 1;
      return guardReader(reader, isAlone ? source.size : undefined);
    } catch (error) {
      reader.close();
      throw error;
    }
  } catch (error) {
    throwIfAborted(signal);
    throw asReadError(error, main === "" ? (directory.name ?? "the folder") : baseName(main));
  }
}

async function sniffInput(opened: OpenedSource, signal: AbortSignal): Promise<SniffInput> {
  const { directory, main, source } = opened;
  const siblings = await directory.list(signal);
  if (source === null) return { path: "", head: new Uint8Array(0), size: 0, siblings };
  const head = await source.read(0, Math.min(HEAD_BYTES, source.size), signal);
  return { path: main, head, size: source.size, siblings };
}

function candidatesFor(input: SniffInput, formats: readonly FormatDescriptor[]): Candidate[] {
  const candidates: Candidate[] = [];
  for (const format of formats) {
    const certainty = format.sniff(input);
    if (certainty !== 0) candidates.push({ format, certainty });
  }
  // Stable: the order of the table stays among equals.
  return candidates.sort((a, b) => b.certainty - a.certainty);
}

function withNote(reader: ImageReader, note: string): ImageReader {
  const description = { ...reader.description, notes: [...reader.description.notes, note] };
  return {
    description,
    readRegion: (request, target) => reader.readRegion(request, target),
    close: () => reader.close(),
  };
}
