/**
 * Whether WebAssembly stopped because the module left its bounds or ran out of stack, which sound data never make it do: the data's fault.
 * Anything else that is thrown around a module is a defect of the program.
 */
export function isTrap(thrown: unknown): boolean {
  return thrown instanceof WebAssembly.RuntimeError || isStackOverflow(thrown);
}

/** V8's and JavaScriptCore's words, and SpiderMonkey's. */
function isStackOverflow(thrown: unknown): boolean {
  return thrown instanceof Error && /call stack|too much recursion/i.test(thrown.message);
}
