// npm start: installs and builds what is missing, serves the page on this computer, opens it.
//
// PORT=8080   the port to use (default 5420; another free one if that is taken)
// BROWSER=none   don't open a window

import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { ensureApp } from "./build.mjs";
import { ensureInstalled } from "./install.mjs";
import { serve } from "./serve.mjs";

// A fixed port, because what the page keeps (unfinished jobs, the offline copy) belongs to its address.
const DEFAULT_PORT = 5420;

const root = fileURLToPath(new URL("..", import.meta.url));
const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`Zarrdrop needs Node 20.19 or later; this is ${process.version}.`);
  process.exit(1);
}

ensureInstalled(root);
await ensureApp(root);
const { url } = await serve({
  folder: fileURLToPath(new URL("../dist/app", import.meta.url)),
  port: Number(process.env["PORT"] ?? DEFAULT_PORT),
  ifTaken: "another",
});
console.log(`Zarrdrop is at ${url} (stop it with Ctrl+C)`);
if (process.env["BROWSER"] !== "none") openInBrowser(url);

/** @param {string} address */
function openInBrowser(address) {
  /** @type {Record<string, [string, string[]]>} */
  const openers = { darwin: ["open", [address]], win32: ["cmd", ["/c", "start", "", address]] };
  const [command, words] = openers[process.platform] ?? ["xdg-open", [address]];
  const child = spawn(command, words, { stdio: "ignore", detached: true });
  // No window is no failure: the address is on the screen.
  child.on("error", () => {});
  child.unref();
}
