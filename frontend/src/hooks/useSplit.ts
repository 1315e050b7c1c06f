/** Where the line between two panes lies: moved by pointer or keys, remembered in this browser. */

import { type KeyboardEvent, type PointerEvent, useRef, useState } from "react";
import { texts } from "../texts";

const STORED_KEY = "algoroom.split";
/** Bounds and steps in percent of the whole. */
const MIN_PERCENT = 20;
const MAX_PERCENT = 80;
const STEP_PERCENT = 2;
const LARGE_STEP_PERCENT = 10;

function clamp(percent: number): number {
  return Math.min(MAX_PERCENT, Math.max(MIN_PERCENT, percent));
}

/** One of the lines of the page. */
interface Line {
  /** Under which its place is remembered; none for the one between code and output. */
  readonly name?: string;
  /** Where it lies until somebody moves it. */
  readonly percent: number;
  /** What it is called; read when it is drawn, in the language spoken then. */
  readonly label: () => string;
}

const CODE_AND_OUTPUT: Line = { percent: 60, label: () => texts.room.resize };

const keyOf = ({ name }: Line): string => (name === undefined ? STORED_KEY : `${STORED_KEY}.${name}`);

function readStored(line: Line): number {
  try {
    const percent = Number(window.localStorage.getItem(keyOf(line)) ?? Number.NaN);
    return Number.isFinite(percent) ? clamp(percent) : line.percent;
  } catch {
    return line.percent;
  }
}

function store(line: Line, percent: number): void {
  try {
    window.localStorage.setItem(keyOf(line), String(percent));
  } catch {
    // A private window may refuse; the split is then this visit's only.
  }
}

/** `isStacked`: the panes lie one above the other, so the line moves up and down. */
export function useSplit(isStacked: boolean, line: Line = CODE_AND_OUTPUT) {
  const [percent, setPercent] = useState(() => readStored(line));
  const container = useRef<HTMLDivElement>(null);

  const move = (next: number) => {
    setPercent(clamp(next));
    store(line, clamp(next));
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
    "aria-label": line.label(),
    tabIndex: 0,
    "aria-orientation": isStacked ? ("horizontal" as const) : ("vertical" as const),
    "aria-valuenow": Math.round(percent),
    "aria-valuemin": MIN_PERCENT,
    "aria-valuemax": MAX_PERCENT,
    onPointerDown,
    onPointerMove,
    onKeyDown,
    onDoubleClick: () => move(line.percent),
  };
  return { container, percent, handle };
}
