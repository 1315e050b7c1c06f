// Breadth-first search from a corner of a grid of 500 by 500, a quarter of it walls.
const SIDE = 500;
const STEPS: [number, number][] = [[0, 1], [1, 0], [0, -1], [-1, 0]];

function makeGrid(): boolean[] {
  const walls: boolean[] = [];
  for (let i = 0, x = 1; i < SIDE * SIDE; i++) {
    x = (x * 75 + 74) % 65537;
    walls.push(x % 4 === 0);
  }
  walls[0] = false;
  return walls;
}

function kernel(walls: boolean[]): string {
  const distances = new Array<number>(walls.length).fill(-1);
  distances[0] = 0;
  const queue: [number, number][] = [[0, 0]];
  let farthest = 0;
  for (let head = 0; head < queue.length; head++) {
    const [row, column] = queue[head];
    farthest = distances[row * SIDE + column];
    for (const [down, right] of STEPS) {
      const r = row + down;
      const c = column + right;
      const place = r * SIDE + c;
      if (r < 0 || r >= SIDE || c < 0 || c >= SIDE || walls[place] || distances[place] >= 0) continue;
      distances[place] = farthest + 1;
      queue.push([r, c]);
    }
  }
  return `${queue.length} ${farthest}`;
}

const walls = makeGrid();

let best = Infinity;
let answer: number | string = "";
for (let pass = 0; pass < 3; pass++) {
  const started = performance.now();
  answer = kernel(walls);
  best = Math.min(best, performance.now() - started);
}
console.log("answer", answer);
console.log("ms", best);
