#!/usr/bin/env node
import process from "node:process";
import { setFlagsFromString } from "node:v8";

// Nothing of the program is imported here: what cannot even be loaded is to be said in words, and not by Node.

// Pixels are not among JavaScript's objects, and what these take is to be given back early: a twentieth of a conversion's memory, in the same
// time. Threads that are started later keep to it too.
setFlagsFromString("--optimize-for-size");

try {
  await import("./commandLine.ts");
} catch (thrown) {
  if (!(thrown instanceof Error && "code" in thrown && (thrown.code === "EMFILE" || thrown.code === "ENFILE")))
    throw thrown;
  process.stderr.write(
    "Error: The program cannot be loaded: the system lets it have too few files open at once.\nAllow 256 or more (ulimit -n 256), or close other programs.\n",
  );
  process.exitCode = 1;
}
