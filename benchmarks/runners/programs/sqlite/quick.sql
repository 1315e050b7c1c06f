SELECT 'printed ' || abs(random()) AS said;
