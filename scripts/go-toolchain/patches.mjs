// What is changed in Go's sources before they are compiled.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";

/** The processors that the compiler and the linker know by packages of their own: most of both, and of no use here. */
const PROCESSORS = "amd64|arm|arm64|loong64|mips|mips64|ppc64|riscv64|s390x|x86";

/**
 * How much of a goroutine's stack may lie in calls that the browser keeps on its own stack as well, which is about a
 * megabyte: a call of Go's takes 16 bytes at least there, and up to 240 here.
 */
const NESTED_BYTES = 65536;

/** Of the 512 MB that a program may have; a stack that grows is copied into one of twice the size. */
const MAX_STACK_BYTES = 100000000;

/** @typedef {readonly [what: string | RegExp, by: string]} Change */

/**
 * Go keeps a goroutine's calls on a stack of its own, and calls nest in the browser too, until something unwinds the browser's
 * stack: a switch to another goroutine, or the growing of the own stack. After that each call that returns comes back to one
 * loop (`wasm_pc_f_loop`). The stack grows by doubling, so that the browser's is full long before, at some 20,000 calls. Here
 * the check that each function makes for its stack also fires after NESTED_BYTES, and unwinds without growing anything.
 * @type {Record<string, readonly Change[]>}
 */
const DEEP_RECURSION = {
  "runtime/stack.go": [
    [
      "func newstack() {\n",
      `// nestingGuard is how far down gp's stack may reach before its host's must be emptied, where that is empty now and the
// next function needs frame bytes.
func nestingGuard(gp *g, frame uintptr) uintptr {
	guard := gp.stack.lo + stackGuard
	if nested := guard + ${NESTED_BYTES} + frame; gp.sched.sp > nested {
		return guard + gp.sched.sp - nested
	}
	return guard
}

func newstack() {
`,
    ],
    [
      "it will be preempted next time.\n\t\t\tgp.stackguard0 = gp.stack.lo + stackGuard\n",
      "it will be preempted next time.\n\t\t\tgp.stackguard0 = nestingGuard(gp, 0)\n",
    ],
    [
      "\t// Allocate a bigger segment and move the stack.\n",
      `	// There may be room, and the host's stack be what is nearly full.
	frame := uintptr(0)
	if f := findfunc(gp.sched.pc); f.valid() {
		frame = uintptr(funcMaxSPDelta(f))
	}
	if stackguard0 != stackForceMove && sp > gp.stack.lo+stackGuard+frame {
		gp.stackguard0 = nestingGuard(gp, frame)
		gogo(&gp.sched) // never return
	}

	// Allocate a bigger segment and move the stack.
`,
    ],
    [
      "\tcasgstatus(gp, _Gcopystack, _Grunning)\n\tgogo(&gp.sched)\n",
      "\tcasgstatus(gp, _Gcopystack, _Grunning)\n\tgp.stackguard0 = nestingGuard(gp, frame)\n\tgogo(&gp.sched)\n",
    ],
  ],
  "runtime/proc.go": [
    ["maxstacksize = 1000000000", `maxstacksize = ${MAX_STACK_BYTES}`],
    [
      "\tgp.preempt = false\n\tgp.stackguard0 = gp.stack.lo + stackGuard\n",
      "\tgp.preempt = false\n\tgp.stackguard0 = nestingGuard(gp, 0)\n",
    ],
    [
      "we clobbered it in entersyscall/entersyscallblock.\n\t\t\tgp.stackguard0 = gp.stack.lo + stackGuard\n",
      `we clobbered it in entersyscall/entersyscallblock.
			gp.stackguard0 = gp.stack.lo + stackGuard
			if gp.stack.hi-gp.stack.lo > ${NESTED_BYTES} {
				// Nobody remembers how much is nested: look at the next call.
				gp.stackguard0 = gp.stack.hi
			}
`,
    ],
  ],
  // A call that returns, or a goroutine that goes on, finds the host's stack empty: as much may nest again. Functions that
  // begin (PC_B is 0) come from above, which knows the size of their frame.
  "runtime/asm_wasm.s": [
    [
      "\tloop:\n\t\tLoop\n\t\t\t// Get PC_B & PC_F from -8(SP)\n",
      `	loop:
		Loop
			Get SP
			I32Const $8
			I32Sub
			I32Load16U $0
			If
				Get g
				I32WrapI64
				I32Load $(g_stack+stack_hi)
				Get g
				I32WrapI64
				I32Load $(g_stack+stack_lo)
				I32Sub
				I32Const $${NESTED_BYTES}
				I32GtU
				If
					Get g
					I32WrapI64
					I32Load $g_stackguard0
					Get SP
					I32Const $${NESTED_BYTES}
					I32Sub
					I32LtU
					If
						Get g
						I32WrapI64
						Get SP
						I32Const $${NESTED_BYTES}
						I32Sub
						I64ExtendI32U
						I64Store $g_stackguard0
					End
				End
			End

			// Get PC_B & PC_F from -8(SP)
`,
    ],
  ],
};

