/** Our own part of Python: what runs programs, and what stands in for what a browser has not. */
import type { PyodideAPI } from "pyodide";
import displaySource from "./display.py?raw";
import harnessSource from "./harness.py?raw";
import missingSource from "./missing.py?raw";
import plotsSource from "./plots.py?raw";
import stepsSource from "./steps.py?raw";

/** Where Python looks for packages, and what none of our tracebacks shows. */
export const SITE_PACKAGES = "/lib/python3.14/site-packages";

/** The module whose `install` gives the worker its handles; it imports the others, but for the one that matplotlib does (`MPLBACKEND`). */
export const HARNESS = "_algoroom_harness";

const MODULES: Readonly<Record<string, string>> = {
  [HARNESS]: harnessSource,
  _algoroom_display: displaySource,
  _algoroom_missing: missingSource,
  _algoroom_plots: plotsSource,
  _algoroom_steps: stepsSource,
};

/** Puts our modules where Python finds them. A snapshot has imported them, and has no files. */
export function layModulesOut({ FS }: PyodideAPI): void {
  for (const [name, text] of Object.entries(MODULES)) FS.writeFile(`${SITE_PACKAGES}/${name}.py`, text);
}
