-- Every question the collector puts to its ledger, and every change it makes, by name.
-- Tables stand in schema.sql, views in views.sql.

-- runs

-- name: unfinished_run
SELECT id FROM runs WHERE ended IS NULL ORDER BY started DESC LIMIT 1;
-- name: last_run
SELECT id FROM runs WHERE ended IS NOT NULL ORDER BY started DESC LIMIT 1;
-- name: begin_run
INSERT OR IGNORE INTO runs (id, started, plan_digest) VALUES (:run, :now, :plan_digest);
-- name: finish_run
UPDATE runs SET ended = :now WHERE id = :run;
-- name: count_in_run
UPDATE runs SET
    new_filings = new_filings + :new_filings,
    changed_filings = changed_filings + :changed_filings,
    cards_opened = cards_opened + :cards_opened,
    cards_gone = cards_gone + :cards_gone
WHERE id = :run;
-- name: run
SELECT * FROM runs WHERE id = :run;
-- name: latest_moment
SELECT max(t) AS t FROM (
    SELECT max(last_request) AS t FROM hosts
    UNION ALL SELECT max(time) FROM requests
    UNION ALL SELECT max(ended) FROM runs
);

-- sweeps

-- name: sweeps_asked_in_run
SELECT * FROM asked WHERE run = :run AND court = :court ORDER BY id;
-- name: sweeps_planned
SELECT * FROM asked WHERE run = :run AND outcome IS NULL AND (court = :court OR :court IS NULL) ORDER BY id;
-- name: sweeps_waiting_for_captcha
SELECT id FROM asked WHERE run = :run AND court = :court AND outcome = 'captcha';
-- name: sweeps_open
SELECT court, count(*) AS n FROM sweeps WHERE outcome IS NULL GROUP BY court;
-- name: plan_sweep
INSERT INTO sweeps (run, court, register, provision, since, until, building, parent)
VALUES (:run, :court, :register, :provision, :since, :until, :building, :parent);
-- name: sweep_parts
SELECT id FROM sweeps WHERE parent = :sweep;
-- name: forget_sweep_parts
DELETE FROM sweeps WHERE parent = :sweep;
-- name: forget_building
DELETE FROM sweeps WHERE run = :run AND court = :court AND building = :building AND outcome IS NULL;
-- name: start_sweep
UPDATE sweeps SET started = :now WHERE id = :sweep;
-- name: end_sweep
UPDATE sweeps SET
    outcome = :outcome, counter = :counter, distinct_guids = :distinct_guids, pages = :pages, requests = :requests,
    reason = :reason, captures = :captures, proof = :proof, ended = :now, started = coalesce(started, :now)
WHERE id = :sweep;
-- name: doubt_sweep
UPDATE sweeps SET outcome = 'partial', reason = :reason, proof = '[]'
WHERE id = :sweep AND outcome IN ('complete', 'empty');
-- name: reopen_sweep
UPDATE sweeps SET outcome = NULL, ended = NULL WHERE id = :sweep;

-- looks: sweeps that ended

-- name: looks
SELECT * FROM looks ORDER BY id;
-- name: last_known
SELECT max(ended) AS ended FROM known_looks
WHERE court = :court AND register = :register AND building = :building AND since = :since AND provision IS :provision
AND parent IS NULL;
-- name: last_size
SELECT counter, requests FROM known_looks
WHERE court = :court AND register = :register AND building = :building AND since = :since AND provision IS :provision
ORDER BY ended DESC LIMIT 1;
-- name: last_counter
SELECT counter FROM sweeps
WHERE court = :court AND register = :register AND building = :building AND since = :since AND provision IS NULL
AND counter IS NOT NULL ORDER BY id DESC LIMIT 1;
-- name: requests_a_look
SELECT register, provision IS NULL AS whole, avg(requests) AS requests FROM known_looks
WHERE parent IS NULL AND requests > 0 GROUP BY register, whole;
-- name: filings_and_days_seen
SELECT register, provision, sum(distinct_guids) AS filings, sum(julianday(until) - julianday(since) + 1) AS days
FROM latest_looks WHERE outcome IN ('complete', 'empty') AND provision IS NOT NULL GROUP BY register, provision;
-- name: latest_outcomes
SELECT court, outcome FROM latest_looks;
-- name: answers_of_latest_runs
-- what nobody came to says nothing of a court
WITH came AS (
    SELECT * FROM asked
    WHERE outcome IS NOT NULL AND coalesce(reason, '') NOT IN ('budget', 'not_asked', 'court_not_asked_any_more')
)
SELECT came.court, came.outcome, came.reason, count(*) AS n
FROM came JOIN (SELECT court, max(id) AS id FROM came GROUP BY court) newest ON newest.court = came.court
WHERE came.run = (SELECT run FROM sweeps WHERE id = newest.id)
GROUP BY came.court, came.outcome, came.reason;
-- name: first_asked_and_last_read
SELECT court, min(started) AS first_asked, max(CASE WHEN outcome IN ('complete', 'empty') THEN ended END) AS last_read
FROM asked WHERE started IS NOT NULL GROUP BY court;
-- name: registers_behind_captcha
SELECT court, max(register) AS register FROM latest_looks WHERE outcome = 'captcha' AND building = 1 GROUP BY court;
-- name: listed_on_day
SELECT 1 FROM looks
WHERE court = :court AND building = :building AND distinct_guids > 0 AND ended >= :day AND ended < :next_day LIMIT 1;
-- name: databases_of_cards_read_on_day
SELECT DISTINCT coalesce(s.building, c.building) AS building
FROM sightings s LEFT JOIN cards c USING (court, register, guid)
WHERE s.court = :court AND s.kind = 'card' AND s.seen = 1 AND s.date >= :day AND s.date < :next_day;

