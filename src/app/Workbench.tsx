import "./styles/preview.css";
import { ItemView } from "./ItemView.tsx";
import { useFirstView } from "./preview/firstView.ts";
import { QueuePane } from "./queue/QueuePane.tsx";
import { ActionBar } from "./run/ActionBar.tsx";
import { ExistingDialog } from "./run/ExistingDialog.tsx";
import { useSelectedItem } from "./sessionContext.ts";
import { SettingsPane } from "./settings/SettingsPane.tsx";

/** The queue, what is selected in it, its settings, and the bar that converts. */
export function Workbench() {
  const item = useSelectedItem();
  useFirstView();
  return (
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
  );
}
