-- The units of a measure within a scope, and how each stands: made anew for every count over the tables of base.sql.

-- name: measured
CREATE OR REPLACE TEMP TABLE measured AS
{measure}

-- name: matching
-- The charges of each unit, of its record, its person or itself, that are asked about; none where none are.
CREATE OR REPLACE TEMP TABLE matching AS
SELECT u.unit, c.article_label, c.provision_label, f.family
FROM measured u
JOIN charge c
  ON c.record_no = u.charged_in
 AND (u.person IS NULL OR c.person = u.person)
 AND (u.charge IS NULL OR c.position = u.charge)
LEFT JOIN provision_family f
  ON c.of_law AND f.jurisdiction = c.jurisdiction AND f.article = c.article AND f.part IS NOT DISTINCT FROM c.part
WHERE $of_charges AND ($article IS NULL OR (c.article = $article AND c.of_law AND c.jurisdiction = $jurisdiction))
  AND ($part IS NULL OR c.part = $part)

-- name: breadth
-- What the person or record of each unit is charged with in all, to tell a sole charge from one among several, where that
-- is asked for.
CREATE OR REPLACE TEMP TABLE breadth AS
WITH found AS (
    SELECT u.unit,
           min(c.{sole_level})                                               AS one,
           max(c.{sole_level})                                               AS other,
           bool_and(coalesce(p.charges_readable, false))                     AS readable
    FROM measured u
    LEFT JOIN person p ON p.record_no = u.charged_in AND (u.person IS NULL OR p.position = u.person)
    LEFT JOIN charge c ON c.record_no = u.charged_in AND c.person = p.position
    WHERE $of_soles
    GROUP BY u.unit
)
SELECT unit, CASE WHEN one <> other THEN 'among' WHEN one = other AND readable THEN 'sole' END AS sole
FROM found

-- name: unit
-- All units. here: of the register and court asked about, whatever its day and charges; counted: charged as asked about,
-- too; scoped: and of the days asked about.
CREATE OR REPLACE TEMP TABLE unit AS
WITH told AS MATERIALIZED (
    SELECT u.*, coalesce(p.unreadable, false) AS unreadable, coalesce(p.charged, false) AS charged
    FROM measured u
    LEFT JOIN {charged} p ON p.record_no = u.charged_in AND (u.person IS NULL OR p.position = u.person)
),
-- a case may have gone through several instances
several AS (
    SELECT unit, bool_or(unreadable) AS unreadable, bool_or(charged) AS charged
    FROM told
    GROUP BY unit
    HAVING count(*) > 1
)
SELECT u.* REPLACE (coalesce(s.unreadable, u.unreadable) AS unreadable, coalesce(s.charged, u.charged) AS charged),
       b.sole,
       m.unit IS NOT NULL                                                    AS matches,
       coalesce(
           ($court IS NULL OR court = $court) AND ($instance = 'all' OR instance = $instance)
           AND ($procedure = 'all' OR procedure = $procedure), false)        AS here,
       coalesce(here AND ($article IS NULL OR matches) AND ($sole IS NULL OR sole = $sole), false) AS counted,
       counted AND coalesce(
           ($since IS NULL OR day >= $since) AND ($until IS NULL OR day <= $until), false) AS scoped
FROM told u
LEFT JOIN several s ON s.unit = u.unit
LEFT JOIN breadth b ON b.unit = u.unit
LEFT JOIN (SELECT DISTINCT unit FROM matching) m ON m.unit = u.unit

-- name: scoped
CREATE OR REPLACE TEMP VIEW scoped AS SELECT * FROM unit WHERE scoped

-- name: standing
-- The units asked about and what is known of their case: that it shows a УИД, and by this, in which year it began and
-- whether in this court; that complete looks show all that came before, here since that year, or everywhere; and that
-- another filing may have followed. One may stand here twice, where two stretches of its court are settled: whoever counts
-- takes each unit of a cell once.
CREATE OR REPLACE TEMP TABLE standing AS
WITH day_everywhere AS (
    SELECT DISTINCT unnest(generate_series(since, until, INTERVAL 1 DAY))::DATE AS day
    FROM settled
    WHERE instance = $instance AND procedure = $procedure AND court IS NULL
)
SELECT s.unit, s.court, s.instance, s.procedure, s.sole, s.day, s.weight, r.case_no, r.has_uid, r.began,
       r.began_in = s.court                                                  AS began_here,
       t.court IS NOT NULL                                                   AS settled_here,
       d.day IS NOT NULL                                                     AS settled_everywhere,
       e.case_no IS NOT NULL                                                 AS followed
FROM scoped s
LEFT JOIN {of_case} r ON r.charged_record = s.charged_in
LEFT JOIN settled t
  ON t.instance = $instance AND t.procedure = $procedure AND t.court = s.court
 AND t.since <= r.began AND t.until >= r.first_received
LEFT JOIN day_everywhere d ON d.day = r.first_received
LEFT JOIN open_end e ON e.followed AND s.instance = 'first' AND e.case_no = r.case_no AND e.procedure = s.procedure

-- name: unreadable
-- What could not be placed: units without a day or with charges nobody could read, records of no known instance.
WITH asked AS (
    SELECT *, ($since IS NULL OR day >= $since) AND ($until IS NULL OR day <= $until) AS within FROM unit WHERE here
)
SELECT (SELECT count(DISTINCT unit) FROM asked WHERE counted AND day IS NULL) AS undated,
       (SELECT count(DISTINCT unit) FROM asked WHERE unreadable AND within)  AS charges_unreadable,
       (SELECT count(DISTINCT unit) FROM asked WHERE NOT charged AND NOT unreadable AND within) AS charges_not_shown,
       (SELECT count(*) FROM record WHERE instance = 'unknown' AND $instance <> 'all'
           AND ($court IS NULL OR court = $court))                           AS instance_unknown,
       (SELECT count(DISTINCT case_no) FROM record r WHERE $instance = 'first' AND $court IS NULL
           AND r.instance IN ('appeal', 'cassation', 'supervisory')
           AND ($procedure = 'all' OR r.procedure = $procedure)
           AND case_no NOT IN (SELECT case_no FROM record WHERE instance = 'first')) AS known_only_from_above

-- name: open_ends
-- From which days open ends may stand in a count once more, by court (none: in any) and whether they show a УИД.
SELECT court, has_uid, list_sort(list(since)) AS since
FROM open_end
WHERE $procedure = 'all' OR procedure IN ($procedure, 'unknown')
GROUP BY ALL
ORDER BY ALL

-- name: successors
-- How many filings show no УИД: each may be the next of one case.
SELECT count(*) AS filings
FROM record r
WHERE r.instance IN ('first', 'unknown') AND NOT r.has_uid
  AND ($procedure = 'all' OR r.procedure IN ($procedure, 'unknown'))
