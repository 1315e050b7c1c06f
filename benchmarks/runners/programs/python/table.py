"""A table of dynamic programming: the edit distance of two words of 1,000 letters."""

from time import perf_counter


def word(length, x):
    letters = []
    for _ in range(length):
        x = (x * 75 + 74) % 65537
        letters.append(x % 4)
    return letters


def kernel(one, other):
    row = list(range(len(other) + 1))
    for i in range(1, len(one) + 1):
        diagonal, row[0] = row[0], i
        for j in range(1, len(other) + 1):
            above = row[j]
            if one[i - 1] == other[j - 1]:
                row[j] = diagonal
            else:
                row[j] = 1 + min(diagonal, above, row[j - 1])
            diagonal = above
    return row[len(other)]


one, other, best, answer = word(1000, 1), word(1000, 2), float("inf"), None
for _ in range(3):
    started = perf_counter()
    answer = kernel(one, other)
    best = min(best, perf_counter() - started)
print("answer", answer)
print("ms", best * 1000)
