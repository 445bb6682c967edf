-- A text message whose gateway gave no answer may have been sent: no other gateway is asked for it.
ALTER TABLE outbox ADD COLUMN carrier TEXT;     -- first, backup; NULL: none may have it
