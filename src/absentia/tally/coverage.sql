-- What was looked at, from the table of looks. Every statement stands alone, by its name.

-- name: windows
-- Of the looks at one question, those that no later one shows wholly: mostly the one that reaches furthest.
INSERT INTO shown_window
WITH look AS NOT MATERIALIZED (
    SELECT coalesce(k.key, l.court)                                          AS court,
           l.register, l.building, l.article, l.part,
           coalesce(l.since, DATE '1990-01-01')                              AS since,
           least(l.until, l.started::DATE - 1)                               AS until,
           l.started::DATE                                                   AS captured
    FROM looks l
    LEFT JOIN court_key k ON k.court = l.court AND k.court_code IS NOT DISTINCT FROM l.court_code
    WHERE l.outcome IN ('complete', 'empty')
      AND ($instance = 'all' OR l.instance = $instance)
      AND ($procedure = 'all' OR l.procedure = $procedure)
      -- what was received on the day of the first page may have been entered after it
      AND coalesce(l.since, DATE '1990-01-01') < l.started::DATE
),
furthest AS (
    SELECT court, register, building, article, part, since,
           max({'until': until, 'captured': captured})                       AS one,
           max(captured)                                                     AS newest
    FROM look
    GROUP BY ALL
),
later AS (
    SELECT l.*
    FROM look l
    JOIN (SELECT * FROM furthest WHERE newest > one.captured) f
      ON f.court = l.court AND f.register = l.register AND f.building = l.building AND f.since = l.since
     AND f.article IS NOT DISTINCT FROM l.article AND f.part IS NOT DISTINCT FROM l.part
    WHERE l.captured > f.one.captured
    QUALIFY l.captured > coalesce(max(l.captured) OVER (
        PARTITION BY l.court, l.register, l.building, l.article, l.part, l.since
        ORDER BY l.until DESC, l.captured DESC
        ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
    ), DATE '0001-01-01')
)
SELECT $instance, $procedure, s.*, w.jurisdiction
FROM (
    SELECT * EXCLUDE (one, newest), one.until AS until, one.captured AS captured FROM furthest
    UNION ALL
    SELECT * FROM later
) s
LEFT JOIN court_law w USING (court)

-- name: every_window
SELECT court, register, building, article, part, since, until, captured, jurisdiction
FROM shown_window
WHERE instance = $instance AND procedure = $procedure
ORDER BY ALL

-- name: joined
-- The same windows, each as far as nothing can have been posted after it, where neighbours are one.
WITH reaching AS (
    SELECT *, least(until, captured - getvariable('posted_within')::INTEGER) AS reach
    FROM shown_window
    WHERE instance = $instance AND procedure = $procedure AND since <= reach
),
begun AS (
    SELECT *, since > coalesce(max(reach) OVER (
        PARTITION BY court, register, building, article, part ORDER BY since, reach
        ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
    ) + 1, DATE '0001-01-01') AS anew
    FROM reaching
),
stretch AS (
    SELECT *, count_if(anew) OVER (
        PARTITION BY court, register, building, article, part ORDER BY since, reach ROWS UNBOUNDED PRECEDING
    ) AS nth
    FROM begun
)
SELECT court, register, building, article, part, min(since) AS since, max(reach) AS until,
       (max(reach) + getvariable('posted_within')::INTEGER)::DATE            AS captured,
       any_value(jurisdiction)                                               AS jurisdiction
FROM stretch
GROUP BY court, register, building, article, part, nth
ORDER BY ALL

-- name: outcomes
-- How each question was answered last.
WITH last AS (
    SELECT l.court,
           arg_min(
               {'code': l.court_code, 'outcome': l.outcome, 'shown': l.records > 0, 'started': l.started},
               {'before': -epoch_us(l.ended), 'look': l.look}
           ) AS one
    FROM looks l
    JOIN registers r ON r.court = l.court AND r.register = l.register AND list_contains(r.buildings, l.building)
    WHERE l.parent IS NULL
      AND ($instance = 'all' OR l.instance = $instance)
      AND ($procedure = 'all' OR l.procedure = $procedure)
    GROUP BY l.court, l.register, l.building, l.article, l.part, l.since
)
SELECT coalesce(k.key, l.court) AS court, l.one.outcome AS outcome, count(*)::INTEGER AS questions,
       bool_or(l.one.shown) AS shown, max(l.one.started)::DATE AS newest
FROM last l
LEFT JOIN court_key k ON k.court = l.court AND k.court_code IS NOT DISTINCT FROM l.one.code
GROUP BY ALL
ORDER BY 1, questions DESC, outcome

-- name: registers
SELECT coalesce(k.key, r.court) AS court, coalesce(r.name, k.name) AS name, r.register, r.since, r.buildings
FROM registers r
LEFT JOIN court_key k ON k.court = r.court AND k.court_code IS NOT DISTINCT FROM r.court_code
WHERE ($instance = 'all' OR r.instance = $instance)
  AND ($procedure = 'all' OR r.procedure = $procedure)
ORDER BY ALL

-- name: known
-- courts of which any register is known: a refusal that names none concerns those, and no other
SELECT DISTINCT coalesce(k.key, r.court) AS court
FROM registers r
LEFT JOIN court_key k ON k.court = r.court AND k.court_code IS NOT DISTINCT FROM r.court_code
ORDER BY ALL

-- name: pages
-- refusals often do not say which register they refuse: they concern every one
SELECT coalesce(k.key, c.court) AS court, any_value(coalesce(k.name, c.court_name)) AS name, c.page,
       count(*)::INTEGER AS pages, bool_or(c.page = 'listing' AND c.rows > 0) AS listed,
       min(c.captured) AS first_captured, max(c.captured) AS last_captured
FROM captures c
LEFT JOIN court_key k ON k.court = c.court AND k.court_code IS NOT DISTINCT FROM c.court_code
WHERE c.court IS NOT NULL
  AND ($instance = 'all' OR coalesce(nullif(c.instance, 'unknown'), $instance) = $instance)
  AND ($procedure = 'all' OR coalesce(nullif(c.procedure, 'unknown'), $procedure) = $procedure)
GROUP BY 1, c.page
ORDER BY ALL