/**
 * What ends a program shows the calls of its own and none of Go's inside, and of a hundred only those at either end.
 * @type {Record<string, readonly Change[]>}
 */
const OWN_CALLS = {
  "runtime/panic.go": [["\tfatalthrow(throwTypeRuntime)\n", "\tfatalthrow(throwTypeUser)\n"]],
  "runtime/traceback.go": [
    ["tracebackInnerFrames = 50", "tracebackInnerFrames = 12"],
    ["tracebackOuterFrames = 50", "tracebackOuterFrames = 6"],
  ],
};

/** @type {Record<string, readonly Change[]>} */
const ONE_PROCESSOR = {
  "cmd/compile/main.go": [
    [new RegExp(`^\\t"cmd/compile/internal/(${PROCESSORS})"\\n`, "gm"), ""],
    [new RegExp(`^\\t"\\w+": +(${PROCESSORS})\\.Init,\\n`, "gm"), ""],
  ],
  // Up to the case of WebAssembly: its tables alone are kept.
  "cmd/compile/internal/ssa/config.go": [
    [/\tswitch arch \{\n\tcase "amd64":[\s\S]*?(?=\tcase "wasm":)/, "\tswitch arch {\n"],
  ],
  "cmd/link/main.go": [
    [new RegExp(`^\\t"cmd/link/internal/(${PROCESSORS})"\\n`, "gm"), ""],
    [new RegExp(`^\\tcase .*:\\n\\t\\tarch, theArch = (${PROCESSORS})\\.Init\\(\\)\\n`, "gm"), ""],
  ],
};

/**
 * @param {string} file
 * @param {string} source
 * @param {Change} change
 */
function replaceSurely(file, source, [what, by]) {
  const changed = source.replace(what, () => by);
  if (changed !== source) return changed;
  throw new Error(`Go's ${file} no longer contains ${what}: see scripts/go-toolchain/patches.mjs.`);
}

/**
 * Write the changed files, and what tells Go to read them instead of its own.
 * @param {string} goroot
 * @param {string} folder
 * @returns {string} for `go build -overlay`
 */
export function writeOverlay(goroot, folder) {
  /** @type {Record<string, string>} */
  const replaced = {};
  for (const [name, changes] of Object.entries({ ...ONE_PROCESSOR, ...DEEP_RECURSION, ...OWN_CALLS })) {
    const original = path.join(goroot, "src", ...name.split("/"));
    const changed = path.join(folder, "changed", ...name.split("/"));
    const source = readFileSync(original, "utf8");
    mkdirSync(path.dirname(changed), { recursive: true });
    writeFileSync(
      changed,
      changes.reduce((text, change) => replaceSurely(name, text, change), source),
    );
    replaced[original] = changed;
  }
  const overlay = path.join(folder, "overlay.json");
  writeFileSync(overlay, JSON.stringify({ Replace: replaced }));
  return overlay;
}
