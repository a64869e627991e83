import { useMemo, useState } from "react";
import type { ImageDescription } from "../../model/image.ts";
import { wellsOfPlate, type PlateWells, type Well } from "./plateWells.ts";

/** What is looked at of a plate: all of it from above, or a field of the current well. */
export type PlateLook = {
  plate: PlateWells;
  current: Well;
  place: "plate" | "field";
  point: (well: Well) => void;
  go: (place: "plate" | "field") => void;
  /** All wells are shown by one contrast. */
  sharesContrast: boolean;
  shareContrast: (isShared: boolean) => void;
};

/** The plate that a file's scenes are fields of; null for a file of no plate, and for one with a single well. `viewed`: the scene that is looked at. */
export function usePlate({ plate, scenes }: ImageDescription, viewed: number | null): PlateLook | null {
  const wells = useMemo(() => (plate === undefined ? null : wellsOfPlate(plate, scenes)), [plate, scenes]);
  const [pointed, point] = useState<Well | null>(null);
  const [sharesContrast, shareContrast] = useState(true);
  const [place, go] = useState<PlateLook["place"]>("plate");
  if (wells === null || wells.wells.length < 2) return null;
  const ofScene = viewed === null ? undefined : wells.wells.find((well) => well.scenes.includes(viewed));
  const current = (place === "field" ? ofScene : pointed) ?? pointed ?? ofScene ?? wells.wells[0]!;
  return { plate: wells, current, place, point, go, sharesContrast, shareContrast };
}
