-- What linking may know of filings. Stands on filing_states and court_key.

-- name: filings
-- Where pages disagree on procedure and instance, what is known rather than not, and then what most of them say.
CREATE OR REPLACE TEMP TABLE filing AS
WITH gathered AS (
    SELECT filing_id, max(source) AS source, max(court) AS court, max(court_code) AS court_code,
           lower(min(guid))                                                  AS guid,
           list_distinct(list(uid))                                          AS uids,
           list_distinct(flatten(list([number, joined_number] || former_numbers))) AS numbers,
           list_distinct(list(received))                                     AS received,
           list_distinct(list(lower_court))                                  AS lower_courts,
           list_distinct(flatten(list(list_prepend(lower_number, lower_former_numbers)))) AS lower_numbers,
           coalesce(min(procedure), 'unknown')                               AS procedure,
           coalesce(min(instance), 'unknown')                                AS instance,
           min(procedure) IS DISTINCT FROM max(procedure) OR min(instance) IS DISTINCT FROM max(instance) AS disputed
    FROM filing_states
    GROUP BY filing_id
),
vote AS (
    SELECT filing_id, procedure, instance
    FROM (
        SELECT filing_id, coalesce(procedure, 'unknown') AS procedure, coalesce(instance, 'unknown') AS instance,
               sum(readings) AS pages
        FROM filing_states
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

-- name: numbers
SELECT DISTINCT source, unnest(numbers || lower_numbers) AS number
FROM filing
WHERE len(numbers) + len(lower_numbers) > 0
ORDER BY ALL

-- name: lower_courts
SELECT DISTINCT unnest(lower_courts) AS name
FROM filing
WHERE len(lower_courts) > 0
ORDER BY ALL

-- name: folded
-- Numbers and names of courts as keys, from the tables number_key and named_court.
CREATE OR REPLACE TEMP TABLE folded AS
WITH number AS (
    SELECT f.n, list(DISTINCT k.key) AS keys
    FROM (SELECT n, source, unnest(numbers) AS number FROM filing) f
    JOIN number_key k USING (source, number)
    GROUP BY f.n
),
lower_number AS (
    SELECT f.n, list(DISTINCT k.key) AS keys
    FROM (SELECT n, source, unnest(lower_numbers) AS number FROM filing) f
    JOIN number_key k USING (source, number)
    GROUP BY f.n
),
below AS (
    SELECT f.n, any_value(c.key) AS court
    FROM (SELECT n, unnest(lower_courts) AS name FROM filing) f
    JOIN named_court c USING (name)
    GROUP BY f.n
    HAVING count(DISTINCT coalesce(c.key, '')) = 1
)
SELECT f.n, f.filing_id, f.court, f.procedure, f.instance, f.guid, f.uids, coalesce(m.keys, []) AS numbers, f.received,
       b.court AS lower_court, coalesce(l.keys, []) AS lower_numbers
FROM filing f
LEFT JOIN number m USING (n)
LEFT JOIN lower_number l USING (n)
LEFT JOIN below b USING (n)

-- name: shared
-- The filings that have any key in common with another: no other can be joined to anything. A number below is a key
-- only where a higher court names it.
WITH token AS (
    SELECT n, hash('guid', court, guid) AS token, true AS joins FROM folded WHERE guid IS NOT NULL
    UNION ALL
    SELECT n, hash('number', court, procedure, instance, unnest(numbers)), true FROM folded
    UNION ALL
    SELECT n, hash('uid', unnest(uids)), true FROM folded
    UNION ALL
    SELECT n, hash('lower', court, unnest(numbers)), false FROM folded WHERE instance = 'first'
    UNION ALL
    SELECT n, hash('lower', lower_court, unnest(lower_numbers)), true FROM folded WHERE lower_court IS NOT NULL
),
met AS (
    SELECT token FROM token GROUP BY token HAVING min(n) < max(n) AND bool_or(joins)
)
SELECT * FROM folded
SEMI JOIN (SELECT n FROM token SEMI JOIN met USING (token)) t USING (n)
ORDER BY filing_id
