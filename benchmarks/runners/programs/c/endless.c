#include <stdio.h>
#include <time.h>

int main(void) {
  struct timespec now;
  timespec_get(&now, TIME_UTC);
  printf("printed %lld.%09ld\n", (long long)now.tv_sec, now.tv_nsec);
  for (volatile int n = 0;; n = n + 1);
}