-- rows

-- name: known_rows
SELECT guid, received, last_seen, capture, case_id FROM rows
WHERE court = :court AND register = :register AND building = :building AND provision = :provision
AND received BETWEEN :since AND :until AND present = 1;
-- name: receipt_before
SELECT max(received) AS day FROM rows
WHERE court = :court AND register = :register AND building = :building AND :provision IN (provision, '') AND present = 1
AND received < :since;
-- name: receipt_after
SELECT min(received) AS day FROM rows
WHERE court = :court AND register = :register AND building = :building AND :provision IN (provision, '') AND present = 1
AND received > :until;
-- name: row
SELECT row_digest, present FROM rows
WHERE court = :court AND register = :register AND guid = :guid AND provision = :provision;
-- name: row_under_any_provision
SELECT 1 FROM rows WHERE court = :court AND register = :register AND guid = :guid LIMIT 1;
-- name: new_row
INSERT INTO rows (
    court, register, guid, provision, building, received, row_digest, first_seen, last_seen, present, capture, case_id
) VALUES (
    :court, :register, :guid, :provision, :building, :received, :digest, :now, :now, 1, :capture, :case_id
);
-- name: row_again
UPDATE rows SET
    row_digest = :digest, last_seen = :now, present = 1, received = coalesce(:received, received), capture = :capture,
    case_id = coalesce(:case_id, case_id), building = :building
WHERE court = :court AND register = :register AND guid = :guid AND provision = :provision;
-- name: row_absent
UPDATE rows SET present = 0
WHERE court = :court AND register = :register AND guid = :guid AND provision = :provision;

-- sightings

-- name: sighting
INSERT INTO sightings (court, register, guid, date, seen, capture, kind, provision, building)
VALUES (:court, :register, :guid, :now, :seen, :capture, :kind, :provision, :building);
-- name: sighted_in_listing
SELECT 1 FROM sightings
WHERE court = :court AND register = :register AND guid = :guid AND date = :date AND seen = 1 AND kind = 'listing';
-- name: sightings_since
SELECT kind, sum(seen) AS seen, sum(1 - seen) AS absent FROM sightings WHERE date >= :started GROUP BY kind;

-- cards

-- name: cards_due
SELECT * FROM cards WHERE court = :court AND next_visit <= :until ORDER BY state <> 'unread', next_visit, guid;
-- name: card_standing
SELECT * FROM cards WHERE court = :court AND building = :building AND state IN ('open', 'decided')
ORDER BY last_visit DESC, register, guid LIMIT 1;
-- name: card
SELECT * FROM cards WHERE court = :court AND register = :register AND guid = :guid;
-- name: want_card
INSERT INTO cards (court, register, guid, case_id, building, state, interval_days, next_visit)
VALUES (:court, :register, :guid, :case_id, :building, 'unread', :interval_days, :now)
ON CONFLICT DO UPDATE SET case_id = coalesce(excluded.case_id, case_id), building = excluded.building;
-- name: want_card_if_unknown
INSERT INTO cards (court, register, guid, case_id, building, state, interval_days, next_visit)
VALUES (:court, :register, :guid, :case_id, :building, 'unread', :interval_days, :now) ON CONFLICT DO NOTHING;
-- name: card_soon
UPDATE cards SET next_visit = min(next_visit, :now)
WHERE court = :court AND register = :register AND guid = :guid AND (last_visit IS NULL OR last_visit < :unless_since);
-- name: card_read
UPDATE cards SET
    state = :state, changed = :changed, content_digest = :digest, interval_days = :interval_days, absences = 0,
    next_visit = :next_visit, last_visit = :now, last_capture = :capture
