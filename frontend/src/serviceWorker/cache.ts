/** The service worker's cache, for the page: the worker stands alone, so that the two share a type and no module. */
import type { CACHE, PACKAGES } from "./shell";

export const SHELL_CACHE: typeof CACHE = "algoroom-shell";
/** Under this address the newest list of the server's packages is kept in it, for a page without a network. */
export const KEPT_PACKAGES: typeof PACKAGES = "/python-packages";
