"""All ways to place ten queens."""

from time import perf_counter


def place(size, row, columns, rising, falling):
    if row == size:
        return 1
    count = 0
    for column in range(size):
        if not (columns[column] or rising[row + column] or falling[row - column + size]):
            columns[column] = rising[row + column] = falling[row - column + size] = True
            count += place(size, row + 1, columns, rising, falling)
            columns[column] = rising[row + column] = falling[row - column + size] = False
    return count


def kernel(size):
    return place(size, 0, [False] * size, [False] * 2 * size, [False] * 2 * size)


best, answer = float("inf"), None
for _ in range(3):
    started = perf_counter()
    answer = kernel(10)
    best = min(best, perf_counter() - started)
print("answer", answer)
print("ms", best * 1000)
