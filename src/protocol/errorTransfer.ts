import { transferHandlers } from "comlink";
import { asZarrdropError, ERROR_KINDS, ZarrdropError } from "../model/errors.ts";
import type { ErrorDetails, ErrorKind } from "../model/errors.ts";

/** A `ZarrdropError` as it crosses a thread, and as the page's state keeps it: plain JSON, its causes included as text. */
export type WireError = {
  kind: ErrorKind;
  message: string;
  details: ErrorDetails;
  stack: string | null;
  /** Names and messages of what lies behind it, the nearest first. */
  causes: { name: string; message: string; stack: string | null }[];
};

/** Links of a cause chain that are kept: a chain made by hostile input could be endless. */
const MAXIMUM_CAUSES = 8;

/** The error as plain JSON; anything that is not yet tagged becomes `internal`. */
export function errorToWire(thrown: unknown): WireError {
  const error = asZarrdropError(thrown);
  const causes: WireError["causes"] = [];
  for (let cause = error.cause; cause !== undefined && causes.length < MAXIMUM_CAUSES;) {
    if (!(cause instanceof Error)) {
      causes.push({ name: "Error", message: String(cause), stack: null });
      break;
    }
    causes.push({ name: cause.name, message: cause.message, stack: cause.stack ?? null });
    cause = cause.cause;
  }
  return { kind: error.kind, message: error.message, details: error.details, stack: error.stack ?? null, causes };
}

/** The tagged error again, with its causes nested as they were. */
export function errorFromWire(wire: WireError): ZarrdropError {
  let cause: Error | undefined;
  for (const link of wire.causes.toReversed()) {
    const error = new Error(link.message, cause === undefined ? undefined : { cause });
    error.name = link.name;
    if (link.stack !== null) error.stack = link.stack;
    cause = error;
  }
  const kind = ERROR_KINDS.includes(wire.kind) ? wire.kind : "internal";
  const error = new ZarrdropError(kind, wire.message, wire.details, cause);
  if (wire.stack !== null) error.stack = wire.stack;
  return error;
}

/**
 * Replaces Comlink's handler of thrown values, so that every failure of a call arrives as `ZarrdropError`. Called once on
 * either side of a channel, before anything is wrapped or exposed.
 */
export function installErrorTransfer(): void {
  const original = transferHandlers.get("throw");
  if (original === undefined) throw new ZarrdropError("internal", "Comlink has no handler for thrown values.");
  transferHandlers.set("throw", {
    // Only Comlink's own handler can recognise its marker, a symbol that it does not export.
    canHandle: (value): value is { value: unknown } => original.canHandle(value),
    serialize: (thrown: { value: unknown }) => [errorToWire(thrown.value), []],
    deserialize: (wire: WireError) => {
      throw errorFromWire(wire);
    },
  });
}
