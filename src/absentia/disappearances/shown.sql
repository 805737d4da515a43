-- What the pages said of the records that were missed: their provisions, their identifier, how they ended, and where else the
-- same prosecution is shown. One row per record of the temporary table `missed` (court, guid); `keys` has the key of
-- each court, however its pages name it.
-- Of millions of readings few are of these: they are taken out first, by GUID, and then by УИД.
WITH pages AS MATERIALIZED (
    SELECT m.court AS host, m.guid AS record, f.*
    FROM (SELECT * FROM filings WHERE lower(guid) IN (SELECT guid FROM missed)) f
    JOIN keys k ON k.court IS NOT DISTINCT FROM f.court AND k.court_code IS NOT DISTINCT FROM f.court_code
    JOIN missed m ON m.court = k.key AND m.guid = lower(f.guid)
),
charged AS (
    SELECT p.host, p.record, c.provision,
           rank() OVER (PARTITION BY p.host, p.record ORDER BY p.captured DESC NULLS LAST, p.capture) AS age
    FROM pages p
    JOIN charges c ON c.capture = p.capture AND c.filing_id = p.filing_id AND c.row = p.row
),
provisions AS (
    SELECT host, record, list(DISTINCT provision ORDER BY provision) FILTER (provision IS NOT NULL) AS provisions
    FROM charged
    WHERE age = 1
    GROUP BY ALL
),
ends AS MATERIALIZED (
    SELECT host, record, min(filing_id) AS filing_id,
           any_value(source)                                            AS source,
           arg_max(result, captured) FILTER (result IS NOT NULL)        AS result,
           max(decided)                                                 AS decided,
           min(uid) FILTER (uid_valid)                                  AS uid,
           min(court_code)                                              AS court_code,
           bool_or(synthetic)                                           AS synthetic
    FROM pages
    GROUP BY ALL
),
elsewhere AS (
    SELECT e.host, e.record,
           max(f.captured) FILTER (f.court_code = e.court_code)         AS same_court,
           max(f.captured)                                              AS any_court
    FROM ends e
    JOIN (
        SELECT uid, court, court_code, captured
        FROM filings
        WHERE uid IN (SELECT uid FROM ends) AND uid_valid AND instance = 'first'
    ) f USING (uid)
    JOIN keys k ON k.court IS NOT DISTINCT FROM f.court AND k.court_code IS NOT DISTINCT FROM f.court_code
    WHERE k.key <> e.host
    GROUP BY ALL
),
-- the same court, register and receipt, and the same УИД or, where one of the two shows none, the same number
renamed AS (
    SELECT p.host, p.record, max(f.captured) AS captured
    FROM (SELECT DISTINCT host, record, procedure, instance, received, number, uid, uid_valid FROM pages) p
    JOIN (SELECT * FROM filings WHERE guid IS NOT NULL AND received IN (SELECT received FROM pages)) f
      ON f.received = p.received AND lower(f.guid) <> p.record
     AND f.procedure IS NOT DISTINCT FROM p.procedure AND f.instance IS NOT DISTINCT FROM p.instance
     AND CASE WHEN f.uid_valid AND p.uid_valid THEN f.uid = p.uid ELSE f.number = p.number END
    JOIN keys k ON k.key = p.host
     AND k.court IS NOT DISTINCT FROM f.court AND k.court_code IS NOT DISTINCT FROM f.court_code
    GROUP BY ALL
)
SELECT e.host AS court, e.record AS guid, e.filing_id, coalesce(p.provisions, []) AS provisions, e.source, e.result,
       e.decided, e.synthetic,
       w.same_court AS moved, w.any_court AS continued, r.captured AS renamed
FROM ends e
LEFT JOIN provisions p USING (host, record)
LEFT JOIN elsewhere w USING (host, record)
LEFT JOIN renamed r USING (host, record)
ORDER BY ALL
