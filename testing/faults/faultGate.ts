import type { Act, Gate, Operation, OperationKind } from "./gate.ts";
import { errno } from "./errno.ts";

/** What goes wrong. */
export const FAULTS = [
  "quota",
  "permission",
  "gone",
  "locked",
  "generic",
  "short write",
  "write then throw",
  "hang",
  "unreadable",
  "short read",
  "codec throws",
  "wrong length",
  "out of memory",
  "worker dies",
] as const;

/** One of them. */
export type Fault = (typeof FAULTS)[number];

const CHANGING: readonly OperationKind[] = ["make folder", "make file", "write", "commit", "sync", "rename", "remove"];
const READING: readonly OperationKind[] = ["look", "list", "open", "read"];

/** Whether a fault can befall an operation. */
export function canBefall(fault: Fault, { kind, where, thread }: Operation): boolean {
  const isFile = where === "source" || where === "destination";
  switch (fault) {
    case "quota":
      return isFile && CHANGING.includes(kind) && kind !== "remove";
    case "short write":
      return kind === "write";
    case "write then throw":
      return isFile && CHANGING.includes(kind);
    case "locked":
      return isFile && kind !== "look" && kind !== "list";
    case "unreadable":
      return isFile && READING.includes(kind);
    case "short read":
      return kind === "read";
    case "permission":
    case "gone":
    case "generic":
      return isFile;
    case "hang":
      // The main thread has nobody who watches it.
      return isFile || thread !== null;
    case "codec throws":
    case "wrong length":
      return where === "codec";
    case "out of memory":
      return where === "codec" || kind === "read" || kind === "write";
    case "worker dies":
      return thread !== null;
  }
}

/** Names of the platforms' failures: errno of Node, `DOMException` of a browser. */
const NAMES: Partial<Record<Fault, [node: string, page: string]>> = {
  quota: ["ENOSPC", "QuotaExceededError"],
  permission: ["EACCES", "NotAllowedError"],
  gone: ["ENOENT", "NotFoundError"],
  locked: ["EBUSY", "NoModificationAllowedError"],
  generic: ["EIO", "UnknownError"],
  "write then throw": ["EIO", "UnknownError"],
  unreadable: ["EIO", "NotReadableError"],
};

/** One fault, at one operation of those that it can befall in one place, or at all from there on. */
export type FaultPlan = {
  fault: Fault;
  where: Operation["where"];
  at: number;
  isLasting: boolean;
  /** Operations that it could have befallen and that went before. */
  before: number;
};

/** Lets an undisturbed run through, but for one fault. */
export class FaultGate implements Gate {
  readonly #plan: FaultPlan;
  readonly #activity: { operations: number };
  readonly #onHang: () => void;
  #befallen: number;
  /** The first operation that failed; null as long as none has. */
  struck: Operation | null = null;

  /** `activity` counts what comes through. `onHang`: told of each operation of the main thread, or of a disk that hangs for ever, that does not end. */
  constructor(plan: FaultPlan, activity = { operations: 0 }, onHang: () => void = () => {}) {
    this.#plan = plan;
    this.#befallen = plan.before;
    this.#activity = activity;
    this.#onHang = onHang;
  }

  async pass<T>(operation: Operation, act: Act<T>): Promise<T> {
    await Promise.resolve();
    this.#activity.operations++;
    if (operation.thread?.isDead === true) return new Promise<never>(() => {});
    if (!this.#strikes(operation)) return act(1);
    if (!isStill(this.#plan.fault)) return this.#fail(operation, act);
    this.#still(operation);
    return new Promise<never>(() => {});
  }

  passNow<T>(operation: Operation, act: Act<T>): T {
    if (operation.thread?.isDead === true) throw new Still();
    if (!this.#strikes(operation)) return act(1);
    if (!isStill(this.#plan.fault)) return this.#fail(operation, act);
    this.#still(operation);
    throw new Still();
  }

  /** A thread that gets no further is noticed by its watch; where there is none, or a disk is silent for ever, a person loses patience. */
  #still({ where, thread }: Operation): void {
    const { fault, isLasting } = this.#plan;
    if (fault === "worker dies") thread!.die();
    else if (thread === null || (isLasting && where !== "codec" && where !== "worker")) this.#onHang();
    else thread.hang(where === "codec" || where === "worker" ? "silent" : "disk");
  }

  #strikes(operation: Operation): boolean {
    const { fault, where, at, isLasting } = this.#plan;
    if (operation.where !== where || !canBefall(fault, operation)) return false;
    const number = this.#befallen++;
    const strikes = isLasting ? number >= at : number === at;
    if (strikes) this.struck ??= operation;
    return strikes;
  }

  #fail<T>(operation: Operation, act: Act<T>): T {
    const { fault } = this.#plan;
    if (fault === "short write" || fault === "short read" || fault === "wrong length") return act(0.5);
    if (fault === "out of memory") throw new RangeError("Array buffer allocation failed");
    if (fault === "codec throws") throw new WebAssembly.RuntimeError("unreachable");
    if (fault === "write then throw") act(1);
    const [node, page] = NAMES[fault]!;
    throw operation.face === "node"
      ? errno(node, operation.kind, operation.path)
      : new DOMException(operation.path, page);
  }
}

/** What leaves an operation without an end. */
const isStill = (fault: Fault): boolean => fault === "hang" || fault === "worker dies";

/** Ends what a thread computes that is not there any more: nothing hears of it, see `spawnThread`. */
class Still extends Error {}

/** A fault in one place, as a key. */
export type Cell = `${Operation["where"]}: ${Fault}`;

/** Counts, of an undisturbed run, the operations that each fault can befall in each place. */
export class CountingGate implements Gate {
  readonly counts = new Map<Cell, number>();

  async pass<T>(operation: Operation, act: Act<T>): Promise<T> {
    await Promise.resolve();
    this.#count(operation);
    return act(1);
  }

  passNow<T>(operation: Operation, act: Act<T>): T {
    this.#count(operation);
    return act(1);
  }

  #count(operation: Operation): void {
    for (const fault of FAULTS) {
      const cell: Cell = `${operation.where}: ${fault}`;
      if (canBefall(fault, operation)) this.counts.set(cell, (this.counts.get(cell) ?? 0) + 1);
    }
  }
}
