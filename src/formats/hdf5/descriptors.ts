import type { FormatDescriptor, SniffInput } from "../reader.ts";

const SIGNATURE = "\x89HDF\r\n\x1a\n";

/** HDF5 files; what they hold is told by their content when they are opened, so that all are opened by one reader. */
function hdf5Format(id: string, name: string, extensions: readonly string[], endings: RegExp): FormatDescriptor {
  return {
    id,
    name,
    extensions,
    sniff: ({ path, head }: SniffInput) => (isHdf5(head) && endings.test(path) ? 2 : 0),
    load: () => import("./reader.ts"),
  };
}

/** What comes before the signature is a user block, of 512 bytes or a power of two times as many. */
function isHdf5(head: Uint8Array): boolean {
  return [0, 512, 1024, 2048].some((start) =>
    [...SIGNATURE].every((letter, at) => head[start + at] === letter.charCodeAt(0)),
  );
}

/** The formats that are HDF5 files inside. */
export const hdf5Formats: readonly FormatDescriptor[] = [
  hdf5Format("ims", "Imaris", ["ims"], /\.ims$/i),
  hdf5Format("emd", "EMD", ["emd"], /\.emd$/i),
  hdf5Format("hdf5", "HDF5", ["h5", "hdf5"], /^/),
];
