-- What was looked at, from the table of looks. Every statement stands alone, by its name.
-- name: windows
-- Of the looks at one question, those that no later one shows wholly.
SELECT court, register, building, article, part, since, until, captured, jurisdiction
FROM (
    SELECT coalesce(k.key, l.court)                                          AS court,
           l.register, l.building, l.article, l.part,
           coalesce(l.since, DATE '1990-01-01')                              AS since,
           least(l.until, l.started::DATE - 1)                               AS until,
           l.started::DATE                                                   AS captured,
           w.jurisdiction
    FROM looks l
    LEFT JOIN court_key k ON k.court = l.court AND k.court_code IS NOT DISTINCT FROM l.court_code
    LEFT JOIN court_law w ON w.court = coalesce(k.key, l.court)
    WHERE l.outcome IN ('complete', 'empty')
      AND ($instance = 'all' OR l.instance = $instance)
      AND ($procedure = 'all' OR l.procedure = $procedure)
      -- what was received on the day of the first page may have been entered after it
      AND coalesce(l.since, DATE '1990-01-01') < l.started::DATE
)
QUALIFY captured > coalesce(max(captured) OVER (
    PARTITION BY court, register, building, article, part, since
    ORDER BY until DESC, captured DESC
    ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
), DATE '0001-01-01')
ORDER BY ALL

-- name: outcomes
SELECT court, outcome, any_value(reason ORDER BY ended DESC) AS reason, count(*)::INTEGER AS questions,
       bool_or(records > 0) AS shown, max(started)::DATE AS newest
FROM (
    SELECT coalesce(k.key, l.court) AS court, l.*
    FROM looks l
    LEFT JOIN court_key k ON k.court = l.court AND k.court_code IS NOT DISTINCT FROM l.court_code
    JOIN registers r ON r.court = l.court AND r.register = l.register AND list_contains(r.buildings, l.building)
    WHERE l.parent IS NULL
      AND ($instance = 'all' OR l.instance = $instance)
      AND ($procedure = 'all' OR l.procedure = $procedure)
    QUALIFY row_number() OVER (
        PARTITION BY l.court, l.register, l.building, l.article, l.part, l.since ORDER BY l.ended DESC, l.look
    ) = 1
)
GROUP BY court, outcome
ORDER BY court, questions DESC, outcome

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
