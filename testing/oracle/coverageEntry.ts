import type { Carried } from "./carriedFacts.ts";

/** What a format's reader does, for the documentation. Checked: every format has an entry, and samples carry what it says and no more. */
export type Coverage = {
  /** Ids in the registry that share this entry. */
  formats: readonly string[];
  /** Ids in descriptions of such files, where they are not those of the registry. */
  kinds?: readonly string[];
  /** For what is not in the registry. */
  name?: string;
  /** Kinds of files and features that are read. */
  read: readonly string[];
  carried: readonly Carried[];
  /** Among `carried`, what no sample shows: the format's own tests do. */
  untested?: readonly Carried[];
  /** What is refused or left out. */
  notRead: readonly string[];
};
