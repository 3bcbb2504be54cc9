-- fragment: conversation_columns
c.id, c.line_id, a.name, l.number, l.label, c.peer, c.peer_display, c.name, c.filing, c.unread, c.pinned, c.muted,
c.last_at, c.last_position, c.last_direction, c.last_state, c.preview, c.draft, {which}

-- fragment: conversation_joined
conversation AS c
JOIN line AS l ON l.id = c.line_id
JOIN account AS a ON a.id = c.account_id

-- fragment: view_inbox
c.filing = 'open'

-- fragment: view_done
c.filing = 'done'

-- fragment: view_unread
c.unread > 0

-- fragment: view_drafts
c.draft_at IS NOT NULL

-- fragment: view_all
c.last_position IS NOT NULL

-- name: conversations_before
SELECT {conversation_columns} FROM {conversation_joined}
WHERE {view} AND c.last_position < :before
ORDER BY c.last_position DESC LIMIT :limit

-- name: conversations_after
SELECT {conversation_columns} FROM {conversation_joined}
WHERE {view} AND c.last_position > :after
ORDER BY c.last_position LIMIT :limit

-- name: conversation_count
SELECT count(*) FROM conversation AS c WHERE {view}

-- name: conversation_rank
SELECT count(*) FROM conversation AS c WHERE {view} AND c.last_position > :position

-- name: conversation_by_id
SELECT {conversation_columns} FROM {conversation_joined} WHERE c.id = :conversation_id

-- name: conversation_with
SELECT {conversation_columns} FROM {conversation_joined} WHERE c.peer = :peer AND c.line_id = :line_id

-- name: conversations_of
SELECT {conversation_columns} FROM json_each(:peers) AS wanted
JOIN {conversation_joined} WHERE c.peer = wanted.value
ORDER BY c.last_position DESC LIMIT :limit

-- name: unread_older
SELECT {conversation_columns} FROM {conversation_joined}
WHERE {view} AND c.unread > 0 AND c.last_position < :position
ORDER BY c.last_position DESC LIMIT 1

-- name: unread_newer
SELECT {conversation_columns} FROM {conversation_joined}
WHERE {view} AND c.unread > 0 AND c.last_position > :position
ORDER BY c.last_position LIMIT 1

-- name: unread_conversations
SELECT count(*) FROM conversation WHERE unread > 0

-- name: conversation_id
SELECT id FROM conversation WHERE peer = :peer AND line_id = :line_id

-- name: conversation_add
INSERT INTO conversation (line_id, account_id, peer, peer_display, name, filing, last_at, last_position)
SELECT
    l.id, l.account_id, :peer, :peer_display,
    (SELECT k.name FROM contact_point AS p JOIN contact AS k ON k.id = p.contact_id WHERE p.number = :peer),
    :filing, :at, :position
FROM line AS l WHERE l.id = :line_id
RETURNING id

-- name: conversation_file
UPDATE conversation SET filing = :filing WHERE id = :conversation_id AND filing <> :filing

-- name: conversation_draft
UPDATE conversation SET draft = :draft, draft_at = CASE WHEN :draft <> '' THEN :at END
WHERE id = :conversation_id AND draft <> :draft

-- name: conversation_read
UPDATE message SET unread = 0
WHERE conversation_id = :conversation_id AND unread = 1 AND position <= :through

-- name: conversation_recount
UPDATE conversation
SET unread = (SELECT count(*) FROM message AS m WHERE m.conversation_id = :conversation_id AND m.unread = 1)
WHERE id = :conversation_id

-- name: conversation_bump_unread
UPDATE conversation SET unread = unread + :count WHERE id = :conversation_id

-- name: conversation_newest
UPDATE conversation SET
    last_at = :at, last_position = :position, last_direction = :direction, last_state = :state, preview = :preview
WHERE id = :conversation_id AND (last_direction IS NULL OR last_position < :position)

-- name: conversation_last_state
UPDATE conversation SET last_state = :state WHERE id = :conversation_id AND last_position = :position

-- name: conversation_emptied
UPDATE conversation SET last_direction = NULL, last_state = NULL, preview = '' WHERE id = :conversation_id

-- name: conversations_of_peer
SELECT id FROM conversation WHERE peer = :peer

-- name: first_taken_by_conversation
SELECT min(last_position) FROM conversation WHERE last_position >= :position


-- name: conversation_account
SELECT account_id FROM conversation WHERE id = :conversation_id

-- name: conversation_line
SELECT line_id FROM conversation WHERE id = :conversation_id
