-- The whole schema: what the migrations make together. A test compares the two.
-- Times are integer microseconds since the epoch, in UTC.

CREATE TABLE account (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    provider TEXT NOT NULL,
    complete INTEGER NOT NULL DEFAULT 0,
    backfill INTEGER,
    last_pass_at INTEGER,
    lines_asked_at INTEGER,
    offline_since INTEGER,
    error TEXT,
    active_at INTEGER
) STRICT;

CREATE TABLE line (
    id INTEGER PRIMARY KEY,
    account_id INTEGER NOT NULL REFERENCES account (id),
    number TEXT NOT NULL,
    display TEXT NOT NULL,
    label TEXT NOT NULL,
    can_sms INTEGER NOT NULL,
    can_mms INTEGER NOT NULL,
    can_voice INTEGER NOT NULL,
    kind TEXT NOT NULL,
    gone INTEGER NOT NULL DEFAULT 0,
    UNIQUE (account_id, number)
) STRICT;

-- How far each line has been synced, without a gap.
CREATE TABLE cursor (
    line_id INTEGER PRIMARY KEY REFERENCES line (id),
    through INTEGER NOT NULL
) STRICT;

CREATE TABLE contact (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    -- Folded for looking up, with a space before each word: ' ana reyes'.
    sought TEXT NOT NULL
) STRICT;

CREATE INDEX contact_sought ON contact (sought, id);

CREATE TABLE contact_point (
    id INTEGER PRIMARY KEY,
    contact_id INTEGER NOT NULL REFERENCES contact (id),
    number TEXT NOT NULL UNIQUE,
    display TEXT NOT NULL,
    label TEXT NOT NULL DEFAULT ''
) STRICT;

CREATE INDEX contact_point_contact ON contact_point (contact_id);

-- What the list shows is kept here, so that a page of it reads nothing else.
CREATE TABLE conversation (
    id INTEGER PRIMARY KEY,
    line_id INTEGER NOT NULL REFERENCES line (id),
    account_id INTEGER NOT NULL REFERENCES account (id),
    peer TEXT NOT NULL,
    peer_display TEXT NOT NULL,
    -- The contact's, copied so that pages and search hits need not look for it.
    name TEXT,
    filing TEXT NOT NULL,
    unread INTEGER NOT NULL DEFAULT 0,
    pinned INTEGER NOT NULL DEFAULT 0,
    muted INTEGER NOT NULL DEFAULT 0,
    last_at INTEGER NOT NULL,
    last_position INTEGER NOT NULL UNIQUE,
    last_direction TEXT,
    last_state TEXT,
    preview TEXT NOT NULL DEFAULT '',
    draft TEXT NOT NULL DEFAULT '',
    -- NULL where nothing is typed.
    draft_at INTEGER,
    UNIQUE (peer, line_id)
) STRICT;

CREATE INDEX conversation_line ON conversation (line_id);
-- One index for each list, with all that counting it needs.
CREATE INDEX conversation_filing ON conversation (filing, last_position);
CREATE INDEX conversation_unread ON conversation (last_position, unread) WHERE unread > 0;
CREATE INDEX conversation_drafts ON conversation (last_position, draft_at) WHERE draft_at IS NOT NULL;

-- The position is the rowid, so the index of each conversation is in its order, and so is text_index.
CREATE TABLE message (
    position INTEGER PRIMARY KEY,
    id INTEGER NOT NULL UNIQUE,
    conversation_id INTEGER NOT NULL REFERENCES conversation (id),
    account_id INTEGER NOT NULL REFERENCES account (id),
    direction TEXT NOT NULL,
    body TEXT,
    state TEXT NOT NULL,
    at INTEGER NOT NULL,
    segments INTEGER NOT NULL,
    encoding TEXT,
    provider_id TEXT,
    provider_status TEXT,
    error_code TEXT,
    reason TEXT,
    media TEXT,
    not_before INTEGER,
    late_failure INTEGER NOT NULL DEFAULT 0,
    resend_of INTEGER,
    sent_at INTEGER,
    price TEXT,
    next_receipt_at INTEGER,
    receipt_checks INTEGER NOT NULL DEFAULT 0,
    unread INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE INDEX message_conversation ON message (conversation_id);
CREATE UNIQUE INDEX message_provider ON message (account_id, provider_id) WHERE provider_id IS NOT NULL;
-- Nearly all texts are received or delivered, and a walk from the newest finds those soon.
CREATE INDEX message_uncommon ON message (state) WHERE state NOT IN ('received', 'delivered');
CREATE INDEX message_unread ON message (conversation_id) WHERE unread = 1;
CREATE INDEX message_due ON message (account_id, coalesce(not_before, at)) WHERE state = 'queued';
CREATE INDEX message_queued ON message (conversation_id, coalesce(not_before, at)) WHERE state = 'queued';
CREATE INDEX message_receipt ON message (account_id, next_receipt_at)
WHERE state = 'sent' AND next_receipt_at IS NOT NULL;

-- Apart from the texts, because only the details screen reads it.
CREATE TABLE payload (
    message_id INTEGER PRIMARY KEY REFERENCES message (id),
    raw BLOB NOT NULL
) STRICT;

-- Its rowid is the text's position; what is in it, `indexing.py` says. It keeps no copy of the texts.
CREATE VIRTUAL TABLE text_index USING fts5 (
    words, content = '', columnsize = 0, prefix = '1 2 3', tokenize = 'unicode61 remove_diacritics 2'
);

CREATE TABLE attempt (
    id INTEGER PRIMARY KEY,
    message_id INTEGER NOT NULL REFERENCES message (id),
    started_at INTEGER NOT NULL,
    ended_at INTEGER,
    outcome TEXT,
    detail TEXT,
    server_offset REAL NOT NULL DEFAULT 0
) STRICT;

CREATE INDEX attempt_message ON attempt (message_id);

CREATE TABLE suppression (
    peer TEXT PRIMARY KEY,
    since INTEGER NOT NULL,
    source TEXT NOT NULL,
    word TEXT,
    message_id INTEGER
) STRICT;

-- Append-only: what people said about being texted.
CREATE TABLE word_given (
    id INTEGER PRIMARY KEY,
    peer TEXT NOT NULL,
    word TEXT NOT NULL,
    at INTEGER NOT NULL,
    message_id INTEGER
) STRICT;

CREATE INDEX word_given_peer ON word_given (peer, at);

-- Append-only: what was done, for undo and for the contact's journey.
CREATE TABLE action (
    id INTEGER PRIMARY KEY,
    at INTEGER NOT NULL,
    kind TEXT NOT NULL,
    conversation_id INTEGER,
    message_id INTEGER,
    actor TEXT NOT NULL,
    detail TEXT NOT NULL
) STRICT;

CREATE INDEX action_conversation ON action (conversation_id);

-- The feed: the newest changes; older ones are trimmed.
CREATE TABLE change (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    conversation_id INTEGER,
    message_id INTEGER,
    arrived INTEGER NOT NULL DEFAULT 0,
    accounts_only INTEGER NOT NULL DEFAULT 0
) STRICT;

-- What a person is told of: the newest; older ones are trimmed.
CREATE TABLE notice (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    at INTEGER NOT NULL,
    kind TEXT NOT NULL,
    conversation_id INTEGER NOT NULL,
    message_id INTEGER NOT NULL
) STRICT;
