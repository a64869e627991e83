import { type ErrorKind, ZarrdropError } from "../../model/errors.ts";

const CONTENT_KINDS: ReadonlySet<ErrorKind> = new Set([
  "corrupt",
  "unsupported-feature",
  "unsupported-format",
  "limit",
]);

/**
 * Whether a failure says something of what is in the file. Only then may a reader go on without the part that it cannot read: a disk that
 * fails, a permission that is gone, a stop and a defect of our own say nothing of the file, and pass.
 */
export function isAboutContent(error: unknown): error is ZarrdropError {
  return error instanceof ZarrdropError && CONTENT_KINDS.has(error.kind);
}
