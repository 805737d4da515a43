-- Why filings are one case. Stands on the tables of linking, on `filing` of facts.sql, and on asked_filing: those asked about.

-- name: members
SELECT filing_id FROM cases WHERE case_id = $case ORDER BY filing_id

-- name: own
SELECT n FROM filing SEMI JOIN asked_filing USING (filing_id)

-- name: wrong_uid
-- Shown, but no key: its check digits do not hold. With the newest page that shows it.
SELECT f.filing_id, f.uid, arg_max(f.capture, coalesce(f.captured, TIMESTAMP '0001-01-01')) AS capture
FROM filings f
SEMI JOIN asked_filing USING (filing_id)
WHERE f.uid IS NOT NULL AND NOT coalesce(f.uid_valid, false)
GROUP BY ALL
ORDER BY ALL

-- name: synthetic
SELECT coalesce(bool_or(f.synthetic), false) AS synthetic FROM filings f SEMI JOIN asked_filing USING (filing_id)

-- name: ids
SELECT filing_id, record_id, case_id FROM cases SEMI JOIN asked_filing USING (filing_id)

-- name: told
SELECT s.*
FROM filing_states s
SEMI JOIN asked_filing USING (filing_id)
ORDER BY filing_id, seen DESC NULLS LAST, capture, row

-- name: records
SELECT r.record_id, r.court, r.instance, r.procedure, r.received, r.decided, r.result, r.seen, r.charged_capture, r.crowded,
       (SELECT count(*) FROM record_persons p WHERE p.record_id = r.record_id) AS persons,
       (SELECT coalesce(list_sort(list(DISTINCT c.provision)), [])
        FROM record_charges c WHERE c.record_id = r.record_id)                AS provisions
FROM records r
WHERE r.case_id = $case
ORDER BY r.received NULLS LAST, r.record_id
