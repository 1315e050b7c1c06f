// All ways to place ten queens.
#include <stdio.h>
#include <time.h>

enum { SIZE = 10 };

static char columns[SIZE], rising[2 * SIZE], falling[2 * SIZE];

static int place(int row) {
  if (row == SIZE) return 1;
  int count = 0;
  for (int column = 0; column < SIZE; column++) {
    if (columns[column] || rising[row + column] || falling[row - column + SIZE]) continue;
    columns[column] = rising[row + column] = falling[row - column + SIZE] = 1;
    count += place(row + 1);
    columns[column] = rising[row + column] = falling[row - column + SIZE] = 0;
  }
  return count;
}

int main(void) {
  double best = 1e9;
  int answer = 0;
  for (int pass = 0; pass < 3; pass++) {
    clock_t started = clock();
    answer = place(0);
    double took = (double)(clock() - started) / CLOCKS_PER_SEC * 1000;
    if (took < best) best = took;
  }
  printf("answer %d\nms %f\n", answer, best);
}
