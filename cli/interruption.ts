import { print } from "./print.ts";

/** Signals that ask a program to end, with the exit code that says so to whoever called it. */
const EXIT_CODES = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;

/** Milliseconds in which a stopped command must have put its files in order. A call to a disk that is gone never returns. */
const PATIENCE = 10_000;

/**
 * The wish of a person, or of the system, that the program ends. The first is passed on as the abort of `signal`; a second ends the program at
 * once, as does time. The program then ends by that very signal, so that a script that calls it stops, too; and because Node waits for ever for
 * calls to a disk that does not answer when it ends by itself.
 */
export class Interruption {
  readonly #controller = new AbortController();
  readonly #words: string;
  #exitCode: number | null = null;

  /** `words`: what is said when the program ends for it. */
  constructor(words: string) {
    this.#words = words;
    for (const [name, exitCode] of Object.entries(EXIT_CODES)) process.on(name, () => this.#stop(exitCode));
    process.once("exit", (exitCode) => endBySignal(exitCode));
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Null as long as nobody wants to stop. */
  get exitCode(): number | null {
    return this.#exitCode;
  }

  say(): void {
    print(`${process.stderr.isTTY ? "\n" : ""}${this.#words}\n`, process.stderr);
  }

  #stop(exitCode: number): void {
    if (this.#exitCode !== null) process.exit(exitCode);
    this.#exitCode = exitCode;
    this.#controller.abort();
    setTimeout(() => {
      this.say();
      process.exit(exitCode);
    }, PATIENCE).unref();
  }
}

/** From here on signals end the process themselves, also while Node waits. Where they cannot (Windows, a container's first process) the exit code stays. */
function endBySignal(exitCode: number): void {
  for (const [name, meant] of Object.entries(EXIT_CODES)) {
    process.removeAllListeners(name);
    if (exitCode === meant && process.platform !== "win32") process.kill(process.pid, name);
  }
}
