import type { QueueItem } from "./queue.ts";

/**
 * What is being asked about items of the queue: at most one question each. It is stopped when its item leaves the queue, or when something
 * else is asked; an item that comes back by an undo is asked about again.
 */
export class ItemLooks {
  readonly #looks = new Map<string, AbortController>();

  /** Whatever was asked about the item before is not wanted any more. */
  begin(id: string): AbortController {
    this.#looks.get(id)?.abort();
    const look = new AbortController();
    this.#looks.set(id, look);
    return look;
  }

  /** The question was answered, or came to nothing. One that was stopped stays known, so that it can be asked again. */
  end(id: string, look: AbortController): void {
    if (this.#looks.get(id) === look && !look.signal.aborted) this.#looks.delete(id);
  }

  /** Stops what is asked about items that are not there any more. Those that are there again, and have to be asked about again, come back. */
  follow(items: readonly QueueItem[]): QueueItem[] {
    if (this.#looks.size === 0) return [];
    const byId = new Map(items.map((item) => [item.id, item]));
    const again: QueueItem[] = [];
    for (const [id, look] of this.#looks) {
      const item = byId.get(id);
      if (item === undefined) look.abort();
      else if (look.signal.aborted) {
        this.#looks.delete(id);
        if (item.verdict.kind === "checking") again.push(item);
      }
    }
    return again;
  }

  /** Items that are gone for good. */
  forget(isKept: (id: string) => boolean): void {
    for (const id of this.#looks.keys()) if (!isKept(id)) this.#looks.delete(id);
  }
}
