-- The table of cases. Stands on what linking found, on what facts.sql makes, and on the cases that stand.

-- name: fresh
CREATE OR REPLACE TEMP VIEW fresh_case AS
SELECT part_of(f.site) AS part,
       'case-' || coalesce(l.case_of, f.filing_id)                           AS case_id,
       f.filing_id,
       'record-' || coalesce(l.record_of, f.filing_id)                       AS record_id,
       coalesce(l.rule, 'alone')                                             AS rule,
       coalesce(l.declined, 0)                                               AS declined,
       coalesce(k.keys, [])                                                  AS keys
FROM filing f
LEFT JOIN linked l USING (filing_id)
LEFT JOIN (SELECT n, list_sort(list(token)) AS keys FROM token GROUP BY n) k USING (n)

-- name: before
-- What the filings that were looked at were before: some of it may be gone.
CREATE OR REPLACE TEMP TABLE case_before AS
SELECT record_id FROM cases SEMI JOIN touched_filing USING (filing_id) WHERE getvariable('few')

-- name: parts
-- Those in which a filing that was looked at stands, or stood.
SELECT part FROM fresh_case
UNION
SELECT part FROM standing_case SEMI JOIN touched_filing USING (filing_id)

-- name: cases
FROM fresh_case
UNION ALL BY NAME
SELECT * FROM standing_case ANTI JOIN touched_filing USING (filing_id)
ORDER BY part, filing_id

-- name: counts
SELECT rule, count(*) AS filings, sum(declined)::BIGINT AS declined FROM cases GROUP BY rule ORDER BY rule

-- name: resolved
SELECT count(*) AS records, count(DISTINCT case_id) AS cases FROM records
