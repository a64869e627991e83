import type { HierarchyPlan, OutputPlan, Plan } from "./plan.ts";

/** A store that a plan makes: one image, or several with what holds them together. */
export type PlannedStore = OutputPlan | WholeHierarchy;

/** A hierarchy with its images. */
export type WholeHierarchy = HierarchyPlan & { images: readonly OutputPlan[] };

/** What the marker of a hierarchy says of it: its images are marked in its journal, each with its plan. */
export type MarkedHierarchy = Pick<HierarchyPlan, "layout" | "storeName" | "zarrFormat" | "ngffVersion">;

/** What a plan puts into its destination, store by store. */
export function storesOf({ outputs, hierarchy }: Pick<Plan, "outputs" | "hierarchy">): readonly PlannedStore[] {
  return hierarchy === undefined ? outputs : [{ ...hierarchy, images: outputs }];
}

/** The names of these stores: names in the destination, where an output's own may be a path. */
export function storeNamesOf(plan: Pick<Plan, "outputs" | "hierarchy">): string[] {
  return storesOf(plan).map(({ storeName }) => storeName);
}

/** Whether a store holds several images. */
export function isHierarchy(store: PlannedStore): store is WholeHierarchy {
  return "images" in store;
}

/** What a marker says of a store. */
export function markedStore(store: PlannedStore): OutputPlan | MarkedHierarchy {
  if (!isHierarchy(store)) return store;
  const { layout, storeName, zarrFormat, ngffVersion } = store;
  return { layout, storeName, zarrFormat, ngffVersion };
}

/** The same store under another name. */
export function renamedStore(store: PlannedStore, storeName: string): PlannedStore {
  if (!isHierarchy(store)) return { ...store, storeName };
  const images = store.images.map((image) => ({ ...image, storeName: storeName + pathInStore(store, image) }));
  return { ...store, storeName, images };
}

/** Where an image lies in its store: "" or a path that begins with "/", to be put behind whatever the store is called. */
export function pathInStore({ storeName }: Pick<HierarchyPlan, "storeName">, image: OutputPlan): string {
  return image.storeName.slice(storeName.length);
}
