// Counting words: 200,000 of 5,000.
#include <stdio.h>
#include <string.h>
#include <time.h>

enum { COUNT = 200000, SLOTS = 16384, LONGEST = 8 };

struct entry {
  char word[LONGEST];
  int count;
};

static char text[COUNT * LONGEST];
static struct entry table[SLOTS];

static struct entry *find(const char *word, int length) {
  unsigned hash = 2166136261u;
  for (int i = 0; i < length; i++) hash = (hash ^ (unsigned char)word[i]) * 16777619u;
  for (unsigned slot = hash % SLOTS;; slot = (slot + 1) % SLOTS) {
    struct entry *entry = &table[slot];
    if (entry->count == 0) memcpy(entry->word, word, length);
    if (strncmp(entry->word, word, length) == 0 && entry->word[length] == 0) return entry;
  }
}

static int kernel(char *answer) {
  int distinct = 0;
  memset(table, 0, sizeof table);
  for (const char *at = text; *at;) {
    int length = (int)strcspn(at, " ");
    struct entry *entry = find(at, length);
    if (entry->count++ == 0) distinct++;
    at += length + (at[length] == ' ');
  }
  const struct entry *best = &table[0];
  for (const struct entry *entry = table; entry < table + SLOTS; entry++)
    if (entry->count > best->count || (entry->count == best->count && strcmp(entry->word, best->word) < 0)) best = entry;
  return sprintf(answer, "%d %s %d", distinct, best->word, best->count);
}

int main(void) {
  double best = 1e9;
  char answer[64], *end = text;
  for (int i = 0, x = 1; i < COUNT; i++) {
    x = (x * 75 + 74) % 65537;
    end += sprintf(end, i == 0 ? "w%d" : " w%d", x % 5000);
  }
  for (int pass = 0; pass < 3; pass++) {
    clock_t started = clock();
    kernel(answer);
    double took = (double)(clock() - started) / CLOCKS_PER_SEC * 1000;
    if (took < best) best = took;
  }
  printf("answer %s\nms %f\n", answer, best);
}
