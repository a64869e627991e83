import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { ItemView } from "./ItemView.tsx";
import { QueuePane } from "./queue/QueuePane.tsx";
import { ActionBar } from "./run/ActionBar.tsx";
import { ExistingDialog } from "./run/ExistingDialog.tsx";
import { useSelectedItem } from "./sessionContext.ts";
import { SettingsPane } from "./settings/SettingsPane.tsx";

// Everything that is asked comes from files on this computer: asking again gives the same, and a network has no part in it.
const queries = new QueryClient({
  defaultOptions: {
    queries: { staleTime: Infinity, retry: false, networkMode: "always", refetchOnWindowFocus: false },
  },
});

/** The queue, what is selected in it, its settings, and the bar that converts. */
export function Workbench() {
  const item = useSelectedItem();
  return (
    <QueryClientProvider client={queries}>
      <div className="workbench">
        <aside className="pane pane-queue" aria-label="Files">
          <QueuePane />
        </aside>
        <main className="pane pane-main">{item !== null && <ItemView key={item.id} item={item} />}</main>
        <div className="pane pane-settings">
          <SettingsPane item={item} />
        </div>
        <ActionBar />
        <ExistingDialog />
      </div>
    </QueryClientProvider>
  );
}
