-- Every page of a search that a court answered with rows or with «Данных по запросу не обнаружено», and the records it
-- shows. Stands on the views of tally/base.sql.
WITH shown AS (
    SELECT f.capture, list(DISTINCT c.record_id ORDER BY c.record_id) AS records
    FROM filings f
    JOIN cases c USING (filing_id)
    WHERE f.page = 'listing'
    GROUP BY f.capture
)
SELECT coalesce(k.key, c.court)                                              AS court,
       coalesce(k.name, c.court_name)                                        AS court_name,
       c.capture,
       c.url,
       c.captured,
       c.page,
       c.counter,
       coalesce(c.rows, 0)                                                   AS rows,
       coalesce(c.last_page, 0)                                              AS last_page,
       coalesce(shown.records, [])                                           AS records
FROM captures c
LEFT JOIN court_key k ON k.court = c.court AND k.court_code IS NOT DISTINCT FROM c.court_code
LEFT JOIN shown USING (capture)
WHERE c.page IN ('listing', 'empty_result')
  AND c.court IS NOT NULL
  AND c.url IS NOT NULL
  AND c.captured IS NOT NULL
  AND ($court IS NULL OR coalesce(k.key, c.court) = $court)
ORDER BY court, captured, capture
