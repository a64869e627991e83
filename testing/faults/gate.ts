/** Does an operation; `share`: of its bytes, 1 is all. */
export type Act<T> = (share: number) => T;

/** A worker as far as operations know it: see `threads.ts`. */
export interface Asking {
  readonly isDead: boolean;
  die(): void;
  /** It gets no further, as its watch will notice. */
  hang(how: "silent" | "disk"): void;
}

/** What is asked of a disk, of a codec, or of a worker. */
export type OperationKind =
  | "look"
  | "list"
  | "open"
  | "read"
  | "make folder"
  | "make file"
  | "write"
  | "commit"
  | "sync"
  | "rename"
  | "remove"
  | "encode"
  | "decode"
  | "call";

/** One operation. `path`: on the disk, or what is computed. `face`: whose words a failure has, Node's or the browser's. */
export type Operation = {
  kind: OperationKind;
  where: "source" | "destination" | "codec" | "worker";
  face: "node" | "page";
  path: string;
  /** The worker that asks; null: the coordinator, or one does not know. */
  thread: Asking | null;
};

/** Every operation goes through one: it does it, or does not. */
export interface Gate {
  pass<T>(operation: Operation, act: Act<T>): Promise<T>;
  /** For what does not wait: codecs, and looks at files. */
  passNow<T>(operation: Operation, act: Act<T>): T;
}

/** Lets everything through. Nothing happens at once, so that what is asked for at the same time overlaps. */
export const OPEN_GATE: Gate = {
  async pass(_, act) {
    await Promise.resolve();
    return act(1);
  },
  passNow: (_, act) => act(1),
};
