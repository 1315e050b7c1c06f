// Version numbers: read and compared. Old syntax only, because it runs before Node's version is known to be enough.

/**
 * The first version number in a text: "v20.19.1" and "uv 0.9.2 (linux)" give [20, 19, 1] and [0, 9, 2].
 * @param {string} text
 * @returns {number[] | null}
 */
export function parseVersion(text) {
  const match = /(\d+)\.(\d+)(?:\.(\d+))?/.exec(text);
  return match === null ? null : [Number(match[1]), Number(match[2]), Number(match[3] || 0)];
}

/**
 * Whether a version is the floor or newer; parts that the floor does not name do not count.
 * @param {number[]} version
 * @param {number[]} floor
 * @returns {boolean}
 */
export function isAtLeast(version, floor) {
  for (let part = 0; part < floor.length; part += 1) {
    const have = version[part] || 0;
    const need = floor[part] || 0;
    if (have !== need) return have > need;
  }
  return true;
}
