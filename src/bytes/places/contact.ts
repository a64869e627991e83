/**
 * How an output would touch a source: it *is* the source, *holds* it (the source lies below the output's folder), or would lie
 * *inside* a folder that is itself the source.
 */
export type Contact = "is" | "holds" | "inside";

/** A source's place, looked up once; it is asked about any number of outputs. */
export interface OccupiedPlace {
  /**
   * How a store of this name in the destination would touch the source, or null where it would not. Reads nothing of
   * any file.
   * @throws `permission`, `storage`
   */
  contact(storeName: string): Promise<Contact | null>;
}
