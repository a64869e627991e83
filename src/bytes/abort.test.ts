import { expect, it } from "vitest";
import { raceAbort } from "./abort.ts";

it("a race that is lost before it begins is lost quietly: what fails later is nobody's unhandled rejection", async () => {
  const late = Promise.resolve().then(() => {
    throw new Error("late");
  });
  await expect(raceAbort(late, AbortSignal.abort())).rejects.toMatchObject({ kind: "cancelled" });
  // A turn of the loop, in which the runner would hear of it.
  await new Promise((resolve) => setTimeout(resolve, 0));
});
