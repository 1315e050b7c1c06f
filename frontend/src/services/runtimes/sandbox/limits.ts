/** What bounds a run; every number has its unit in its name. */

/** What a run may write in all, as UTF-8; the server keeps no more of a run than this. */
export const MAX_OUTPUT_BYTES = 256 * 1024;

/** Of those, the newest part that is kept back once the run has written more than the rest. */
export const TAIL_BYTES = 64 * 1024;

/** What the room counts besides: lines that were typed in, and the note where the middle was left out. */
const BESIDES_BYTES = 16 * 1024;

/** The first part, passed on as it comes. */
export const HEAD_BYTES = MAX_OUTPUT_BYTES - TAIL_BYTES - BESIDES_BYTES;

/** The longest line of input, as UTF-8; what is longer is cut. */
export const MAX_INPUT_BYTES = 64 * 1024;

/** The longest one-line error, in UTF-16 units. */
export const MAX_ERROR_LENGTH = 500;

/** One display as JSON, in UTF-16 units; the server takes no more as UTF-8. */
export const MAX_DISPLAY_LENGTH = 190_000;

/** All displays of a run; a little less than the server keeps of one. */
export const MAX_DISPLAYS_LENGTH = 1_000_000;

/** What each of them counts at least, so that there are at most 2,000 of them. */
export const MIN_DISPLAY_LENGTH = 500;

/** Between two calls of `RunSink.write`. */
export const OUTPUT_INTERVAL_MS = 50;

/** How long a run may take to end by itself after it was asked to stop. */
export const STOP_GRACE_MS = 300;

/** After this the page no longer waits for the frame's word and removes it. */
export const STOP_DEADLINE_MS = 600;

/** A program that runs for so long may be stopped: then the frame for the next one is booted beside it. */
export const SPARE_AFTER_MS = 200;

/** A frame that leaves this many pings unanswered during a run is dead. */
export const MAX_MISSED_PINGS = 4;
export const PING_INTERVAL_MS = 1000;

/** What is copied into a frame in one go; some 10 ms. */
export const PIECE_BYTES = 4 * 1024 * 1024;

/** From an empty frame to its first word. */
export const FRAME_DEADLINE_MS = 15_000;

/** From a frame that answers to a runtime that can run; slow machines take long to compile a large runtime. */
export const BOOT_DEADLINE_MS = 90_000;
