-- Who may call the API. Only the SHA-256 of a secret is kept. A session is a browser's: it ends with the token it came from.

CREATE TABLE token (
  id         VARCHAR(8)   NOT NULL PRIMARY KEY,
  kind       VARCHAR(8)   NOT NULL,
  name       VARCHAR(128) NOT NULL,
  scope      VARCHAR(8)   NOT NULL,
  sha256     VARCHAR(64)  NOT NULL,
  parent     VARCHAR(8)   NOT NULL,
  created_ms BIGINT       NOT NULL,
  expires_ms BIGINT       NOT NULL,
  used_ms    BIGINT       NOT NULL
);
