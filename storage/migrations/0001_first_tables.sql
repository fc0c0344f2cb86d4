-- The first tables. Only what DuckLake has too: no keys, sequences, enumerations or checks; what must be unique is kept
-- so by inserting only what is absent, inside the writer's lock, and counted by storage/verification.py.
-- Every TIMESTAMP is UTC. Every big table has a DATE by which its rows come and are asked for.

CREATE TABLE schema_version (
    version INTEGER NOT NULL,
    name VARCHAR NOT NULL,
    sha256 VARCHAR NOT NULL,
    applied_at TIMESTAMP NOT NULL
);

-- Facts: rows are added and never changed.

CREATE TABLE pages (  -- unique: page_id
    page_id VARCHAR NOT NULL,
    address VARCHAR NOT NULL,
    media VARCHAR NOT NULL,
    content_sha256 VARCHAR NOT NULL,  -- names the file in the archive
    content_bytes BIGINT NOT NULL,
    loaded_at TIMESTAMP NOT NULL,
    loaded_day DATE NOT NULL,
    path VARCHAR,
    given_source VARCHAR,
    given_title VARCHAR,
    given_url VARCHAR,
    given_published VARCHAR,
    given_byline VARCHAR,
    given_language VARCHAR
);

-- What each page says. A wording that stands on two pages has two rows; the better informed one speaks for it.
CREATE TABLE article_versions (  -- unique: version_id, page_id
    version_id VARCHAR NOT NULL,
    page_id VARCHAR NOT NULL,
    article_id VARCHAR NOT NULL,
    address VARCHAR NOT NULL,
    path VARCHAR,
    url VARCHAR,
    title VARCHAR NOT NULL,
    body_sha256 VARCHAR NOT NULL,
    text_day DATE NOT NULL,  -- the day of the row in texts
    language VARCHAR NOT NULL,
    source VARCHAR,
    source_origin VARCHAR NOT NULL,
    byline VARCHAR,
    published TIMESTAMP,
    published_day DATE,
    day_only BOOLEAN NOT NULL,
    date_origin VARCHAR NOT NULL,
    modified TIMESTAMP,
    modified_day DATE,
    first_seen TIMESTAMP NOT NULL,
    credits VARCHAR NOT NULL,  -- JSON: [[kind, name, text], ...]
    removed VARCHAR NOT NULL  -- JSON: [[text, reason], ...]
);

CREATE TABLE texts (  -- unique: body_sha256, text_day
    body_sha256 VARCHAR NOT NULL,
    text_day DATE NOT NULL,
    body VARCHAR NOT NULL USING COMPRESSION zstd
);

CREATE TABLE rejections (  -- unique: rejection_id
    rejection_id VARCHAR NOT NULL,
    address VARCHAR NOT NULL,
    stage VARCHAR NOT NULL,
    reason VARCHAR NOT NULL,
    detail VARCHAR NOT NULL,
    rejected_at TIMESTAMP NOT NULL,
    rejected_day DATE NOT NULL,
    page_id VARCHAR
);

CREATE TABLE digests (  -- unique: digest_id; story_id, digest_day, revision
    digest_id VARCHAR NOT NULL,
    story_id VARCHAR NOT NULL,
    digest_day DATE NOT NULL,
    revision INTEGER NOT NULL,
    title VARCHAR NOT NULL,
    headline VARCHAR NOT NULL,
    status VARCHAR NOT NULL,  -- when it was saved; what it became stands in digest_status
    words INTEGER NOT NULL,
    input_hash VARCHAR NOT NULL,
    settings_hash VARCHAR NOT NULL,
    document VARCHAR NOT NULL USING COMPRESSION zstd  -- JSON: the whole digest
);

CREATE TABLE digest_sentences (  -- unique: digest_id, number
    digest_id VARCHAR NOT NULL,
    story_id VARCHAR NOT NULL,
    digest_day DATE NOT NULL,
    number INTEGER NOT NULL,
    section VARCHAR NOT NULL,
    kind VARCHAR NOT NULL,
    sentence VARCHAR NOT NULL,
    article_id VARCHAR NOT NULL,
    outlet VARCHAR NOT NULL,
    origins VARCHAR[] NOT NULL,
    happened_on DATE
);

-- Every place in an article that a digest rests on: what verification compares with the texts.
CREATE TABLE digest_evidence (  -- unique: digest_id, number
    digest_id VARCHAR NOT NULL,
    digest_day DATE NOT NULL,
    number INTEGER NOT NULL,
    part VARCHAR NOT NULL,  -- quote, support, was, change, discrepancy
    sentence_number INTEGER,
    version_id VARCHAR NOT NULL,
    char_start INTEGER NOT NULL,
    char_end INTEGER NOT NULL,
    quoted VARCHAR NOT NULL
);

CREATE TABLE digest_status (  -- unique: digest_id, number
    digest_id VARCHAR NOT NULL,
    number INTEGER NOT NULL,
    status VARCHAR NOT NULL,
    changed_at TIMESTAMP NOT NULL,
    changed_by VARCHAR NOT NULL,
    note VARCHAR NOT NULL
);

-- Derived: replaced as a whole when the program concludes something else.

CREATE TABLE folds (  -- unique: version_id
    version_id VARCHAR NOT NULL,
    origin VARCHAR NOT NULL,
    origin_reason VARCHAR NOT NULL,
    copy_of VARCHAR,
    kind VARCHAR,
    overlap DOUBLE NOT NULL,
    reason VARCHAR NOT NULL
);

CREATE TABLE stories (  -- unique: story_id
    story_id VARCHAR NOT NULL,
    title VARCHAR NOT NULL,
    terms VARCHAR[] NOT NULL,
    seeds VARCHAR[] NOT NULL,
    zone VARCHAR NOT NULL,
    review VARCHAR NOT NULL,
    words INTEGER NOT NULL,
    followed BOOLEAN NOT NULL
);

CREATE TABLE memberships (  -- unique: story_id, version_id
    story_id VARCHAR NOT NULL,
    version_id VARCHAR NOT NULL,
    score DOUBLE NOT NULL,
    reason VARCHAR NOT NULL,
    member BOOLEAN NOT NULL
);
