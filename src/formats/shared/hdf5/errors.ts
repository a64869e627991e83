import { ZarrdropError } from "../../../model/errors.ts";

/** The error for an HDF5 file that contradicts itself. */
export function damagedHdf5(file: string, technical: string): ZarrdropError {
  return new ZarrdropError(
    "corrupt",
    `${file} is damaged or cut off: a structure of HDF5 in it is not as it should be.`,
    {
      file,
      technical,
    },
  );
}

/** The error for what HDF5 knows and this reader does not; `what` names it for people. */
export function unsupportedHdf5(file: string, what: string, technical?: string): ZarrdropError {
  return new ZarrdropError("unsupported-feature", `${file} uses something of HDF5 that is not read here: ${what}.`, {
    file,
    ...(technical === undefined ? {} : { technical }),
  });
}
