// Whether the server will get its port, asked before any work is done for it.
import { createServer } from "node:net";
import { Failure } from "./failure.mjs";

/**
 * @param {number} port 0 is always free
 * @returns {Promise<void>}
 * @throws {Failure} when somebody else has the port or we may not have it
 */
export function ensurePortIsFree(port) {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", (error) => reject(explain(/** @type {NodeJS.ErrnoException} */ (error), port)));
    probe.listen(port, () => probe.close(() => resolve()));
  });
}

/**
 * @param {NodeJS.ErrnoException} error
 * @param {number} port
 */
function explain(error, port) {
  const another = `choose another with PORT, for example PORT=${port < 1024 ? 8080 : port + 1} npm start.`;
  if (error.code === "EADDRINUSE")
    return new Failure(`Port ${port} is in use by another program: end it, or ${another}`);
  if (error.code === "EACCES") return new Failure(`This user may not listen on port ${port}: ${another}`);
  return error;
}
