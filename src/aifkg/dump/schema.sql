-- What a database has beside a table for each kind of thing. IRIs are the keys, properties go by their short names.
-- A value has no type of its own: numbers are numbers, all else is text as it stands.
CREATE TABLE about (
  name TEXT PRIMARY KEY,
  value TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE things (
  id TEXT PRIMARY KEY,
  kind TEXT NOT NULL,
  label TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE properties (
  name TEXT PRIMARY KEY,
  iri TEXT NOT NULL UNIQUE,
  label TEXT NOT NULL,
  definition TEXT,
  is_single INTEGER NOT NULL
) WITHOUT ROWID;

-- The resolved view, a row for each value: of lists, each by itself.
CREATE TABLE facts (
  subject TEXT NOT NULL REFERENCES things (id),
  property TEXT NOT NULL REFERENCES properties (name),
  value NOT NULL,
  datatype TEXT,
  language TEXT
);

CREATE TABLE names (
  thing TEXT NOT NULL REFERENCES things (id),
  name TEXT NOT NULL,
  language TEXT,
  role TEXT NOT NULL
);

CREATE TABLE passages (
  id TEXT PRIMARY KEY,
  source TEXT NOT NULL REFERENCES sources (id),
  locator TEXT,
  valid_at TEXT,
  note TEXT
) WITHOUT ROWID;

-- Who says what; stands is 1 where the resolved view has it, 0 where another value was taken.
CREATE TABLE claims (
  subject TEXT NOT NULL,
  property TEXT NOT NULL REFERENCES properties (name),
  value NOT NULL,
  unit TEXT,
  passage TEXT NOT NULL REFERENCES passages (id),
  source TEXT NOT NULL REFERENCES sources (id),
  stands INTEGER NOT NULL,
  datatype TEXT,
  language TEXT
);

CREATE TABLE disputes (
  id TEXT PRIMARY KEY,
  subject TEXT NOT NULL,
  property TEXT NOT NULL REFERENCES properties (name),
  rule TEXT,
  verdict TEXT REFERENCES verdicts (id)
) WITHOUT ROWID;

-- One that is told apart names the subject and property of which it is stated.
CREATE TABLE disputed_values (
  id TEXT PRIMARY KEY,
  dispute TEXT NOT NULL REFERENCES disputes (id),
  value NOT NULL,
  unit TEXT,
  chosen INTEGER NOT NULL,
  subject TEXT,
  property TEXT
) WITHOUT ROWID;

CREATE INDEX things_by_kind ON things (kind);
CREATE INDEX facts_by_subject ON facts (subject, property);
CREATE INDEX facts_by_value ON facts (value, property);
CREATE INDEX names_by_thing ON names (thing);
CREATE INDEX names_by_name ON names (name COLLATE NOCASE);
CREATE INDEX passages_by_source ON passages (source);
CREATE INDEX claims_by_subject ON claims (subject, property);
CREATE INDEX claims_by_value ON claims (value, property);
CREATE INDEX claims_by_passage ON claims (passage);
CREATE INDEX claims_by_source ON claims (source);
CREATE INDEX disputes_by_subject ON disputes (subject, property);
CREATE INDEX disputed_values_by_dispute ON disputed_values (dispute);
