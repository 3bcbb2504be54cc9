-- Each poll writes how its account stands: whoever shows texts and people need not read those again for it.

ALTER TABLE change ADD COLUMN accounts_only INTEGER NOT NULL DEFAULT 0;
