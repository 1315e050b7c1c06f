/** Whether this window has memory that a worker can share. An isolated one has it, but for WebKit's where it was left out. */
export const hasSharedMemory = (): boolean => globalThis.crossOriginIsolated && "SharedArrayBuffer" in globalThis;
