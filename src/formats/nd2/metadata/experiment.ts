import type { Loop, StagePoint, TimePeriod } from "./loops.ts";
import {
  booleanField,
  childNodes,
  countField,
  field,
  flagsField,
  isNode,
  nodeField,
  nodeWith,
  numberField,
  textField,
  toNumber,
  VARIANT_DEPTH,
  type VariantNode,
} from "./variant.ts";

/** `eType` of an experiment's level. */
const LOOP = {
  time: 1,
  positions: 2,
  discretePositions: 3,
  z: 4,
  spectral: 6,
  timePeriods: 8,
  manualTime: 9,
  zAccurate: 10,
} as const;
/** Types from here on are not known. */
const UNKNOWN_TYPE = 11;

/** A loop with its place in the tree and its type. */
type Level = { loop: Loop; depth: number; type: number };

/**
 * The loops of an experiment (`SLxExperiment`), outermost first: a tree in which each level names what is repeated and holds the levels
 * within. Spectral levels are no loops: the channels of a frame are stored together. Of two levels side by side only the longer of the same
 * type counts (planned and actual ones), as in the nd2 package.
 */
export function parseExperiment(root: VariantNode | null): Loop[] {
  const levels: Level[] = [];
  const siblings = siblingLoops(root);
  const top = siblings.length > 0 ? null : experimentNode(root);
  if (top !== null) collect(top, 0, 0, levels);
  for (const sibling of siblings) collect(sibling, levels.length, 0, levels);
  return levels.map(({ loop }) => loop);
}

function experimentNode(root: VariantNode | null): VariantNode | null {
  return nodeWith(root, "eType");
}

/** Some version 1 files list the levels side by side, outermost first: `LoopNo00`, `LoopNo01`, … */
function siblingLoops(root: VariantNode | null): VariantNode[] {
  const list = nodeWith(root, "LoopNo00");
  return (list?.items ?? []).flatMap(([name, value]) => (name.startsWith("LoopNo") && isNode(value) ? [value] : []));
}

function collect(node: VariantNode, depth: number, steps: number, levels: Level[]): void {
  if (steps > VARIANT_DEPTH) return;
  const type = countField(node, "eType") ?? 0;
  if (type === 0 || type >= UNKNOWN_TYPE) return;
  const parameters = loopParameters(node);
  if (parameters === null) return;
  let inner = depth + 1;
  if (type === LOOP.spectral) inner = depth;
  else {
    const loop = parseLoop(type, parameters, flagsField(node, "pItemValid"));
    if (loop.count === 0) return;
    const last = levels.at(-1);
    if (last === undefined || last.depth < depth) levels.push({ loop, depth, type });
    else if (last.depth === depth && last.type === type && last.loop.count < loop.count) {
      levels[levels.length - 1] = { loop, depth, type };
    }
  }
  const within = type === LOOP.timePeriods ? subLoop(parameters) : null;
  if (within !== null) collect(within, inner, steps + 1, levels);
  for (const next of childNodes(nodeField(node, "ppNextLevelEx"))) {
    const level = experimentNode(next);
    if (level !== null) collect(level, inner, steps + 1, levels);
  }
}

/** The parameters; version 2 files wrap them once more. */
function loopParameters(node: VariantNode): VariantNode | null {
  const parameters = nodeField(node, "uLoopPars");
  const item = parameters?.items[0];
  if (parameters === null || item === undefined) return null;
  const [name, value] = item;
  return parameters.items.length === 1 && isNode(value) && (name === "no_name" || name === "") ? value : parameters;
}

/** Where the periods of a time loop have levels of their own, those of the first period that took place; they are alike. */
function subLoop(parameters: VariantNode): VariantNode | null {
  const loops = childNodes(nodeField(parameters, "pSubLoops"));
  const valid = flagsField(parameters, "pPeriodValid");
  const first = loops.find((_, period) => valid?.[period] !== false) ?? null;
  return experimentNode(first);
}

