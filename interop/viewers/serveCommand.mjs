import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

const PROGRAM = fileURLToPath(new URL("../../scripts/cli.mjs", import.meta.url));

/**
 * A store as `zarrdrop serve` serves it, at the address that it prints.
 *
 * @param {string} store
 * @returns {Promise<{ address: string; end: () => Promise<void> }>}
 */
export async function serveByCommand(store) {
  const child = spawn(process.execPath, [PROGRAM, "serve", store, "--port", "0"], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = once(child, "exit");
  let said = "";
  for await (const part of child.stdout.setEncoding("utf8").iterator({ destroyOnReturn: false })) {
    said += part;
    if (said.includes("\n")) break;
  }
  const [address = ""] = said.split("\n");
  return {
    address,
    end: async () => {
      child.kill("SIGINT");
      await ended;
    },
  };
}
