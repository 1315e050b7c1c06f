-- 100,000 numbers, sorted by the database.
WITH RECURSIVE numbers(place, x) AS (
  SELECT 1, 149
  UNION ALL
  SELECT place + 1, (x * 75 + 74) % 65537 FROM numbers WHERE place < 100000
), sorted AS (
  SELECT row_number() OVER (ORDER BY x) - 1 AS place, x FROM numbers
)
SELECT 'answer ' || (sum(place * x) % 1000003) AS said FROM sorted;
