-- What is asked of the tables again and again, said once.

-- Sweeps as they were asked; the parts of split windows are their own window's business.
CREATE VIEW asked AS
SELECT * FROM sweeps WHERE parent IS NULL;
-- The looks there were: every sweep that ended, the parts of split windows with their own.
CREATE VIEW looks AS
SELECT * FROM sweeps WHERE outcome IS NOT NULL AND ended IS NOT NULL;
-- Those that know what the register shows.
CREATE VIEW known_looks AS
SELECT * FROM looks WHERE outcome IN ('complete', 'empty');
-- How each question was last answered; questions to databases that turned out not to exist are none.
CREATE VIEW latest_looks AS
SELECT * FROM sweeps
WHERE id IN (
    SELECT max(id) FROM asked
    WHERE outcome IS NOT NULL
    GROUP BY court, register, provision, since, building
)
AND NOT EXISTS (
    SELECT 1 FROM buildings b
    WHERE b.court = sweeps.court AND b.building = sweeps.building AND b.state IN ('absent', 'empty')
);
-- Pictures a person could still answer.
CREATE VIEW waiting_captchas AS
SELECT * FROM captcha WHERE answer IS NULL AND refused IS NULL;
-- Acts of which their cards say something that was not read yet.
CREATE VIEW due_acts AS
SELECT * FROM acts WHERE stamp IS NOT NULL AND stamp IS NOT read_stamp;
-- Records that a look ever missed.
CREATE VIEW missed AS
SELECT DISTINCT court, register, guid FROM sightings WHERE seen = 0;
