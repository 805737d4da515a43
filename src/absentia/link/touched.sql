-- Which filings a run looks at. Stands on filing_states, on the cases that stand, and on what facts.sql makes.

-- name: changed
SELECT count(DISTINCT filing_id), (SELECT count(*) FROM cases) FROM changed_filing

-- name: all_told
CREATE OR REPLACE TEMP VIEW told AS FROM filing_states

-- name: told
-- Apart: several statements read it. What facts.sql asks for and no more: ids of captures are most of a table's bytes.
CREATE OR REPLACE TEMP TABLE told AS
SELECT filing_id, source, court, court_code, procedure, instance, guid, uid, number, joined_number, former_numbers, received,
       lower_court, lower_number, lower_former_numbers, readings
FROM filing_states
SEMI JOIN touched_filing USING (filing_id)

-- name: courts
-- The filings of courts that have another key than before, with any code: a filing's pages may disagree on these.
SELECT DISTINCT filing_id FROM filing_states WHERE court IN (FROM other)

-- name: names
-- Those that name a court below which is another one than before, or none.
SELECT DISTINCT filing_id FROM filing_states WHERE lower_court IN (FROM other)

-- name: borne
-- What every filing bears, before and now, without the last bit.
CREATE OR REPLACE TEMP TABLE borne AS
SELECT filing_id, unnest(keys) >> 1 AS key FROM cases
UNION ALL
SELECT f.filing_id, t.token >> 1 FROM token t JOIN filing f USING (n)

-- name: bearing
-- The filings that bear what one of these bears.
SELECT DISTINCT filing_id FROM borne WHERE key IN (SELECT key FROM borne SEMI JOIN touched_filing USING (filing_id))
