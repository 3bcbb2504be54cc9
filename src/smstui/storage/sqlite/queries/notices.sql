-- fragment: notice_columns
{text_columns}, c.name, c.peer_display, {which}, n.id, n.at, n.kind

-- name: last_notice
SELECT coalesce(max(id), 0) FROM notice

-- name: notices_before
SELECT {notice_columns} FROM notice AS n CROSS JOIN message AS m ON m.id = n.message_id {text_joined}
WHERE n.id < :before
ORDER BY n.id DESC LIMIT :limit

-- name: notices_after
SELECT {notice_columns} FROM notice AS n CROSS JOIN message AS m ON m.id = n.message_id {text_joined}
WHERE n.id > :after
ORDER BY n.id LIMIT :limit

-- name: notice_counts
SELECT
    count(*) FILTER (WHERE n.kind = 'arrived'),
    count(DISTINCT n.conversation_id) FILTER (WHERE n.kind = 'arrived'),
    count(DISTINCT n.message_id) FILTER (
        WHERE n.kind = 'late failure' OR (n.kind = m.state AND n.kind IN ('failed', 'undelivered'))
    ),
    count(DISTINCT n.message_id) FILTER (WHERE n.kind = 'unconfirmed' AND m.state = 'unconfirmed'),
    count(DISTINCT n.message_id) FILTER (WHERE n.kind = 'held' AND m.state = 'held'),
    count(DISTINCT n.conversation_id) FILTER (WHERE n.kind = 'opted out')
FROM notice AS n CROSS JOIN message AS m ON m.id = n.message_id
WHERE n.id > :after

-- name: notice_add
INSERT INTO notice (at, kind, conversation_id, message_id) VALUES (:at, :kind, :conversation_id, :message_id)

-- name: arrival_add
INSERT INTO notice (at, kind, conversation_id, message_id)
SELECT ?, 'arrived', id, ? FROM conversation WHERE id = ? AND NOT muted

-- name: notice_trim
DELETE FROM notice WHERE id <= :last
