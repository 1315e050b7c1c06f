// Breadth-first search from a corner of a grid of 500 by 500, a quarter of it walls.
#include <stdio.h>
#include <string.h>
#include <time.h>

enum { SIDE = 500, CELLS = SIDE * SIDE };

static char walls[CELLS];
static int distances[CELLS];
static int queue[CELLS][2];

static int kernel(int *farthest) {
  static const int steps[4][2] = {{0, 1}, {1, 0}, {0, -1}, {-1, 0}};
  int head = 0, tail = 1;
  memset(distances, -1, sizeof distances);
  distances[0] = queue[0][0] = queue[0][1] = 0;
  while (head < tail) {
    int row = queue[head][0], column = queue[head++][1];
    *farthest = distances[row * SIDE + column];
    for (int step = 0; step < 4; step++) {
      int r = row + steps[step][0], c = column + steps[step][1], place = r * SIDE + c;
      if (r < 0 || r >= SIDE || c < 0 || c >= SIDE || walls[place] || distances[place] >= 0) continue;
      distances[place] = *farthest + 1;
      queue[tail][0] = r;
      queue[tail++][1] = c;
    }
  }
  return tail;
}

int main(void) {
  double best = 1e9;
  int reached = 0, farthest = 0;
  for (int i = 0, x = 1; i < CELLS; i++) {
    x = (x * 75 + 74) % 65537;
    walls[i] = x % 4 == 0;
  }
  walls[0] = 0;
  for (int pass = 0; pass < 3; pass++) {
    clock_t started = clock();
    reached = kernel(&farthest);
    double took = (double)(clock() - started) / CLOCKS_PER_SEC * 1000;
    if (took < best) best = took;
  }
  printf("answer %d %d\nms %f\n", reached, farthest, best);
}
