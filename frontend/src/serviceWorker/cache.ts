/** The service worker's cache, for the page: the worker stands alone, so that the two share a type and no module. */
import type { CACHE } from "./shell";

export const SHELL_CACHE: typeof CACHE = "algoroom-shell";
