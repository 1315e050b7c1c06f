// What went wrong and what the reader can do about it.

/** An expected failure. Its message is one sentence for the person at the terminal. */
export class Failure extends Error {
  /**
   * @param {string} message
   * @param {string} [output] what the failed program printed, whole
   */
  constructor(message, output = "") {
    super(message);
    this.output = output;
  }
}
