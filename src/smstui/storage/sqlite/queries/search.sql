-- fragment: hit_columns
{text_columns}, c.name, c.peer_display, {which}

-- fragment: residue
{still_there}
AND (:states IS NULL OR m.state IN (SELECT value FROM json_each(:states)))
AND (:within IS NULL OR m.conversation_id * 2 + (m.direction = 'out') IN (SELECT value FROM json_each(:within)))
AND (
    :literals IS NULL
    OR NOT EXISTS (SELECT 1 FROM json_each(:literals) AS j WHERE instr(coalesce(m.body, ''), j.value) = 0)
)

-- name: search_words
SELECT {hit_columns}
FROM text_index AS t CROSS JOIN message AS m ON m.position = t.rowid {text_joined}
WHERE t.words MATCH :match AND t.rowid < :before AND t.rowid >= :after AND {residue}
ORDER BY t.rowid DESC LIMIT :limit

-- name: search_states
SELECT {hit_columns} FROM message AS m {text_joined}
WHERE m.state = :state AND m.state NOT IN ('received', 'delivered')
AND m.position < :before AND m.position >= :after AND {residue}
ORDER BY m.position DESC LIMIT :limit

-- name: search_walk
SELECT {hit_columns} FROM message AS m {text_joined}
WHERE m.position < :before AND m.position >= :after AND {residue}
ORDER BY m.position DESC LIMIT :limit

-- name: peers_sought
SELECT c.id FROM conversation AS c
WHERE c.peer = :exact OR (:digits <> '' AND length(:digits) >= 3 AND instr(c.peer, :digits) > 0)
OR (:word <> '' AND substr(lower(c.peer), 1, length(:word)) = :word)

-- name: named_sought
SELECT c.id FROM contact AS k
JOIN contact_point AS p ON p.contact_id = k.id
JOIN conversation AS c ON c.peer = p.number
WHERE {named}

-- name: lines_sought
SELECT l.id, l.number, l.label FROM line AS l ORDER BY l.id

-- name: conversations_of_lines
SELECT id FROM conversation WHERE line_id IN (SELECT value FROM json_each(:lines))

-- name: index_add
INSERT INTO text_index (rowid, words) VALUES (?, ?)

-- name: index_remove
INSERT INTO text_index (text_index, rowid, words) VALUES ('delete', ?, ?)

-- name: index_check
INSERT INTO text_index (text_index) VALUES ('integrity-check')
