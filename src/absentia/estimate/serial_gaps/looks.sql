-- Every look at a first-instance criminal register, and the records its pages show. Stands on the views of tally/base.sql.
WITH seen AS (
    SELECT look, unnest(captures) AS capture FROM looks WHERE outcome IN ('complete', 'empty')
),
shown AS (
    SELECT s.look, list(DISTINCT c.record_id ORDER BY c.record_id) AS records
    FROM seen s
    JOIN filings f ON f.capture = s.capture AND f.page = 'listing'
    JOIN cases c USING (filing_id)
    GROUP BY s.look
)
SELECT coalesce(k.key, l.court)                                              AS court,
       k.name                                                                AS court_name,
       l.building,
       l.article || coalesce('.' || l.part, '')                              AS article,
       coalesce(l.since, DATE '1990-01-01')                                  AS since,
       -- what was received on the day of the first page may have been entered after it
       least(l.until, l.started::DATE - 1)                                   AS until,
       l.started::DATE                                                       AS taken,
       l.ended,
       l.outcome IN ('complete', 'empty')                                    AS known,
       coalesce(shown.records, [])                                           AS records
FROM looks l
LEFT JOIN court_key k ON k.court = l.court AND k.court_code IS NOT DISTINCT FROM l.court_code
LEFT JOIN shown USING (look)
WHERE l.instance = 'first'
  AND l.procedure = 'criminal'
  AND ($court IS NULL OR coalesce(k.key, l.court) = $court)
ORDER BY court, l.ended, since, l.look
