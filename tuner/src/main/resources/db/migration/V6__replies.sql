-- Answers of the API to requests that said how to know them again (Idempotency-Key), for a day.
CREATE TABLE reply (
  caller       VARCHAR(64)  NOT NULL,
  request_key  VARCHAR(128) NOT NULL,
  digest       VARCHAR(64)  NOT NULL,
  status       INTEGER      NOT NULL,
  content_type VARCHAR(128) NOT NULL,
  headers      VARCHAR      NOT NULL,
  body         BYTEA        NOT NULL,
  at_ms        BIGINT       NOT NULL,
  PRIMARY KEY (caller, request_key)
);
CREATE INDEX reply_by_time ON reply (at_ms);
