/** Runs JavaScript in the sandbox's worker, one program per worker. */
import { serveLanguage } from "../sandbox/worker";
import { asItIs, Program } from "./program";

serveLanguage(async (_assets, host) => ({
  run: (request, finish) => new Program(host, request, asItIs, finish).start(),
}));
