import { clampCamera, fitCamera, panBy, zoomAt, type Camera, type Point, type View } from "./camera.ts";
import { initialChannels, isColorPicture, type ChannelView } from "./channelView.ts";
import type { Contrast } from "./contrast.ts";
import type { Box } from "./frame.ts";
import type { ViewedImage } from "./viewedImage.ts";

/** Two pictures: beside each other with a handle between them, in turn in one place, or what tells the first from the second. */
export type ComparedAs = "handle" | "blink" | "difference";

/** What a person set in the preview. Everything that is drawn follows from it and from the pixels. */
export type ViewState = {
  /** Null: all of the image, whatever the size of the view. */
  camera: Camera | null;
  /** "auto": by the zoom. */
  level: number | "auto";
  z: number;
  t: number;
  channels: readonly ChannelView[];
  showsGrid: boolean;
  /** Of histograms: rare values are shown beside frequent ones. */
  isLogarithmic: boolean;
  /** Where the border between two pictures is: part of the view's width. */
  handle: number;
  /** How two pictures are compared. */
  comparedAs: ComparedAs;
  /** Of two pictures that are seen in turn, the second is seen. */
  isOtherSeen: boolean;
  /** While it is converted, the picture shows what is written and goes where the work is. */
  isFollowing: boolean;
  /** Where the picture was before it followed the work; null: it is where a hand left it. */
  before: Camera | null;
};

/** A part of an image: its box in pixels of level 0, and the level, slice, time and channel in which it is meant. */
export type Place = { box: Box; level: number; z: number; t: number; channel: number };

/** What a person does to the view. Lengths in CSS pixels. */
export type ViewAction =
  | { type: "pan"; dx: number; dy: number; view: View }
  | { type: "zoom"; factor: number; at: Point; view: View }
  | { type: "actualSize"; view: View; ratio: number }
  | { type: "centre"; at: Point; view: View }
  | { type: "fit" }
  | { type: "place"; place: Place; view: View }
  | { type: "level"; level: number | "auto" }
  | { type: "slice"; z: number }
  | { type: "time"; t: number }
  | { type: "channel"; index: number; changes: Partial<ChannelView> }
  | { type: "solo"; index: number }
  | { type: "contrast"; index: number; contrast: Contrast; keepsWindow: boolean }
  | { type: "grid"; isShown: boolean }
  | { type: "logarithmic"; isOn: boolean }
  | { type: "handle"; at: number }
  | { type: "comparedAs"; as: ComparedAs }
  | { type: "swap" }
  | { type: "follow"; isOn: boolean }
  | { type: "work"; box: Box; view: View }
  | { type: "workOver" }
  | { type: "image"; image: ViewedImage; old: ViewedImage };

/** Part of the view around its middle in which work may go on without the picture being moved. */
const CALM_SHARE = 0.7;

/** The view of an image that was just opened: all of it, the middle slice, the first time point. */
export function initialView(image: ViewedImage): ViewState {
  const channels = initialChannels(image.output, image.channelCount);
  return {
    camera: null,
    level: "auto",
    z: Math.floor(image.sizeZ / 2),
    t: 0,
    channels: image.isLabels ? showAlone(channels, 0) : channels,
    showsGrid: false,
    isLogarithmic: true,
    handle: 0.5,
    comparedAs: "handle",
    isOtherSeen: false,
    isFollowing: true,
    before: null,
  };
}

/** What a hand does to the picture that would be undone by following the work. */
const LEADING = new Set<ViewAction["type"]>(["pan", "zoom", "actualSize", "centre", "place"]);

/** The next view. `image` is what is looked at. A hand that moves the picture leads it from then on. */
export function reduceView(image: ViewedImage, state: ViewState, action: ViewAction): ViewState {
  const next = changed(image, state, action);
  return LEADING.has(action.type) ? { ...next, isFollowing: false, before: null } : next;
}

