# Breadth-first search from a corner of a grid of 500 by 500, a quarter of it walls.
SIDE = 500
STEPS = [[0, 1], [1, 0], [0, -1], [-1, 0]].freeze

def make_grid
  x = 1
  walls = Array.new(SIDE * SIDE) { (x = (x * 75 + 74) % 65537) % 4 == 0 }
  walls[0] = false
  walls
end

def kernel(walls)
  distances = Array.new(walls.size, -1)
  distances[0] = 0
  queue = [[0, 0]]
  reached = farthest = 0
  until queue.empty?
    row, column = queue.shift
    reached += 1
    farthest = distances[row * SIDE + column]
    STEPS.each do |down, right|
      r = row + down
      c = column + right
      next if r < 0 || r >= SIDE || c < 0 || c >= SIDE

      place = r * SIDE + c
      next if walls[place] || distances[place] >= 0

      distances[place] = farthest + 1
      queue << [r, c]
    end
  end
  "#{reached} #{farthest}"
end

walls = make_grid

best = Float::INFINITY
answer = nil
3.times do
  started = Process.clock_gettime(Process::CLOCK_MONOTONIC)
  answer = kernel(walls)
  best = [best, (Process.clock_gettime(Process::CLOCK_MONOTONIC) - started) * 1000].min
end
puts "answer #{answer}"
puts "ms #{best}"
