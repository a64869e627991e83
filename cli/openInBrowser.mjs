import { spawn } from "node:child_process";

/** Opens an address in the browser of the person. @param {string} address */
export function openInBrowser(address) {
  /** @type {Record<string, [string, string[]]>} */
  const openers = { darwin: ["open", [address]], win32: ["cmd", ["/c", "start", "", address]] };
  const [command, words] = openers[process.platform] ?? ["xdg-open", [address]];
  const child = spawn(command, words, { stdio: "ignore", detached: true });
  // No window is no failure: the address is on the screen.
  child.on("error", () => {});
  child.unref();
}