function changed(image: ViewedImage, state: ViewState, action: ViewAction): ViewState {
  const cameraIn = (view: View): Camera => state.camera ?? fitCamera(image.size, view);
  switch (action.type) {
    case "pan":
      return { ...state, camera: panBy(cameraIn(action.view), action.dx, action.dy, image.size) };
    case "zoom":
      return { ...state, camera: zoomAt(cameraIn(action.view), action.factor, action.at, image.size, action.view) };
    case "actualSize":
      return { ...state, camera: { ...cameraIn(action.view), zoom: 1 / action.ratio } };
    case "centre":
      return { ...state, camera: clampCamera({ ...cameraIn(action.view), ...action.at }, image.size) };
    case "fit":
      return { ...state, camera: null };
    case "place":
      return atPlace(image, state, action.place, action.view);
    case "level":
      return { ...state, level: action.level === "auto" ? "auto" : clampIndex(action.level, image.levels.length) };
    case "slice":
      return { ...state, z: clampIndex(action.z, image.sizeZ) };
    case "time":
      return { ...state, t: clampIndex(action.t, image.sizeT) };
    case "channel": {
      const channels = replaceAt(state.channels, action.index, action.changes);
      const isAlone = image.isLabels && action.changes.isVisible === true;
      return { ...state, channels: isAlone ? showAlone(channels, action.index) : channels };
    }
    case "solo":
      return { ...state, channels: showAlone(state.channels, action.index) };
    case "contrast": {
      const channel = state.channels[action.index];
      if (channel === undefined) return state;
      const { start, end, minimum, maximum } = action.contrast;
      const keeps = action.keepsWindow || isColorPicture(image.output, state.channels);
      const window = keeps ? { start: channel.start, end: channel.end } : { start, end };
      const changes = {
        ...window,
        isMeasured: true,
        minimum: Math.min(minimum, window.start),
        maximum: Math.max(maximum, window.end),
      };
      return { ...state, channels: replaceAt(state.channels, action.index, changes) };
    }
    case "grid":
      return { ...state, showsGrid: action.isShown };
    case "logarithmic":
      return { ...state, isLogarithmic: action.isOn };
    case "handle":
      return { ...state, handle: Math.min(1, Math.max(0, action.at)) };
    case "comparedAs":
      return { ...state, comparedAs: action.as, isOtherSeen: false };
    case "swap":
      return { ...state, isOtherSeen: !state.isOtherSeen };
    case "follow":
      return { ...state, isFollowing: action.isOn };
    case "work":
      return atWork(image, state, action.box, action.view);
    case "workOver":
      return state.before === null ? state : { ...state, camera: state.before, before: null };
    case "image":
      return moved(state, action.image, action.old);
  }
}

/** Part of the view that a place fills that is gone to. */
const PLACE_SHARE = 0.6;

/** A place in the middle of what is free, with its surroundings; a channel that is hidden is shown. */
function atPlace(image: ViewedImage, state: ViewState, { box, level, z, t, channel }: Place, view: View): ViewState {
  const fit = fitCamera(box, view);
  const zoom = fit.zoom * PLACE_SHARE;
  // The box's middle stays where it is on the screen.
  const camera = {
    x: box.x + box.width / 2 + ((fit.x - box.width / 2) * fit.zoom) / zoom,
    y: box.y + box.height / 2 + ((fit.y - box.height / 2) * fit.zoom) / zoom,
    zoom,
  };
  return {
    ...state,
    camera: clampCamera(camera, image.size),
    level: clampIndex(level, image.levels.length),
    z: clampIndex(z, image.sizeZ),
    t: clampIndex(t, image.sizeT),
    channels: replaceAt(state.channels, channel, { isVisible: true }),
  };
}

/** Where the work is (pixels of level 0); the picture keeps its place as long as that is seen well. */
function atWork(image: ViewedImage, state: ViewState, box: Box, view: View): ViewState {
  const { camera } = state;
  if (camera === null) return state;
  const at = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  const isCalm =
    Math.abs(at.x - camera.x) * camera.zoom <= (view.width / 2) * CALM_SHARE &&
    Math.abs(at.y - camera.y) * camera.zoom <= (view.height / 2) * CALM_SHARE;
  if (isCalm) return state;
  return { ...state, before: state.before ?? camera, camera: clampCamera({ ...camera, ...at }, image.size) };
}

/** The view when settings changed the image: what still makes sense stays. */
function moved(state: ViewState, image: ViewedImage, old: ViewedImage): ViewState {
  const isSameShape = image.size.width === old.size.width && image.size.height === old.size.height;
  const fresh = initialView(image);
  return {
    ...state,
    before: isSameShape ? state.before : null,
    camera: isSameShape && state.camera !== null ? clampCamera(state.camera, image.size) : null,
    level: state.level !== "auto" && state.level >= image.levels.length ? "auto" : state.level,
    z: image.sizeZ === old.sizeZ ? state.z : fresh.z,
    t: clampIndex(state.t, image.sizeT),
    channels:
      image.channelCount === state.channels.length && image.output.dtype === old.output.dtype
        ? state.channels.map((channel, index) => ({ ...channel, name: fresh.channels[index]!.name }))
        : fresh.channels,
  };
}

/** One channel and no other: of numbers of objects in several channels, the colours say nothing when they are added up. */
function showAlone(channels: readonly ChannelView[], shown: number): readonly ChannelView[] {
  return channels.map((channel, index) => ({ ...channel, isVisible: index === shown }));
}

function replaceAt(
  channels: readonly ChannelView[],
  index: number,
  changes: Partial<ChannelView>,
): readonly ChannelView[] {
  return channels.map((channel, at) => (at === index ? { ...channel, ...changes } : channel));
}

function clampIndex(index: number, length: number): number {
  return Math.min(length - 1, Math.max(0, Math.round(index)));
}
