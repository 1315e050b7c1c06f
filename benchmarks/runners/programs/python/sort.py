"""Merge sort, written by hand: 100,000 numbers."""

from time import perf_counter


def numbers(count):
    x, found = 1, []
    for _ in range(count):
        x = (x * 75 + 74) % 65537
        found.append(x)
    return found


def merge_sort(items):
    if len(items) < 2:
        return items
    middle = len(items) // 2
    left, right = merge_sort(items[:middle]), merge_sort(items[middle:])
    merged, i, j = [], 0, 0
    while i < len(left) and j < len(right):
        if left[i] <= right[j]:
            merged.append(left[i])
            i += 1
        else:
            merged.append(right[j])
            j += 1
    return merged + left[i:] + right[j:]


def kernel(items):
    total = 0
    for place, item in enumerate(merge_sort(items)):
        total = (total + place * item) % 1000003
    return total


items, best, answer = numbers(100000), float("inf"), None
for _ in range(3):
    started = perf_counter()
    answer = kernel(items)
    best = min(best, perf_counter() - started)
print("answer", answer)
print("ms", best * 1000)
