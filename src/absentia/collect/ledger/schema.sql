-- The ledger's tables: times are UTC text that sorts (2023-05-04T10:11:12.000000Z), days ISO dates. No name.
CREATE TABLE runs (
    id TEXT PRIMARY KEY,
    started TEXT NOT NULL,
    ended TEXT,
    plan_digest TEXT NOT NULL,
    new_filings INTEGER NOT NULL DEFAULT 0,
    changed_filings INTEGER NOT NULL DEFAULT 0,
    cards_opened INTEGER NOT NULL DEFAULT 0,
    cards_gone INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE TABLE sweeps (
    id INTEGER PRIMARY KEY,
    run TEXT NOT NULL REFERENCES runs (id),
    court TEXT NOT NULL,
    register TEXT NOT NULL,
    provision TEXT,             -- NULL: the whole register
    since TEXT NOT NULL,
    until TEXT NOT NULL,
    building INTEGER NOT NULL,
    parent INTEGER REFERENCES sweeps (id),  -- the sweep whose window was split
    outcome TEXT,               -- NULL: planned
    counter INTEGER,
    distinct_guids INTEGER,
    pages INTEGER NOT NULL DEFAULT 0,
    requests INTEGER NOT NULL DEFAULT 0,
    reason TEXT,
    captures TEXT NOT NULL DEFAULT '[]',    -- JSON: the pages of the answer, in the order they were read
    proof TEXT NOT NULL DEFAULT '[]',       -- JSON: of an empty one, the pages that prove that the question was understood
    started TEXT,
    ended TEXT
) STRICT;
CREATE INDEX sweeps_of_run ON sweeps (run, outcome);
CREATE INDEX sweeps_of_question ON sweeps (court, register, building, provision, since, ended);
-- Days of the lists of hearings: they show only cases that were heard, so they are looks at no register.
CREATE TABLE hearing_days (
    court TEXT NOT NULL,        -- the key's columns first: SQLite 3.40 finds damage in a table where they are not
    day TEXT NOT NULL,
    read TEXT NOT NULL,
    run TEXT NOT NULL REFERENCES runs (id),
    outcome TEXT NOT NULL,      -- as of a look; complete: the list was read, empty: it says that nothing is heard
    reason TEXT,
    rows INTEGER NOT NULL,
    capture TEXT,
    PRIMARY KEY (court, day, read)
) STRICT, WITHOUT ROWID;
CREATE TABLE rows (
    court TEXT NOT NULL,
    register TEXT NOT NULL,
    guid TEXT NOT NULL,
    provision TEXT NOT NULL,    -- '': seen in the whole register
    building INTEGER NOT NULL,
    received TEXT,
    row_digest TEXT NOT NULL,   -- keyed: a row holds names
    first_seen TEXT NOT NULL,
    last_seen TEXT NOT NULL,
    present INTEGER NOT NULL,   -- 0: the last complete sweep of its window did not show it
    capture TEXT NOT NULL,
    case_id TEXT,               -- the portal's number, for the address of the card
    PRIMARY KEY (court, register, guid, provision)
) STRICT, WITHOUT ROWID;
CREATE INDEX rows_by_receipt ON rows (court, register, building, provision, received);
CREATE TABLE cards (
    court TEXT NOT NULL,
    register TEXT NOT NULL,
    guid TEXT NOT NULL,
    case_id TEXT,
    building INTEGER NOT NULL,
    state TEXT NOT NULL,        -- unread, open, decided, gone
    changed TEXT,               -- «изменено» of the card
    content_digest TEXT,        -- keyed: of what the card says
    interval_days INTEGER NOT NULL,
    absences INTEGER NOT NULL DEFAULT 0,
    next_visit TEXT NOT NULL,
    last_visit TEXT,
    last_capture TEXT,
    PRIMARY KEY (court, register, guid)
) STRICT, WITHOUT ROWID;
CREATE INDEX cards_due ON cards (court, next_visit);
CREATE TABLE acts (
    court TEXT NOT NULL,
    register TEXT NOT NULL,
    guid TEXT NOT NULL,
    link TEXT,                  -- what the listing's link carried, in the source's words; NULL: no listing led to it
    shown INTEGER NOT NULL DEFAULT 0,   -- texts the card shows
    stamp TEXT,                 -- keyed digest of what the card says of them, or of the whole card
    read_stamp TEXT,            -- that of the card when they were last read
    texts INTEGER NOT NULL DEFAULT 0,   -- texts there were
    failures INTEGER NOT NULL DEFAULT 0,
    last_visit TEXT,
    PRIMARY KEY (court, register, guid)
) STRICT, WITHOUT ROWID;
CREATE TABLE texts (
    court TEXT NOT NULL,
    register TEXT NOT NULL,
    guid TEXT NOT NULL,
    text_number INTEGER NOT NULL,
    capture TEXT NOT NULL,
    read TEXT NOT NULL,
    PRIMARY KEY (court, register, guid, text_number)
) STRICT, WITHOUT ROWID;
CREATE TABLE sightings (
    court TEXT NOT NULL,
    register TEXT NOT NULL,
    guid TEXT NOT NULL,
    date TEXT NOT NULL,         -- the moment
    seen INTEGER NOT NULL,
    capture TEXT,
    kind TEXT NOT NULL,         -- listing, card, hearing_list
    provision TEXT,             -- of a listing: what was asked for, '' the whole register
    building INTEGER
) STRICT;
CREATE INDEX sightings_of ON sightings (court, register, guid, date);
CREATE INDEX sightings_missed ON sightings (court, register, guid) WHERE seen = 0;
CREATE INDEX sightings_by_day ON sightings (court, kind, date);
CREATE TABLE captcha (
    id INTEGER PRIMARY KEY,
    region TEXT NOT NULL,
    court TEXT NOT NULL,
    captcha_id TEXT NOT NULL,
    image TEXT NOT NULL,        -- file, relative to the observatory
    capture TEXT,
    asked TEXT NOT NULL,
    answer TEXT,
    answered TEXT,
    expires TEXT,
    refused TEXT                -- when the court refused it, or a newer picture took its place
) STRICT;
CREATE TABLE hosts (
    host TEXT PRIMARY KEY,
    template TEXT,
    migrated TEXT,              -- when a page last showed the other template
    last_request TEXT,
    last_visit TEXT,            -- the last answer that was a page of the court's records
    rest_until TEXT,
    reason TEXT,
    failures INTEGER NOT NULL DEFAULT 0,
    breaker_until TEXT,
    trips INTEGER NOT NULL DEFAULT 0,
    widest_days INTEGER,        -- windows wider than this were refused
    widest_found TEXT,          -- when that was found out
    robots TEXT,                -- the capture that says it; empty where everything is allowed
    robots_read TEXT,
    pulsed TEXT,                -- when the counters of its older windows were last held against the rows known
    moved_seen TEXT,            -- when the site last said that it is no longer here
    moved_to TEXT               -- the host it pointed to, if any; nobody goes there by itself
) STRICT;
CREATE TABLE buildings (
    court TEXT NOT NULL,
    building INTEGER NOT NULL,
    state TEXT NOT NULL,        -- present, absent, empty, unknown
    checked TEXT NOT NULL,
    PRIMARY KEY (court, building)
) STRICT;
CREATE TABLE budget (
    day TEXT NOT NULL,
    host TEXT NOT NULL,
    requests INTEGER NOT NULL,
    PRIMARY KEY (day, host)
) STRICT;
CREATE TABLE requests (
    id INTEGER PRIMARY KEY,
    run TEXT,
    time TEXT NOT NULL,
    host TEXT NOT NULL,
    purpose TEXT NOT NULL,      -- robots, building, listing, proof, pulse, card, act, hearing_list, form
    url_digest TEXT NOT NULL,
    status INTEGER,
    kind TEXT NOT NULL,         -- what the answer was: a kind of page, or how the transport failed
    capture TEXT,
    seconds REAL NOT NULL
) STRICT;
CREATE INDEX requests_by_run ON requests (run, kind);
