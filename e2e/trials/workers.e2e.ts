import { Disturbed, type Launched, test, trialsOf } from "./bench.ts";

test("a worker is ended", async ({ bench, url, browserOfBench }) => {
  await trialsOf("worker ended", async ({ random, number }) => {
    const trial = new Disturbed(bench, url, random);
    const page = await browserOfBench.context.newPage();
    await trial.begin(page);
    await trial.middle(page);
    await runInUnitWorker(
      browserOfBench,
      number % 2 === 0 ? "self.close()" : "setTimeout(() => { throw new Error('lost'); })",
    );
    await trial.done(page);
    await page.close();
  });
});

test("a worker hangs", async ({ bench, url, browserOfBench }) => {
  await trialsOf("worker hung", async ({ random }) => {
    const trial = new Disturbed(bench, url, random);
    const page = await browserOfBench.context.newPage();
    await trial.begin(page);
    await trial.middle(page);
    await runInUnitWorker(browserOfBench, "setTimeout(() => { for (;;); })");
    // It is noticed within 20 s, and its work done again.
    await trial.done(page);
    await page.close();
  });
});

/** Has one worker of the pool run a script; none where the conversion is over already. */
async function runInUnitWorker(browser: Launched, expression: string): Promise<void> {
  const session = await browser.context.browser()!.newBrowserCDPSession();
  const message = JSON.stringify({ id: 1, method: "Runtime.evaluate", params: { expression } });
  for (;;) {
    const { targetInfos } = await session.send("Target.getTargets", { filter: [{ type: "worker" }] });
    const unit = targetInfos.find(({ title }) => title === "unit");
    if (unit === undefined) break;
    try {
      const { sessionId } = await session.send("Target.attachToTarget", { targetId: unit.targetId, flatten: false });
      await session.send("Target.sendMessageToTarget", { sessionId, message });
      break;
    } catch (error) {
      // It was done meanwhile; another may still be there.
      if (!String(error).includes("No session with given id")) throw error;
    }
  }
  await session.detach();
}
