-- name: names
SELECT p.number, k.name FROM json_each(:numbers) AS wanted
JOIN contact_point AS p ON p.number = wanted.value JOIN contact AS k ON k.id = p.contact_id

-- fragment: named
:words = '[]' OR NOT EXISTS (
    SELECT 1 FROM json_each(:words) AS word WHERE instr(k.sought, ' ' || word.value) = 0
)

-- fragment: numbered
:digits <> '' AND EXISTS (
    SELECT 1 FROM contact_point AS p WHERE p.contact_id = k.id
    AND (instr(p.number, '+' || :digits) = 1 OR length(:digits) >= 3 AND instr(p.number, :digits) > 0)
)

-- name: contacts
SELECT k.id, k.name FROM contact AS k WHERE {named} OR {numbered} ORDER BY k.sought, k.id LIMIT :limit OFFSET :skip

-- name: contact_count
SELECT count(*) FROM contact AS k WHERE {named} OR {numbered}

-- name: contact_points
SELECT p.contact_id, p.number, p.display, p.label FROM json_each(:contact_ids) AS wanted
JOIN contact_point AS p ON p.contact_id = wanted.value ORDER BY p.id

-- name: contact_by_id
SELECT k.id, k.name FROM contact AS k WHERE k.id = :contact_id

-- name: contact_with
SELECT k.id, k.name FROM contact_point AS p JOIN contact AS k ON k.id = p.contact_id WHERE p.number = :number

-- name: contact_add
INSERT INTO contact (name, sought) VALUES (:name, :sought) RETURNING id

-- name: contact_change
UPDATE contact SET name = :name, sought = :sought WHERE id = :contact_id

-- name: contact_points_drop
DELETE FROM contact_point WHERE contact_id = :contact_id RETURNING number

-- name: contact_point_add
INSERT INTO contact_point (contact_id, number, display, label) VALUES (:contact_id, :number, :display, :label)
ON CONFLICT (number) DO NOTHING

-- name: conversations_named
UPDATE conversation SET name = :name WHERE peer = :number

-- name: suppression
SELECT peer, since, source, word, message_id FROM suppression WHERE peer = :peer

-- name: suppression_add
INSERT INTO suppression (peer, since, source, word, message_id)
VALUES (:peer, :since, :source, :word, :message_id)
ON CONFLICT (peer) DO NOTHING

-- name: suppression_lift
DELETE FROM suppression WHERE peer = :peer

-- name: last_word
SELECT max(at) FROM word_given WHERE peer = :peer AND upper(word) <> 'HELP'

-- name: word_add
INSERT INTO word_given (peer, word, at, message_id) VALUES (:peer, :word, :at, :message_id)

-- name: action_add
INSERT INTO action (at, kind, conversation_id, message_id, actor, detail)
VALUES (:at, :kind, :conversation_id, :message_id, :actor, :detail)

-- name: activity
SELECT at, kind, message_id, detail FROM action WHERE conversation_id = :conversation_id ORDER BY at, id
