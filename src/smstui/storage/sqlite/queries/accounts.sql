-- fragment: account_columns
a.id, a.name, a.provider, a.complete,
(
    SELECT CASE WHEN count(*) = count(c.through) THEN min(c.through) END
    FROM line AS l LEFT JOIN cursor AS c ON c.line_id = l.id
    WHERE l.account_id = a.id AND NOT l.gone
),
a.last_pass_at, a.lines_asked_at, a.offline_since, a.error, a.active_at

-- name: accounts
SELECT {account_columns} FROM account AS a ORDER BY a.name

-- name: account_named
SELECT {account_columns} FROM account AS a WHERE a.name = :name

-- name: account_id
SELECT id FROM account WHERE name = :name

-- name: account_add
INSERT INTO account (name, provider) VALUES (:name, :provider)
ON CONFLICT (name) DO UPDATE SET provider = excluded.provider WHERE provider <> excluded.provider

-- name: account_change
UPDATE account SET
    complete = coalesce(:complete, complete),
    last_pass_at = coalesce(:last_pass_at, last_pass_at),
    lines_asked_at = coalesce(:lines_asked_at, lines_asked_at),
    active_at = coalesce(:active_at, active_at),
    error = CASE WHEN :error IS NULL THEN error ELSE nullif(:error, '') END,
    offline_since = CASE WHEN :online THEN NULL ELSE coalesce(:offline_since, offline_since) END
WHERE name = :name

-- name: backfill
SELECT backfill FROM account WHERE name = :name

-- name: backfill_set
UPDATE account SET backfill = :down_to WHERE name = :name

-- fragment: line_columns
l.id, a.name, l.number, l.display, l.label, l.can_sms, l.can_mms, l.can_voice, l.kind, l.gone

-- name: lines
SELECT {line_columns} FROM line AS l JOIN account AS a ON a.id = l.account_id
WHERE :account IS NULL OR a.name = :account
ORDER BY l.id

-- name: line_by_id
SELECT {line_columns} FROM line AS l JOIN account AS a ON a.id = l.account_id WHERE l.id = :line_id

-- name: line_numbered
SELECT {line_columns} FROM line AS l JOIN account AS a ON a.id = l.account_id
WHERE l.number = :number AND (:account IS NULL OR a.name = :account)
ORDER BY l.gone, l.id
LIMIT 1

-- name: line_save
INSERT INTO line (account_id, number, display, label, can_sms, can_mms, can_voice, kind)
VALUES (:account_id, :number, :display, :label, :can_sms, :can_mms, :can_voice, :kind)
ON CONFLICT (account_id, number) DO UPDATE SET
    display = excluded.display, label = excluded.label, can_sms = excluded.can_sms,
    can_mms = excluded.can_mms, can_voice = excluded.can_voice, kind = excluded.kind, gone = 0

-- name: lines_gone
UPDATE line SET gone = 1
WHERE account_id = :account_id AND number NOT IN (SELECT value FROM json_each(:numbers))

-- name: cursor
SELECT through FROM cursor WHERE line_id = :line_id

-- name: cursor_set
INSERT INTO cursor (line_id, through) VALUES (:line_id, :through)
ON CONFLICT (line_id) DO UPDATE SET
    through = CASE WHEN :back THEN excluded.through ELSE max(through, excluded.through) END
