import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { ConversionClient } from "../browser/conversionClient.ts";
import { receiveInstallOffer } from "../browser/installOffer.ts";
import { receiveLaunches } from "../browser/launchQueue.ts";
import { PageSigns } from "../browser/pageSigns.ts";
import { ReadingClient } from "../browser/readingClient.ts";
import { registerServiceWorker } from "../browser/serviceWorkerClient.ts";
import { startConversion, startReading } from "../browser/startWorkers.ts";
import { PRESETS, settingsOfPreset } from "../plan/settings/presets.ts";
import { App } from "./App.tsx";
import { BrokenPage } from "./BrokenPage.tsx";
import { SessionContext } from "./sessionContext.ts";
import { Session } from "./state/session.ts";
import "./styles/tokens.css";
import "./styles/base.css";
import "./styles/controls.css";
import "./styles/page.css";
import "./styles/start.css";

// The page opens with the first preset.
const session = new Session(
  new ReadingClient(startReading),
  new ConversionClient(startConversion),
  new PageSigns(),
  settingsOfPreset(PRESETS[0]!),
);

receiveInstallOffer((offer) => session.offerInstall(offer));
receiveLaunches((files) => void session.add(files));
// Asked first: a service worker takes over pages that it did not answer, too.
const underServiceWorker = "serviceWorker" in navigator && navigator.serviceWorker.controller !== null;
const registered = registerServiceWorker((offer) => session.offerUpdate(offer));
registered
  .then(async (isRegistered) => {
    // Not needed for the first screen.
    const { findHostGaps } = await import("../browser/hostGaps.ts");
    session.store.dispatch({ type: "hostGaps", gaps: await findHostGaps(underServiceWorker, isRegistered) });
  })
  // A host that does not even have this part cannot be asked.
  .catch(() => {});

registered
  .then(async (isRegistered) => {
    if (!isRegistered) return;
    // A copy that is not whole never becomes active.
    await navigator.serviceWorker.ready;
    session.store.dispatch({ type: "offlineCopy" });
  })
  .catch(() => {});

createRoot(document.getElementById("root")!).render(
  <StrictMode>
    <SessionContext value={session}>
      <BrokenPage>
        <App />
      </BrokenPage>
    </SessionContext>
  </StrictMode>,
);

// The first screen comes first.
void session.keep();
