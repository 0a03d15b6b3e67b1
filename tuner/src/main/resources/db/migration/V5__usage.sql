-- Who submitted a study, by the name of the token; empty for nobody known.
ALTER TABLE study ADD COLUMN owner VARCHAR(128) DEFAULT '' NOT NULL;

-- What ended attempts took of nodes, a row an attempt and node; kept when their study is removed.
CREATE TABLE node_time (
  study      VARCHAR(63)  NOT NULL,
  owner      VARCHAR(128) NOT NULL,
  node       VARCHAR(64)  NOT NULL,
  trial      INTEGER      NOT NULL,
  attempt    INTEGER      NOT NULL,
  workers    INTEGER      NOT NULL,
  devices    INTEGER      NOT NULL,
  started_ms BIGINT       NOT NULL,
  ended_ms   BIGINT       NOT NULL
);
CREATE INDEX node_time_by_end ON node_time (ended_ms);
