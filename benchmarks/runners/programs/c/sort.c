// Merge sort, written by hand: 100,000 numbers.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { COUNT = 100000 };

static int *merge_sort(const int *items, int count) {
  int *merged = malloc(sizeof(int) * count);
  if (count < 2) return memcpy(merged, items, sizeof(int) * count);
  int middle = count / 2, i = 0, j = 0, k = 0;
  int *left = merge_sort(items, middle), *right = merge_sort(items + middle, count - middle);
  while (i < middle && j < count - middle) merged[k++] = left[i] <= right[j] ? left[i++] : right[j++];
  while (i < middle) merged[k++] = left[i++];
  while (j < count - middle) merged[k++] = right[j++];
  free(left);
  free(right);
  return merged;
}

static int kernel(const int *items) {
  long long total = 0;
  int *sorted = merge_sort(items, COUNT);
  for (int place = 0; place < COUNT; place++) total = (total + (long long)place * sorted[place]) % 1000003;
  free(sorted);
  return (int)total;
}

int main(void) {
  double best = 1e9;
  static int items[COUNT];
  int answer = 0;
  for (int i = 0, x = 1; i < COUNT; i++) items[i] = x = (x * 75 + 74) % 65537;
  for (int pass = 0; pass < 3; pass++) {
    clock_t started = clock();
    answer = kernel(items);
    double took = (double)(clock() - started) / CLOCKS_PER_SEC * 1000;
    if (took < best) best = took;
  }
  printf("answer %d\nms %f\n", answer, best);
}
