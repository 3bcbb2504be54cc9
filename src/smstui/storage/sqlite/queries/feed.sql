-- name: last_change
SELECT coalesce(max(seq), 0) FROM change

-- name: changes_after
SELECT seq, conversation_id, message_id, arrived, accounts_only
FROM change WHERE seq > :seq ORDER BY seq LIMIT :limit

-- name: change_add
INSERT INTO change (conversation_id, message_id, accounts_only, arrived) VALUES (?, ?, ?, ?)

-- name: change_trim
DELETE FROM change WHERE seq <= :seq
