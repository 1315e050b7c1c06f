"""Breadth-first search from a corner of a grid of 500 by 500, a quarter of it walls."""

from collections import deque
from time import perf_counter

SIDE = 500


def make_grid():
    x, walls = 1, []
    for _ in range(SIDE * SIDE):
        x = (x * 75 + 74) % 65537
        walls.append(x % 4 == 0)
    walls[0] = False
    return walls


def kernel(walls):
    distances = [-1] * len(walls)
    distances[0] = 0
    queue, reached, farthest = deque([(0, 0)]), 0, 0
    while queue:
        row, column = queue.popleft()
        distance = distances[row * SIDE + column]
        reached, farthest = reached + 1, distance
        for down, right in ((0, 1), (1, 0), (0, -1), (-1, 0)):
            r, c = row + down, column + right
            if 0 <= r < SIDE and 0 <= c < SIDE:
                place = r * SIDE + c
                if not walls[place] and distances[place] < 0:
                    distances[place] = distance + 1
                    queue.append((r, c))
    return f"{reached} {farthest}"


walls, best, answer = make_grid(), float("inf"), None
for _ in range(3):
    started = perf_counter()
    answer = kernel(walls)
    best = min(best, perf_counter() - started)
print("answer", answer)
print("ms", best * 1000)