WHERE court = :court AND register = :register AND guid = :guid;
-- name: card_gone
UPDATE cards SET
    state = 'gone', absences = absences + 1, last_visit = :now, last_capture = :capture,
    next_visit = CASE WHEN absences + 1 < :confirmations THEN :soon ELSE :later END
WHERE court = :court AND register = :register AND guid = :guid;
-- name: card_later
UPDATE cards SET next_visit = :next_visit WHERE court = :court AND register = :register AND guid = :guid;
-- name: cards_due_by_court
SELECT court, count(*) AS n FROM cards WHERE next_visit <= :until GROUP BY court;
-- name: next_card
SELECT min(next_visit) AS t FROM cards;

-- acts and their texts

-- name: act_linked
INSERT INTO acts (court, register, guid, link) VALUES (:court, :register, :guid, :link)
ON CONFLICT DO UPDATE SET link = coalesce(excluded.link, link);
-- name: act
SELECT 1 FROM acts WHERE court = :court AND register = :register AND guid = :guid;
-- name: act_shown
INSERT INTO acts (court, register, guid, shown, stamp) VALUES (:court, :register, :guid, :shown, :stamp)
ON CONFLICT DO UPDATE SET
    shown = excluded.shown, failures = CASE WHEN stamp IS excluded.stamp THEN failures ELSE 0 END,
    stamp = excluded.stamp;
-- name: acts_due
SELECT a.*, c.case_id, c.building FROM due_acts a JOIN cards c USING (court, register, guid)
WHERE a.court = :court AND c.state IN ('open', 'decided') AND a.failures < :tries ORDER BY a.guid;
-- name: texts_due_by_court
SELECT court, sum(max(shown, 1)) AS n FROM due_acts WHERE failures < :tries GROUP BY court;
-- name: text_read
INSERT INTO texts VALUES (:court, :register, :guid, :number, :capture, :now)
ON CONFLICT DO UPDATE SET capture = excluded.capture, read = excluded.read;
-- name: act_done
UPDATE acts SET read_stamp = :stamp, texts = :texts, failures = 0, last_visit = :now
WHERE court = :court AND register = :register AND guid = :guid;
-- name: act_failed
UPDATE acts SET failures = failures + 1, last_visit = :now
WHERE court = :court AND register = :register AND guid = :guid;

-- lists of hearings

-- name: last_hearing_day
SELECT max(day) AS day FROM hearing_days WHERE court = :court AND outcome IN ('complete', 'empty');
-- name: hearing_day
INSERT INTO hearing_days (court, day, run, outcome, reason, rows, capture, read)
VALUES (:court, :day, :run, :outcome, :reason, :rows, :capture, :now);

-- databases

-- name: buildings
SELECT * FROM buildings WHERE court = :court;
-- name: buildings_checked
SELECT 1 FROM buildings WHERE court = :court LIMIT 1;
-- name: buildings_present
SELECT building FROM buildings WHERE court = :court AND state = 'present';
-- name: set_building
INSERT INTO buildings VALUES (:court, :building, :state, :now)
ON CONFLICT DO UPDATE SET state = excluded.state, checked = excluded.checked;

-- captchas

-- name: captcha_answer
SELECT answer, captcha_id FROM captcha
WHERE region = :region AND answer IS NOT NULL AND refused IS NULL AND expires > :now ORDER BY answered DESC LIMIT 1;
-- name: refuse_captcha
UPDATE captcha SET refused = :now WHERE region = :region AND captcha_id = :captcha_id AND refused IS NULL;
-- name: pictures_of_region
SELECT image FROM waiting_captchas WHERE region = :region;
-- name: fresh_picture
SELECT image FROM waiting_captchas WHERE region = :region AND asked > :since LIMIT 1;
-- name: forget_pictures
UPDATE captcha SET refused = :now WHERE region = :region AND answer IS NULL AND refused IS NULL;
-- name: new_picture
INSERT INTO captcha (region, court, captcha_id, image, capture, asked)
VALUES (:region, :court, :captcha_id, :image, :capture, :now);
-- name: captchas_waiting
SELECT * FROM waiting_captchas ORDER BY asked;
-- name: captcha_waits
SELECT 1 FROM waiting_captchas WHERE id = :id;
-- name: answer_captcha
UPDATE captcha SET answer = :answer, answered = :now, expires = :expires WHERE id = :id;

