/** Where one statement of PostgreSQL's SQL ends and the next begins. */

/** What a semicolon may stand in without ending anything: texts, names, comments. Each may lack its end. */
const TOKEN =
  /[eE]'(?:[^'\\]|\\[\s\S]|'')*(?:'|$)|'[^']*(?:'|$)|"[^"]*(?:"|$)|\$((?:[A-Za-z_]\w*)?)\$[\s\S]*?(?:\$\1\$|$)|--[^\n]*|\/\*[\s\S]*?(?:\*\/|$)|[A-Za-z_][\w$]*|[();]|[\s\S]/gy;

const BEGIN_ATOMIC = /^begin\s+atomic\b/i;

/** The length of the first statement, its semicolon included. */
export function lengthOfFirst(text: string): number {
  /** Semicolons within parentheses and within a body of statements do not count. */
  let depth = 0;
  let inBody = 0;
  TOKEN.lastIndex = 0;
  for (let found = TOKEN.exec(text); found !== null; found = TOKEN.exec(text)) {
    const [token] = found;
    const word = token.toLowerCase();
    if (token === "(") depth += 1;
    else if (token === ")") depth = Math.max(0, depth - 1);
    else if (token === ";" && depth === 0 && inBody === 0) return found.index + 1;
    else if (word === "begin" && (inBody > 0 || BEGIN_ATOMIC.test(text.slice(found.index)))) inBody += 1;
    else if (word === "case" && inBody > 0) inBody += 1;
    else if (word === "end" && inBody > 0) inBody -= 1;
  }
  return text.length;
}
