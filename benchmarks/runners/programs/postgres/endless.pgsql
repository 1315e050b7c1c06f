SELECT 'printed ' || extract(epoch FROM clock_timestamp()) AS said;
DO $$ BEGIN LOOP END LOOP; END $$;
