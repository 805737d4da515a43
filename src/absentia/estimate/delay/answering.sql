-- Days on which each database of a court was looked at up to that very day: what had come in until then would have shown.
SELECT coalesce(k.key, l.court)                                              AS court,
       l.register, l.building, l.started::DATE                               AS day
FROM looks l
JOIN registers r ON r.court = l.court AND r.register = l.register AND list_contains(r.buildings, l.building)
LEFT JOIN court_key k ON k.court = l.court AND k.court_code IS NOT DISTINCT FROM l.court_code
WHERE l.outcome IN ('complete', 'empty')
  AND coalesce(l.until, l.started::DATE) >= l.started::DATE - 1
  AND (l.article IS NULL OR (l.article = $article AND (l.part IS NULL OR l.part = $part)))
  AND ($instance = 'all' OR l.instance = $instance)
  AND ($procedure = 'all' OR l.procedure = $procedure)
  AND ($court IS NULL OR coalesce(k.key, l.court) = $court)
GROUP BY ALL
ORDER BY ALL
