-- Which queued text is the next of its conversation is asked for every text that is sent.

CREATE INDEX message_queued ON message (conversation_id, coalesce(not_before, at)) WHERE state = 'queued';
