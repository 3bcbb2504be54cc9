-- fragment: text_columns
m.id, m.position, m.conversation_id, a.name, c.line_id, l.number, c.peer, m.direction, m.body, m.state, m.at,
m.segments, m.encoding, m.provider_id, m.provider_status, m.error_code, m.reason, m.media, m.not_before,
m.late_failure, m.resend_of, m.sent_at

-- fragment: text_joined
CROSS JOIN conversation AS c ON c.id = m.conversation_id
CROSS JOIN line AS l ON l.id = c.line_id
CROSS JOIN account AS a ON a.id = m.account_id

-- fragment: which
(
    SELECT CASE
        WHEN EXISTS (
            SELECT 1 FROM contact AS n
            CROSS JOIN contact_point AS o ON o.contact_id = n.id CROSS JOIN conversation AS t ON t.peer = o.number
            WHERE n.sought = k.sought AND n.id <> k.id
        ) THEN p.display
        WHEN NOT EXISTS (
            SELECT 1 FROM contact_point AS o CROSS JOIN conversation AS t ON t.peer = o.number
            WHERE o.contact_id = k.id AND o.id <> p.id
        ) THEN NULL
        WHEN p.label = '' OR EXISTS (
            SELECT 1 FROM contact_point AS o
            WHERE o.contact_id = k.id AND o.id <> p.id AND o.label = p.label
        ) THEN p.display
        ELSE p.label
    END
    FROM contact_point AS p CROSS JOIN contact AS k ON k.id = p.contact_id WHERE p.number = c.peer
)

-- fragment: still_there
(m.state <> 'canceled' OR m.reason IS NOT 'taken back')

-- name: messages_before
SELECT {text_columns} FROM message AS m {text_joined}
WHERE m.conversation_id = :conversation_id AND m.position < :before AND {still_there}
ORDER BY m.position DESC LIMIT :limit

-- name: messages_after
SELECT {text_columns} FROM message AS m {text_joined}
WHERE m.conversation_id = :conversation_id AND m.position > :after AND {still_there}
ORDER BY m.position LIMIT :limit

-- name: first_unread
SELECT {text_columns} FROM message AS m {text_joined}
WHERE m.conversation_id = :conversation_id AND m.unread = 1
ORDER BY m.position LIMIT 1

-- name: message_by_id
SELECT {text_columns} FROM message AS m {text_joined} WHERE m.id = :message_id

-- name: raw
SELECT raw FROM payload WHERE message_id = :message_id

-- name: in_states
SELECT {text_columns} FROM message AS m {text_joined}
WHERE m.state IN (SELECT value FROM json_each(:states)) AND m.state NOT IN ('received', 'delivered')
AND (:account IS NULL OR a.name = :account)
AND (:conversation_id IS NULL OR m.conversation_id = :conversation_id)
AND (:peer IS NULL OR c.peer = :peer)
AND (NOT :unlisted OR m.provider_id IS NULL)
ORDER BY m.position

-- name: due
SELECT {text_columns} FROM message AS m {text_joined}
WHERE m.state = 'queued' AND m.account_id = (SELECT id FROM account WHERE name = :account)
AND (m.not_before IS NULL OR m.not_before <= :now)
AND m.conversation_id NOT IN (SELECT value FROM json_each(:without))
AND NOT EXISTS (
    SELECT 1 FROM message AS e
    WHERE e.state = 'queued' AND e.conversation_id = m.conversation_id
    AND (e.not_before IS NULL OR e.not_before <= :now)
    AND coalesce(e.not_before, e.at) <= coalesce(m.not_before, m.at)
    AND (coalesce(e.not_before, e.at) < coalesce(m.not_before, m.at) OR e.position < m.position)
)
ORDER BY coalesce(m.not_before, m.at), m.position LIMIT :limit

-- name: next_due
SELECT min(m.not_before) FROM account AS a CROSS JOIN message AS m
WHERE m.state = 'queued' AND m.account_id = a.id AND m.not_before IS NOT NULL
AND coalesce(m.not_before, m.at) > :now

-- name: state_count
SELECT count(*) FROM message WHERE state = :state AND state NOT IN ('received', 'delivered')

-- name: known
SELECT m.provider_id, m.id, m.conversation_id, m.direction, m.state, m.segments, m.error_code, m.provider_status
FROM json_each(:provider_ids) AS wanted CROSS JOIN message AS m
WHERE m.account_id = (SELECT id FROM account WHERE name = :account) AND m.provider_id = wanted.value
AND m.provider_id IS NOT NULL

-- name: known_ids
SELECT m.provider_id FROM json_each(:provider_ids) AS wanted CROSS JOIN message AS m
WHERE m.account_id = :account_id AND m.provider_id = wanted.value AND m.provider_id IS NOT NULL

-- name: receipts_due
SELECT id, provider_id, coalesce(sent_at, at), receipt_checks FROM message
WHERE account_id = (SELECT id FROM account WHERE name = :account)
AND state = 'sent' AND next_receipt_at IS NOT NULL AND next_receipt_at <= :now AND provider_id IS NOT NULL
ORDER BY next_receipt_at LIMIT :limit

-- name: next_receipt
SELECT min(next_receipt_at) FROM message
WHERE account_id = (SELECT id FROM account WHERE name = :account)
AND state = 'sent' AND next_receipt_at IS NOT NULL

-- name: attempts
SELECT id, message_id, started_at, ended_at, outcome, detail, server_offset
FROM attempt WHERE message_id = :message_id ORDER BY id

-- name: attempt_start
INSERT INTO attempt (message_id, started_at) VALUES (:message_id, :at) RETURNING id

-- name: attempt_end
UPDATE attempt SET ended_at = :at, outcome = :outcome, detail = :detail, server_offset = :server_offset
WHERE id = :attempt_id
RETURNING message_id

-- name: last_id
SELECT coalesce(max(id), 0) FROM message

-- name: text_add
INSERT INTO message (
    position, id, conversation_id, account_id, direction, body, state, at, segments, encoding, provider_id,
    provider_status, error_code, reason, media, not_before, resend_of, sent_at, price, next_receipt_at, unread
) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)

-- name: payload_add
INSERT INTO payload (message_id, raw) VALUES (?, ?)
ON CONFLICT (message_id) DO UPDATE SET raw = excluded.raw

-- name: text_change
UPDATE message SET
    state = coalesce(:state, state),
    provider_id = nullif(coalesce(:provider_id, provider_id), ''),
    provider_status = coalesce(:provider_status, provider_status),
    segments = coalesce(:segments, segments),
    error_code = CASE WHEN :error_code IS NULL THEN error_code ELSE nullif(:error_code, '') END,
    reason = CASE WHEN :reason IS NULL THEN reason ELSE nullif(:reason, '') END,
    sent_at = coalesce(:sent_at, sent_at),
    late_failure = coalesce(:late_failure, late_failure),
    not_before = coalesce(:not_before, not_before),
    price = coalesce(:price, price),
    media = coalesce(:media, media),
    next_receipt_at = CASE WHEN :no_more_receipts THEN NULL ELSE coalesce(:next_receipt_at, next_receipt_at) END,
    receipt_checks = coalesce(:receipt_checks, receipt_checks)
WHERE id = :message_id

-- name: newest_left
SELECT m.position, m.at, m.direction, m.state, m.body, m.media FROM message AS m
WHERE m.conversation_id = :conversation_id AND {still_there}
ORDER BY m.position DESC LIMIT 1

-- name: first_taken_by_text
SELECT min(position) FROM message WHERE position >= :position

-- name: last_taken_by_text
SELECT max(position) FROM message WHERE position < :position
