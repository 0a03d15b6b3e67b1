-- The rows of studies. Portable between H2 and PostgreSQL: JSON is text, times are epoch milliseconds, enums are text.
-- seq is the number of the commit that last changed a row. A state is changed by compare-and-set only.

CREATE TABLE control (
  name       VARCHAR(16) NOT NULL PRIMARY KEY,
  epoch      BIGINT      NOT NULL,
  generation VARCHAR(16) NOT NULL,
  seq        BIGINT      NOT NULL
);

CREATE TABLE study (
  uid              VARCHAR(32)  NOT NULL PRIMARY KEY,
  name             VARCHAR(63)  NOT NULL UNIQUE,
  state            VARCHAR(16)  NOT NULL,
  reason           VARCHAR      NOT NULL,
  seed             BIGINT       NOT NULL,
  files_digest     VARCHAR(64),
  objective        VARCHAR(256) NOT NULL,
  objective_sign   INTEGER      NOT NULL,
  next_trial       INTEGER      NOT NULL,
  created_ms       BIGINT       NOT NULL,
  ended_ms         BIGINT       NOT NULL,
  seq              BIGINT       NOT NULL
);
CREATE INDEX study_by_time ON study (created_ms, uid);

-- apart from study, whose row changes with every commit and so stays small
CREATE TABLE study_spec (
  study     VARCHAR(32) NOT NULL PRIMARY KEY,
  spec      VARCHAR     NOT NULL,
  submitted VARCHAR     NOT NULL
);

-- score: the first objective turned so that less is better; NaN (last in the order) while there is none
CREATE TABLE trial (
  study          VARCHAR(32)      NOT NULL,
  number         INTEGER          NOT NULL,
  state          VARCHAR(16)      NOT NULL,
  parameters     VARCHAR          NOT NULL,
  origin         VARCHAR          NOT NULL,
  history        INTEGER          NOT NULL,
  client_id      VARCHAR,
  lease_ms       BIGINT,
  lease_until_ms BIGINT,
  metrics        VARCHAR          NOT NULL,
  step           BIGINT           NOT NULL,
  failure        VARCHAR(16)      NOT NULL,
  reason         VARCHAR          NOT NULL,
  score          DOUBLE PRECISION NOT NULL,
  created_ms     BIGINT           NOT NULL,
  started_ms     BIGINT           NOT NULL,
  ended_ms       BIGINT           NOT NULL,
  birth_seq      BIGINT           NOT NULL,
  end_seq        BIGINT,
  end_index      INTEGER,
  seq            BIGINT           NOT NULL,
  PRIMARY KEY (study, number)
);
CREATE INDEX trial_by_state ON trial (study, state, number);
CREATE INDEX trial_by_score ON trial (study, score, number);
CREATE INDEX trial_by_seq ON trial (seq);

-- live is TRUE until the attempt has ended, then NULL: the unique key allows one live attempt a trial
CREATE TABLE attempt (
  study      VARCHAR(32) NOT NULL,
  trial      INTEGER     NOT NULL,
  number     INTEGER     NOT NULL,
  state      VARCHAR(16) NOT NULL,
  live       BOOLEAN CHECK (live IS NULL OR live),
  runner     VARCHAR     NOT NULL,
  epoch      BIGINT      NOT NULL,
  claim      VARCHAR,
  outcome    VARCHAR,
  created_ms BIGINT      NOT NULL,
  started_ms BIGINT      NOT NULL,
  ended_ms   BIGINT      NOT NULL,
  seq        BIGINT      NOT NULL,
  PRIMARY KEY (study, trial, number),
  UNIQUE (study, trial, live)
);
CREATE INDEX attempt_by_live ON attempt (live, study);

-- append-only; one row a batch of points of one worker
CREATE TABLE observation (
  id       BIGINT      NOT NULL PRIMARY KEY,
  study    VARCHAR(32) NOT NULL,
  trial    INTEGER     NOT NULL,
  attempt  INTEGER     NOT NULL,
  worker   INTEGER     NOT NULL,
  position BIGINT      NOT NULL,
  size     INTEGER     NOT NULL,
  points   BYTEA       NOT NULL,
  at_ms    BIGINT      NOT NULL,
  seq      BIGINT      NOT NULL
);
CREATE INDEX observation_by_trial ON observation (study, trial, id);

-- how far each worker's numbered stream of batches has been stored
CREATE TABLE stream (
  study    VARCHAR(32) NOT NULL,
  trial    INTEGER     NOT NULL,
  attempt  INTEGER     NOT NULL,
  worker   INTEGER     NOT NULL,
  position BIGINT      NOT NULL,
  PRIMARY KEY (study, trial, attempt, worker)
);

-- trial 0 is the study itself
CREATE TABLE event (
  id    BIGINT      NOT NULL PRIMARY KEY,
  study VARCHAR(32) NOT NULL,
  trial INTEGER     NOT NULL,
  kind  VARCHAR(64) NOT NULL,
  text  VARCHAR     NOT NULL,
  at_ms BIGINT      NOT NULL,
  seq   BIGINT      NOT NULL
);
CREATE INDEX event_by_trial ON event (study, trial, id);

CREATE TABLE request (
  study  VARCHAR(32)  NOT NULL,
  id     VARCHAR(128) NOT NULL,
  answer VARCHAR      NOT NULL,
  at_ms  BIGINT       NOT NULL,
  seq    BIGINT       NOT NULL,
  PRIMARY KEY (study, id)
);

-- deleted studies whose other rows are still being removed, a few trials at a time
CREATE TABLE removed (
  study      VARCHAR(32) NOT NULL PRIMARY KEY,
  next_trial INTEGER     NOT NULL
);
