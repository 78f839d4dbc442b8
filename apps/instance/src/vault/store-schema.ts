export const STORE_VERSION = 1;

/** The tables of `vault.db`. Secrets stand in `record` alone, sealed; the rest may be read by anyone who has the file. */
export const STORE_SCHEMA = `
PRAGMA user_version = ${STORE_VERSION};
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE slot (
  kid TEXT NOT NULL, id INTEGER NOT NULL, source TEXT NOT NULL, params TEXT NOT NULL, wrapped BLOB NOT NULL,
  PRIMARY KEY (kid, id)
) STRICT, WITHOUT ROWID;
CREATE TABLE manifest (kid TEXT PRIMARY KEY, text TEXT NOT NULL, mac BLOB NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE record (id TEXT PRIMARY KEY, blob BLOB NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE signed (
  request TEXT PRIMARY KEY, digest TEXT NOT NULL, scope TEXT NOT NULL, purpose TEXT NOT NULL, at INTEGER NOT NULL,
  answer TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX signed_at ON signed (scope, purpose, at);
CREATE TABLE moved (
  request TEXT NOT NULL, part INTEGER NOT NULL, scope TEXT NOT NULL, purpose TEXT NOT NULL, at INTEGER NOT NULL,
  asset TEXT NOT NULL, amount TEXT NOT NULL, destination TEXT NOT NULL,
  PRIMARY KEY (request, part)
) STRICT, WITHOUT ROWID;
CREATE INDEX moved_at ON moved (scope, purpose, asset, at);
CREATE TABLE audit (
  seq INTEGER PRIMARY KEY AUTOINCREMENT, at INTEGER NOT NULL, event TEXT NOT NULL, detail TEXT NOT NULL
) STRICT;
`;
