import type { Act, Gate, Operation, OperationKind } from "./gate.ts";
import { errno } from "./nodeFace.ts";

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
    case "hang":
      return isFile;
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

/** One fault, at one operation of those that it can befall, or at all from there on. */
export type FaultPlan = {
  fault: Fault;
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

  /** `activity` counts what comes through. `onHang`: told of each operation that does not end. */
  constructor(plan: FaultPlan, activity: { operations: number }, onHang: () => void) {
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
    switch (this.#plan.fault) {
      case "hang":
        this.#onHang();
        return new Promise<never>(() => {});
      case "worker dies":
        operation.thread!.die();
        return new Promise<never>(() => {});
      default:
        return this.#fail(operation, act);
    }
  }

  passNow<T>(operation: Operation, act: Act<T>): T {
    // What is done at once cannot hang here: a thread that computes for ever is another matter.
    const { fault } = this.#plan;
    if (fault === "hang" || fault === "worker dies" || !this.#strikes(operation)) return act(1);
    return this.#fail(operation, act);
  }

  #strikes(operation: Operation): boolean {
    const { fault, at, isLasting } = this.#plan;
    if (!canBefall(fault, operation)) return false;
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

/** Counts, of an undisturbed run, the operations that each fault can befall. */
export class CountingGate implements Gate {
  readonly counts = new Map<Fault, number>(FAULTS.map((fault) => [fault, 0]));

  async pass<T>(operation: Operation, act: Act<T>): Promise<T> {
    await Promise.resolve();
    this.#count(operation, true);
    return act(1);
  }

  passNow<T>(operation: Operation, act: Act<T>): T {
    this.#count(operation, false);
    return act(1);
  }

  #count(operation: Operation, waits: boolean): void {
    for (const fault of FAULTS) {
      if ((fault === "hang" || fault === "worker dies") && !waits) continue;
      if (canBefall(fault, operation)) this.counts.set(fault, this.counts.get(fault)! + 1);
    }
  }
}
