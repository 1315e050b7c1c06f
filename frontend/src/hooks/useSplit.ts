/** Where the line between two panes lies: moved by pointer or keys, remembered in this browser. */

import { type KeyboardEvent, type PointerEvent, useRef, useState } from "react";
import { texts } from "../texts";

const STORED_KEY = "algoroom.split";
/** Bounds and steps in percent of the whole. */
const MIN_PERCENT = 20;
const MAX_PERCENT = 80;
const DEFAULT_PERCENT = 60;
const STEP_PERCENT = 2;
const LARGE_STEP_PERCENT = 10;

function clamp(percent: number): number {
  return Math.min(MAX_PERCENT, Math.max(MIN_PERCENT, percent));
}

function readStored(): number {
  try {
    const percent = Number(window.localStorage.getItem(STORED_KEY) ?? Number.NaN);
    return Number.isFinite(percent) ? clamp(percent) : DEFAULT_PERCENT;
  } catch {
    return DEFAULT_PERCENT;
  }
}

function store(percent: number): void {
  try {
    window.localStorage.setItem(STORED_KEY, String(percent));
  } catch {
    // A private window may refuse; the split is then this visit's only.
  }
}

/** `isStacked`: the panes lie one above the other, so the line moves up and down. */
export function useSplit(isStacked: boolean) {
  const [percent, setPercent] = useState(readStored);
  const container = useRef<HTMLDivElement>(null);

  const move = (next: number) => {
    setPercent(clamp(next));
    store(clamp(next));
  };

  const onPointerDown = (event: PointerEvent<HTMLElement>) => {
    event.preventDefault();
    event.currentTarget.setPointerCapture(event.pointerId);
  };
  const onPointerMove = (event: PointerEvent<HTMLElement>) => {
    if (!event.currentTarget.hasPointerCapture(event.pointerId) || container.current === null) return;
    const box = container.current.getBoundingClientRect();
    const share = isStacked ? (event.clientY - box.top) / box.height : (event.clientX - box.left) / box.width;
    move(Math.round(share * 1000) / 10);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const step = event.shiftKey ? LARGE_STEP_PERCENT : STEP_PERCENT;
    const [less, more] = isStacked ? ["ArrowUp", "ArrowDown"] : ["ArrowLeft", "ArrowRight"];
    const moves: Record<string, number> = {
      [less]: percent - step,
      [more]: percent + step,
      Home: MIN_PERCENT,
      End: MAX_PERCENT,
    };
    const next = moves[event.key];
    if (next === undefined) return;
    event.preventDefault();
    move(next);
  };

  const handle = {
    role: "separator",
    "aria-label": texts.room.resize,
    tabIndex: 0,
    "aria-orientation": isStacked ? ("horizontal" as const) : ("vertical" as const),
    "aria-valuenow": Math.round(percent),
    "aria-valuemin": MIN_PERCENT,
    "aria-valuemax": MAX_PERCENT,
    onPointerDown,
    onPointerMove,
    onKeyDown,
    onDoubleClick: () => move(DEFAULT_PERCENT),
  };
  return { container, percent, handle };
}
