import { childNodes, nodeField, numberField, type VariantNode } from "./variant.ts";

/** A point of a spectrum: nanometres, how strong, and what the point is. */
type SpectrumPoint = { wavelength: number; weight: number; type: number };

/** `eType` of a point: where a filter's band begins and ends. */
const EDGE = { rising: 2, falling: 3 };

/**
 * The emission wavelength of a channel in nanometres, or null: the probe's, else that of the first filter in the light path. Of a spectrum it
 * is the strongest point; of a band that is given by its edges, the centre.
 */
export function emissionWavelength(plane: VariantNode): number | null {
  const [filter] = childNodes(nodeField(nodeField(plane, "pFilterPath"), "m_pFilter"));
  return peak(nodeField(plane, "pFluorescentProbe")) ?? peak(filter ?? null);
}

function peak(owner: VariantNode | null): number | null {
  const points = childNodes(nodeField(nodeField(owner, "m_EmissionSpectrum"), "pPoint")).map((point): SpectrumPoint => {
    return {
      wavelength: numberField(point, "dWavelength") ?? numberField(point, "uiWavelength") ?? 0,
      weight: numberField(point, "dTValue") ?? 0,
      type: numberField(point, "eType") ?? 0,
    };
  });
  const rising = points.find(({ type }) => type === EDGE.rising);
  const falling = points.find(({ type }) => type === EDGE.falling);
  if (rising !== undefined && falling !== undefined) return sensible((rising.wavelength + falling.wavelength) / 2);
  const [first, ...rest] = points;
  if (first === undefined) return null;
  return sensible(rest.reduce((best, point) => (point.weight > best.weight ? point : best), first).wavelength);
}

function sensible(wavelength: number): number | null {
  return wavelength > 0 ? wavelength : null;
}
