import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { ConversionClient } from "../browser/conversionClient.ts";
import { ReadingClient } from "../browser/readingClient.ts";
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

// The page opens with the first preset.
const session = new Session(
  new ReadingClient(connectReading),
  new ConversionClient(connectConversion),
  settingsOfPreset(PRESETS[0]!),
);

// Everything that is asked comes from files on this computer: asking again gives the same, and a network has no part in it.
const queries = new QueryClient({
  defaultOptions: {
    queries: { staleTime: Infinity, retry: false, networkMode: "always", refetchOnWindowFocus: false },
  },
});

createRoot(document.getElementById("root")!).render(
  <StrictMode>
    <QueryClientProvider client={queries}>
      <SessionContext value={session}>
        <App />
      </SessionContext>
    </QueryClientProvider>
  </StrictMode>,
);
