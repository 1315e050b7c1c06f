/** What runs programs in this browser: the runtimes, and the controller that tells of their runs. */
import { useEffect, useState } from "react";
import type { Proposal } from "../../services/collab/types";
import { describeRuntime } from "../../services/runtimes/describe";
import { drawSvg } from "../../services/runtimes/displays";
import { RunController } from "./runController";
import { RuntimePool } from "./runtimePool";

export interface RunParts {
  readonly pool: RuntimePool;
  readonly controller: RunController;
}

function schedule(callback: () => void, ms: number): () => void {
  const timer = window.setTimeout(callback, ms);
  return () => window.clearTimeout(timer);
}

/**
 * Made in an effect, so that they are given back with the component; null until then.
 * @param propose hears of the runs. Another function makes them anew.
 */
export function useRunParts(propose: (proposal: Proposal) => void): RunParts | null {
  const [parts, setParts] = useState<RunParts | null>(null);
  useEffect(() => {
    const pool = new RuntimePool();
    const controller = new RunController({
      propose,
      runtime: (entry) => pool.get(entry),
      ready: (entry) => pool.ready(entry.id),
      draw: drawSvg,
      schedule,
      describe: (language) => describeRuntime(language, navigator.userAgent),
      now: () => Date.now(),
    });
    setParts({ pool, controller });
    return () => {
      controller.dispose();
      pool.dispose();
      setParts(null);
    };
  }, [propose]);
  return parts;
}
