-- Nodes that take nothing new at an operator's word; a node that is in service has no row. until_ms 0: no deadline.
CREATE TABLE node (
  name     VARCHAR(64)   NOT NULL PRIMARY KEY,
  reason   VARCHAR(1000) NOT NULL,
  since_ms BIGINT        NOT NULL,
  until_ms BIGINT        NOT NULL
);
