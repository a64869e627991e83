import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { ConversionClient } from "../browser/conversionClient.ts";
import { receiveLaunches } from "../browser/launchQueue.ts";
import { ReadingClient } from "../browser/readingClient.ts";
import { registerServiceWorker } from "../browser/serviceWorkerClient.ts";
import { connectConversion, connectReading } from "../browser/workerConnection.ts";
import { PRESETS, settingsOfPreset } from "../plan/presets.ts";
import { App } from "./App.tsx";
import { SessionContext } from "./sessionContext.ts";
import { Session } from "./state/session.ts";
import "./styles/tokens.css";
import "./styles/base.css";
import "./styles/controls.css";
import "./styles/layout.css";
import "./styles/start.css";
import "./styles/queue.css";
import "./styles/preview.css";
import "./styles/settings.css";
import "./styles/run.css";
import "./styles/storeCheck.css";

// The page opens with the first preset.
const session = new Session(
  new ReadingClient(connectReading),
  new ConversionClient(connectConversion),
  settingsOfPreset(PRESETS[0]!),
);

receiveLaunches((files) => void session.add(files));
registerServiceWorker((offer) => session.store.dispatch({ type: "notice", notice: { kind: "update", offer } })).catch(
  // Without it the page works as long as there is a network.
  () => {},
);

createRoot(document.getElementById("root")!).render(
  <StrictMode>
    <SessionContext value={session}>
      <App />
    </SessionContext>
  </StrictMode>,
);
