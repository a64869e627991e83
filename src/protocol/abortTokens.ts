import { ZarrdropError } from "../model/errors.ts";

/**
 * The caller's half of a cancellable call. `AbortSignal` cannot be posted, so the call carries a token, and the abort sends
 * `cancel(token)`. The promise rejects with `cancelled` at once, whether or not the other side has noticed.
 */
export async function callWithToken<Result>(
  signal: AbortSignal,
  call: (token: string) => Promise<Result>,
  cancel: (token: string) => void,
): Promise<Result> {
  if (signal.aborted) throw cancelled();
  const token = crypto.randomUUID();
  const running = call(token);
  let stop: () => void = () => {};
  const aborted = new Promise<never>((_, reject) => {
    stop = () => {
      cancel(token);
      reject(cancelled());
    };
    signal.addEventListener("abort", stop, { once: true });
  });
  try {
    return await Promise.race([running, aborted]);
  } finally {
    signal.removeEventListener("abort", stop);
    // After an abort nobody waits for the call any more; its late failure must not become an unhandled rejection.
    running.catch(() => {});
  }
}

/** The callee's half: turns tokens into signals. A token that is not under way is ignored. */
export class TokenTable {
  readonly #controllers = new Map<string, AbortController>();

  /** Runs `work` with a signal that `cancel(token)` aborts. */
  async run<Result>(token: string, work: (signal: AbortSignal) => Promise<Result>): Promise<Result> {
    const controller = new AbortController();
    this.#controllers.set(token, controller);
    try {
      return await work(controller.signal);
    } finally {
      this.#controllers.delete(token);
    }
  }

  cancel(token: string): void {
    this.#controllers.get(token)?.abort();
  }
}

function cancelled(): ZarrdropError {
  return new ZarrdropError("cancelled", "Stopped.");
}
