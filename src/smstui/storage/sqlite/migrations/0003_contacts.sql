-- A person's numbers have names of their own, and contacts are listed by theirs.

ALTER TABLE contact_point ADD COLUMN label TEXT NOT NULL DEFAULT '';
CREATE INDEX contact_sought ON contact (sought, id);