-- hosts, requests, the budget

-- name: host
SELECT * FROM hosts WHERE host = :host;
-- name: hosts
SELECT * FROM hosts;
-- name: new_host
INSERT INTO hosts (host) VALUES (:host);
-- name: last_request
UPDATE hosts SET last_request = :now WHERE host = :host;
-- name: spend
INSERT INTO budget (day, host, requests) VALUES (:day, :host, 1)
ON CONFLICT (day, host) DO UPDATE SET requests = requests + 1;
-- name: spent
SELECT coalesce(sum(requests), 0) AS n FROM budget WHERE day = :day AND (host = :host OR :host IS NULL);
-- name: log_request
INSERT INTO requests (run, time, host, purpose, url_digest, status, kind, capture, seconds)
VALUES (:run, :now, :host, :purpose, :url_digest, :status, :kind, :capture, :seconds);

-- name: too_many_since
SELECT time, host FROM requests WHERE status = 429 AND time >= :since ORDER BY time;

-- what a run's report says

-- name: outcomes_of_run
SELECT outcome, count(*) AS n FROM asked WHERE run = :run AND outcome IS NOT NULL GROUP BY outcome;
-- name: numbers_of_run
SELECT
    (SELECT count(*) FROM requests WHERE run = :run) AS requests,
    (SELECT count(DISTINCT court) FROM sweeps WHERE run = :run) AS courts,
    (SELECT count(*) FROM waiting_captchas) AS captchas_waiting,
    (SELECT count(*) FROM asked WHERE run = :run AND reason = 'budget' AND outcome IS NOT NULL) AS over_budget;
-- name: requests_of_run
SELECT kind, count(*) AS n FROM requests WHERE run = :run GROUP BY kind ORDER BY kind;
-- name: issues_of_run
SELECT court, register, provision, since, until, building, outcome, reason, json_extract(captures, '$[0]') AS capture
FROM asked WHERE run = :run AND outcome NOT IN ('complete', 'empty') ORDER BY court, id;
-- name: outcomes_turned
SELECT
    now.court, now.register, now.provision, now.since, now.building, before.outcome AS before, now.outcome AS now
FROM asked now JOIN asked before ON before.id = (
    SELECT max(id) FROM asked
    WHERE court = now.court AND register = now.register AND provision IS now.provision AND since = now.since
    AND building = now.building AND run <> now.run AND id < now.id
)
WHERE now.run = :run AND now.outcome <> before.outcome ORDER BY now.id;

-- what disappearances asks

-- name: rows_of_missed
SELECT rows.* FROM rows JOIN missed USING (court, register, guid);
-- name: cards_of_missed
SELECT cards.* FROM cards JOIN missed USING (court, register, guid);
-- name: sightings_of_missed
SELECT sightings.* FROM sightings JOIN missed USING (court, register, guid) ORDER BY date;
-- name: rows_elsewhere
SELECT court, guid, provision, building, last_seen, capture FROM rows WHERE guid IN (SELECT guid FROM missed);
-- name: whole_registers_seen
SELECT register, building, since, until, ended, json_extract(captures, '$[0]') AS capture
FROM known_looks WHERE court = :court AND provision IS NULL AND parent IS NULL;
-- name: days_with_rows
SELECT DISTINCT building, substr(ended, 1, 10) AS day FROM looks WHERE court = :court AND distinct_guids > 0;
-- name: days_looked_at
SELECT DISTINCT court, substr(ended, 1, 10) AS day, outcome FROM looks WHERE parent IS NULL ORDER BY court, day;
-- name: records_by_first_day
SELECT court, day, count(*) AS n FROM (
    SELECT court, substr(min(first_seen), 1, 10) AS day FROM rows GROUP BY court, register, guid
) GROUP BY court, day;
-- name: records_by_court
SELECT court, count(*) AS n FROM (SELECT DISTINCT court, register, guid FROM rows) GROUP BY court;
-- name: first_and_last_day_known
SELECT court, min(substr(ended, 1, 10)) AS first, max(substr(ended, 1, 10)) AS last FROM known_looks GROUP BY court;
