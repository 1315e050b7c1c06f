SELECT 'printed ' || extract(epoch FROM clock_timestamp()) AS said;
