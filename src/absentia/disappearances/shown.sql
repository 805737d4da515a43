-- What the pages said of the records that were missed: their provisions, their УИД, how they ended, and where else the
-- same prosecution is shown. One row per record of the temporary table `missed` (court, guid).
WITH pages AS (
    SELECT m.court, m.guid, f.*
    FROM missed m
    JOIN filings f ON f.court = m.court AND lower(f.guid) = m.guid
),
charged AS (
    SELECT p.court, p.guid, c.provision,
           rank() OVER (PARTITION BY p.court, p.guid ORDER BY p.captured DESC NULLS LAST, p.capture) AS age
    FROM pages p
    JOIN charges c ON c.capture = p.capture AND c.filing_id = p.filing_id AND c.row = p.row
),
provisions AS (
    SELECT court, guid, list(DISTINCT provision ORDER BY provision) FILTER (provision IS NOT NULL) AS provisions
    FROM charged
    WHERE age = 1
    GROUP BY ALL
),
ends AS (
    SELECT court, guid,
           arg_max(lower(result), captured) FILTER (result IS NOT NULL)  AS result,
           max(decided)                                                 AS decided,
           min(uid) FILTER (uid_valid)                                  AS uid,
           min(court_code)                                              AS court_code,
           bool_or(synthetic)                                           AS synthetic
    FROM pages
    GROUP BY ALL
),
elsewhere AS (
    SELECT e.court, e.guid,
           max(f.captured) FILTER (f.court_code = e.court_code)         AS same_court,
           max(f.captured)                                              AS any_court
    FROM ends e
    JOIN filings f ON f.uid = e.uid AND f.uid_valid AND f.court <> e.court AND f.instance = 'first'
    GROUP BY ALL
)
SELECT e.court, e.guid, coalesce(p.provisions, []) AS provisions, e.result, e.decided, e.synthetic,
       w.same_court AS moved, w.any_court AS continued
FROM ends e
LEFT JOIN provisions p USING (court, guid)
LEFT JOIN elsewhere w USING (court, guid)
ORDER BY ALL
