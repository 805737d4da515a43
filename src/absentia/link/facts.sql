-- What linking may know of filings. Stands on `told`, their states, and on court_key and named_court.

-- name: lower_courts
SELECT DISTINCT lower_court AS name FROM filing_states WHERE lower_court IS NOT NULL ORDER BY ALL

-- name: filings
-- Where pages disagree on procedure and instance, what is known rather than not, and then what most of them say.
CREATE OR REPLACE TEMP TABLE filing AS
WITH gathered AS (
    SELECT filing_id, max(source) AS source, max(court) AS court, max(court) AS site, max(court_code) AS court_code,
           lower(min(guid))                                                  AS guid,
           coalesce(min(procedure), 'unknown')                               AS procedure,
           coalesce(min(instance), 'unknown')                                AS instance,
           min(procedure) IS DISTINCT FROM max(procedure) OR min(instance) IS DISTINCT FROM max(instance) AS disputed
    FROM told
    GROUP BY filing_id
),
vote AS (
    SELECT filing_id, procedure, instance
    FROM (
        SELECT filing_id, coalesce(procedure, 'unknown') AS procedure, coalesce(instance, 'unknown') AS instance,
               sum(readings) AS pages
        FROM told
        SEMI JOIN (SELECT filing_id FROM gathered WHERE disputed) g USING (filing_id)
        GROUP BY ALL
    )
    QUALIFY row_number() OVER (
        PARTITION BY filing_id
        ORDER BY procedure = 'unknown', instance = 'unknown', pages DESC, procedure, instance
    ) = 1
)
SELECT g.* REPLACE (
           coalesce(k.key, g.court_code, '?') AS court,
           coalesce(v.procedure, g.procedure) AS procedure,
           coalesce(v.instance, g.instance)   AS instance
       ),
       row_number() OVER () AS n
FROM gathered g
LEFT JOIN vote v USING (filing_id)
LEFT JOIN court_key k ON k.court = g.court AND k.court_code IS NOT DISTINCT FROM g.court_code

-- name: written
-- The numbers of filings as written, and, below, those that their pages give of the court below.
CREATE OR REPLACE TEMP TABLE written AS
SELECT DISTINCT n, source, below, number
FROM (
    SELECT f.n, f.source, false AS below, unnest([s.number, s.joined_number] || s.former_numbers) AS number
    FROM told s
    JOIN filing f USING (filing_id)
    UNION ALL
    SELECT f.n, f.source, true, unnest(list_prepend(s.lower_number, s.lower_former_numbers))
    FROM told s
    JOIN filing f USING (filing_id)
    WHERE s.lower_number IS NOT NULL OR len(s.lower_former_numbers) > 0
)
WHERE number IS NOT NULL

-- name: numbers
SELECT DISTINCT source, number FROM written ORDER BY ALL

-- name: keys
-- Numbers and names of courts as keys, from the tables number_key and named_court.
CREATE OR REPLACE TEMP TABLE filing_number AS
SELECT DISTINCT w.n, w.below, k.key FROM written w JOIN number_key k USING (source, number);

CREATE OR REPLACE TEMP TABLE filing_uid AS
SELECT DISTINCT f.n, s.uid FROM told s JOIN filing f USING (filing_id) WHERE s.uid IS NOT NULL;

-- a name that is that of no court, or of several, is none
CREATE OR REPLACE TEMP TABLE filing_below AS
SELECT f.n, any_value(c.key) AS court
FROM told s
JOIN filing f USING (filing_id)
JOIN named_court c ON c.name = s.lower_court
GROUP BY f.n
HAVING count(DISTINCT coalesce(c.key, '')) = 1;

-- name: tokens
-- A number for every key that a filing may share with another. A number below is a key only where a higher court names
-- it: the last bit says whether the filing does more than bear it.
CREATE OR REPLACE TEMP TABLE token AS
SELECT n, ((hash >> 33 << 1) + joins::UTINYINT)::UINTEGER AS token
FROM (
    SELECT n, hash('guid', court, guid) AS hash, true AS joins FROM filing WHERE guid IS NOT NULL
    UNION ALL
    SELECT n, hash('number', f.court, f.procedure, f.instance, k.key), true
    FROM filing_number k JOIN filing f USING (n) WHERE NOT k.below
    UNION ALL
    SELECT n, hash('uid', uid), true FROM filing_uid
    UNION ALL
    SELECT n, hash('lower', f.court, k.key), false
    FROM filing_number k JOIN filing f USING (n) WHERE NOT k.below AND f.instance = 'first'
    UNION ALL
    SELECT n, hash('lower', b.court, k.key), true
    FROM filing_number k JOIN filing_below b USING (n) WHERE k.below AND b.court IS NOT NULL
)

-- name: shared
-- The filings that have any key in common with another: no other can be joined to anything.
CREATE OR REPLACE TEMP TABLE sharing AS
WITH met AS (
    SELECT token >> 1 AS key FROM token GROUP BY key HAVING min(n) < max(n) AND bool_or(token & 1 = 1)
)
SELECT DISTINCT n FROM token WHERE token >> 1 IN (FROM met)

-- name: facts
-- Of the filings in the view asked_for.
WITH asked AS MATERIALIZED (
    SELECT * FROM filing SEMI JOIN asked_for USING (n)
),
number AS (
    SELECT n, list(key) FILTER (NOT below) AS keys, list(key) FILTER (below) AS lower_keys
    FROM filing_number
    SEMI JOIN asked USING (n)
    GROUP BY n
),
uid AS (
    SELECT n, list(uid) AS uids FROM filing_uid SEMI JOIN asked USING (n) GROUP BY n
),
received AS (
    SELECT f.n, list(DISTINCT s.received) AS days
    FROM told s
    JOIN asked f USING (filing_id)
    WHERE s.received IS NOT NULL
    GROUP BY f.n
)
SELECT f.filing_id, f.court, f.procedure, f.instance, f.guid, coalesce(u.uids, []) AS uids,
       coalesce(m.keys, []) AS numbers, coalesce(r.days, []) AS received, b.court AS lower_court,
       coalesce(m.lower_keys, []) AS lower_numbers
FROM asked f
LEFT JOIN number m USING (n)
LEFT JOIN uid u USING (n)
LEFT JOIN received r USING (n)
LEFT JOIN filing_below b USING (n)
ORDER BY f.filing_id
