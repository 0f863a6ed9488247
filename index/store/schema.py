"""The tables of an index in SQLite."""

TOKENIZER = "porter unicode61 remove_diacritics 2"

# A document's sentences and passages have consecutive ids, and no id is ever used twice. A file
# without a document has a reason. If the reason may pass, `tries` counts how often the file was
# read. The module `checksums` makes the checksums, and the seals at the end of vectors and
# sketches. `embedded` holds vectors of files that are not written yet (`vector_cache`).
SCHEMA = f"""
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE root (path TEXT PRIMARY KEY, named TEXT NOT NULL, position INTEGER NOT NULL);
CREATE TABLE file (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    path TEXT NOT NULL UNIQUE,
    size INTEGER,
    modified INTEGER,
    changed INTEGER,
    sha256 TEXT,
    reason TEXT,
    tries INTEGER NOT NULL
);
CREATE INDEX file_sha256 ON file (sha256);
CREATE TABLE document (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    file_id INTEGER NOT NULL REFERENCES file (id) ON DELETE CASCADE,
    record TEXT NOT NULL,
    title TEXT NOT NULL,
    first_day TEXT,
    last_day TEXT,
    date TEXT,
    checksum INTEGER NOT NULL,
    first_sentence INTEGER NOT NULL,
    last_sentence INTEGER NOT NULL,
    first_passage INTEGER NOT NULL,
    last_passage INTEGER NOT NULL
);
CREATE INDEX document_file ON document (file_id);
CREATE TABLE sentence (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    document_id INTEGER NOT NULL REFERENCES document (id) ON DELETE CASCADE,
    start INTEGER NOT NULL,
    end INTEGER NOT NULL,
    line INTEGER NOT NULL,
    page INTEGER,
    kind TEXT NOT NULL,
    section TEXT NOT NULL,
    checksum INTEGER NOT NULL,
    text TEXT NOT NULL
);
CREATE INDEX sentence_document ON sentence (document_id);
CREATE TABLE passage (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    document_id INTEGER NOT NULL REFERENCES document (id) ON DELETE CASCADE,
    first_sentence INTEGER NOT NULL,
    last_sentence INTEGER NOT NULL,
    checksum INTEGER NOT NULL,
    digest BLOB NOT NULL
);
CREATE INDEX passage_document ON passage (document_id);
CREATE INDEX passage_first ON passage (first_sentence);
CREATE TABLE sentence_vector (id INTEGER PRIMARY KEY, data BLOB NOT NULL);
CREATE TABLE sentence_sketches (number INTEGER PRIMARY KEY, data BLOB NOT NULL);
CREATE TABLE passage_vector (id INTEGER PRIMARY KEY, data BLOB NOT NULL);
CREATE TABLE passage_sketches (number INTEGER PRIMARY KEY, data BLOB NOT NULL);
CREATE TABLE embedded (digest BLOB PRIMARY KEY, data BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE level (name TEXT PRIMARY KEY, vectors INTEGER NOT NULL) WITHOUT ROWID;
INSERT INTO level (name, vectors) VALUES ('sentence', 0), ('passage', 0);
CREATE VIRTUAL TABLE sentence_words
    USING fts5 (text, above, content = '', tokenize = "{TOKENIZER}");
"""
