import { open, readFile, rename, rm, stat } from "node:fs/promises";
import { asOpenError } from "../src/bytes/sourceErrors.ts";
import { platformName } from "../src/bytes/platformFailures.ts";
import type { DistributedJob } from "../src/convert/distributed/distributedJob.ts";
import { JOB_BEGINNING, jobFromText, textOfJob } from "../src/convert/distributed/jobText.ts";
import { ZarrdropError } from "../src/model/errors.ts";
import { randomToken } from "../src/model/hexDigest.ts";
import { LIMITS } from "../src/model/limits.ts";

/**
 * Refuses what is there already and is no file of a distributed job: never a source, a store or whatever else is written over.
 * @throws `exists`; `source-unreadable`
 */
export async function refuseOtherFile(path: string): Promise<void> {
  const there = await beginningOf(path).catch((thrown: unknown) => {
    if (platformName(thrown) === "ENOENT") return null;
    throw asOpenError(thrown, path);
  });
  if (there === null || there === JOB_BEGINNING) return;
  throw new ZarrdropError("exists", `${path} is there already, and it is no job of Zarrdrop.`, {
    file: path,
    safe: "Nothing was changed.",
    advice: "Name another file.",
  });
}

async function beginningOf(path: string): Promise<string> {
  if (!(await stat(path)).isFile()) return "";
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read({ buffer: Buffer.alloc(JOB_BEGINNING.length) });
    return buffer.toString("latin1", 0, bytesRead);
  } finally {
    await file.close();
  }
}

/**
 * Writes the file of a job, which appears whole: other machines may be waiting for it.
 * @throws `exists`, `storage`
 */
export async function writeJob(path: string, distributed: DistributedJob): Promise<void> {
  await refuseOtherFile(path);
  const text = await textOfJob(distributed);
  const partial = `${path}.${randomToken()}`;
  try {
    const file = await open(partial, "wx");
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(partial, path);
  } catch (thrown) {
    await rm(partial, { force: true }).catch(() => {});
    throw new ZarrdropError(
      "storage",
      `${path} could not be written.`,
      { file: path, advice: "Check the path." },
      thrown,
    );
  }
}

/**
 * The job of a file that `writeJob` wrote.
 * @throws those of `jobFromText`; `source-unreadable`
 */
export async function readJob(path: string): Promise<DistributedJob> {
  try {
    const { size } = await stat(path);
    if (size > LIMITS.jsonBytes || (await beginningOf(path)) !== JOB_BEGINNING) {
      throw new ZarrdropError("setting", `${path} is no job of Zarrdrop.`, {
        file: path,
        safe: "Nothing was changed.",
      });
    }
    return await jobFromText(await readFile(path), path);
  } catch (thrown) {
    throw thrown instanceof ZarrdropError ? thrown : asOpenError(thrown, path);
  }
}