function parseLoop(type: number, parameters: VariantNode, valid: boolean[] | null): Loop {
  const count = countField(parameters, "uiCount") ?? 0;
  switch (type) {
    case LOOP.time:
      return { kind: "time", count, periods: [timePeriod(parameters)] };
    case LOOP.manualTime:
      return { kind: "time", count, periods: [{ count, interval: null }] };
    case LOOP.timePeriods:
      return timeLoop(parameters);
    case LOOP.positions:
    case LOOP.discretePositions:
      return positionLoop(parameters, valid);
    case LOOP.z:
    case LOOP.zAccurate:
      return zLoop(parameters);
    default:
      return { kind: "other", count };
  }
}

/** A loop of several phases. Its own count includes phases that did not take place. */
function timeLoop(parameters: VariantNode): Loop {
  const valid = flagsField(parameters, "pPeriodValid");
  const periods = childNodes(nodeField(parameters, "pPeriod"))
    .filter((_, period) => valid === null || valid[period] === true)
    .map(timePeriod)
    .filter(({ count }) => count > 0);
  return { kind: "time", count: periods.reduce((sum, { count }) => sum + count, 0), periods };
}

function timePeriod(parameters: VariantNode): TimePeriod {
  const count = countField(parameters, "uiCount") ?? 0;
  const positive = ["dAvgPeriodDiff", "dPeriod"]
    .map((name) => numberField(parameters, name))
    .find((value) => value !== null && value > 0);
  return { count, interval: positive ?? null };
}

function positionLoop(parameters: VariantNode, valid: boolean[] | null): Loop {
  const usesZ = booleanField(parameters, "bUseZ") === true;
  const isRelative = booleanField(parameters, "bRelativeXY") === true;
  const referenceX = isRelative ? (numberField(parameters, "dReferenceX") ?? 0) : 0;
  const referenceY = isRelative ? (numberField(parameters, "dReferenceY") ?? 0) : 0;
  const all = pointNodes(parameters).map((point): StagePoint => {
    return {
      name: textField(point, "dPosName") || textField(point, "pPosName"),
      x: referenceX + (numberField(point, "dPosX") ?? 0),
      y: referenceY + (numberField(point, "dPosY") ?? 0),
      z: usesZ ? numberField(point, "dPosZ") : null,
    };
  });
  const hasFlags = valid !== null && valid.length > 0;
  const points = hasFlags ? all.filter((_, point) => valid[point] === true) : all;
  const count =
    all.length > 0 ? points.length : hasFlags ? valid.filter(Boolean).length : countField(parameters, "uiCount");
  return { kind: "position", count: count ?? 0, points };
}

/** Points are a list of nodes, or in older files one list per coordinate. */
function pointNodes(parameters: VariantNode): VariantNode[] {
  const points = nodeField(parameters, "Points");
  if (points !== null) return childNodes(points);
  const names = ["dPosX", "dPosY", "dPosZ", "pPosName", "dPosName"];
  const lists = names.map((name) => nodeField(parameters, name)?.items ?? []);
  return (nodeField(parameters, "dPosX")?.items ?? []).map((_, point) => {
    return {
      items: names.flatMap((name, list) => {
        const item = lists[list]![point];
        return item === undefined ? [] : [[name, item[1]] as const];
      }),
    };
  });
}

function zLoop(parameters: VariantNode): Loop {
  const count = countField(parameters, "uiCount") ?? 0;
  const low = numberField(parameters, "dZLow");
  const high = numberField(parameters, "dZHigh");
  let step = Math.abs(numberField(parameters, "dZStep") ?? 0);
  if (step === 0 && count > 1 && low !== null && high !== null) step = Math.abs(high - low) / (count - 1);
  // Stacks from 4 on go down (`ZStackType` of the maker's limnd2 library).
  const topToBottom = (toNumber(field(parameters, "iType")) ?? 0) >= 4;
  return { kind: "z", count, step: step > 0 ? step : null, topToBottom };
}
