/** Makes, instead of running programs, a snapshot of a Python that has started and imported what most programs need. */
import type { PyodideAPI } from "pyodide";
import type { LanguageWorker } from "../sandbox/worker";
import { HARNESS, layModulesOut } from "./modules";

/** Our own modules with what they import, and what programs of an interview do. */
const IMPORTS = `
import ${HARNESS}
import abc, ast, asyncio, base64, bisect, builtins, collections, contextlib, copy, dataclasses, datetime, enum, functools
import gc, heapq, importlib, io, itertools, json, linecache, math, operator, os, pathlib, random, re, signal, statistics
import string, sys, time, traceback, types, typing, warnings, zlib
gc.collect()
`;

/** Unofficial, and missing in Pyodide's types of its API: the version is pinned, and Python starts without it too. */
type WithSnapshot = PyodideAPI & { makeMemorySnapshot(): Uint8Array<ArrayBuffer> };

/** A worker whose one run ends with the snapshot as its product. */
export const snapshotMaker = (pyodide: PyodideAPI): LanguageWorker => ({
  run(_request, finish) {
    layModulesOut(pyodide);
    pyodide.runPython(IMPORTS);
    const product = new Uint8Array((pyodide as WithSnapshot).makeMemorySnapshot()).buffer;
    finish({ outcome: "succeeded", error: null, durationMs: 0, product, renew: false });
  },
});
