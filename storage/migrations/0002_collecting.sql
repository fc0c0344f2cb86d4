-- What was asked of the web and what came of it. Facts (source_runs, source_pages) are added and never changed; what is
-- known of a document or an announced item is replaced when more is known.

CREATE TABLE source_runs (  -- unique: source, ran_at
    source VARCHAR NOT NULL,
    ran_at TIMESTAMP NOT NULL,
    ran_day DATE NOT NULL,
    outcome VARCHAR NOT NULL,  -- read, unchanged, failed
    reason VARCHAR NOT NULL,  -- a code, empty unless it failed
    detail VARCHAR NOT NULL,
    announced INTEGER NOT NULL,
    fresh INTEGER NOT NULL,  -- announced for the first time
    fetched INTEGER NOT NULL,
    failed INTEGER NOT NULL
);

CREATE TABLE source_pages (  -- unique: source, page_id
    source VARCHAR NOT NULL,
    page_id VARCHAR NOT NULL
);

CREATE TABLE source_documents (  -- unique: source, url
    source VARCHAR NOT NULL,
    url VARCHAR NOT NULL,
    etag VARCHAR,
    last_modified VARCHAR,
    fetched_at TIMESTAMP NOT NULL  -- in full: an unchanged answer does not count
);

CREATE TABLE announced_items (  -- unique: source, address
    source VARCHAR NOT NULL,
    address VARCHAR NOT NULL,  -- canonical
    url VARCHAR NOT NULL,
    title VARCHAR NOT NULL,
    published VARCHAR NOT NULL,  -- as written
    published_at TIMESTAMP,
    modified VARCHAR NOT NULL,
    language VARCHAR NOT NULL,
    first_seen TIMESTAMP NOT NULL,
    state VARCHAR NOT NULL,  -- waiting, fetched, failed, passed over, elsewhere
    reason VARCHAR NOT NULL,
    detail VARCHAR NOT NULL,
    attempts INTEGER NOT NULL,
    tried_at TIMESTAMP,
    page_address VARCHAR
);
