/** Those that wait for their turn, in order. */
const waiting: (() => void)[] = [];
const take = makeTurns(() => waiting.shift()?.());

/**
 * Resolves when the thread's event loop has had a turn: messages were heard, and what goes on in the background got on. A promise that is already
 * settled lets none of that happen, and a timer takes 4 ms.
 */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    waiting.push(resolve);
    take();
  });
}

/** Calls back in the next turn of the event loop, once for each call of what it gives. */
function makeTurns(back: () => void): () => void {
  // Node's own; a channel would keep its process alive.
  const immediate = globalThis.setImmediate as typeof setImmediate | undefined;
  if (immediate !== undefined) return () => void immediate(back);
  const { port1, port2 } = new MessageChannel();
  port1.addEventListener("message", back);
  port1.start();
  return () => port2.postMessage(null);
}
