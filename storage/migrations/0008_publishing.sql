-- What readers have had at each digest's address, and what was sent to whom. Facts: rows are only added.

CREATE TABLE publications (  -- unique: story_id, digest_day, number
    story_id VARCHAR NOT NULL,
    digest_day DATE NOT NULL,
    number INTEGER NOT NULL,  -- of the changes at this address, from 1
    digest_id VARCHAR NOT NULL,
    withdrawn BOOLEAN NOT NULL,
    published_at TIMESTAMP NOT NULL,
    amendment VARCHAR  -- JSON: what changed against the row before; null in the first
);

CREATE TABLE deliveries (  -- unique: delivery_id, number
    delivery_id VARCHAR NOT NULL,  -- of one digest, standing so, to one address by one channel
    number INTEGER NOT NULL,  -- of what happened to it, from 1
    channel VARCHAR NOT NULL,
    address VARCHAR NOT NULL,
    digest_id VARCHAR NOT NULL,
    withdrawn BOOLEAN NOT NULL,
    state VARCHAR NOT NULL,  -- started, sent, failed, unsure
    happened_at TIMESTAMP NOT NULL,
    detail VARCHAR NOT NULL
);

-- The articles that a digest was made of, from its document, for SQL.
CREATE TABLE digest_articles (  -- unique: digest_id, article_id
    digest_id VARCHAR NOT NULL,
    digest_day DATE NOT NULL,
    article_id VARCHAR NOT NULL,
    role VARCHAR NOT NULL,  -- cited, read, copy, borderline
    outlet VARCHAR,
    origin VARCHAR,
    title VARCHAR NOT NULL,
    url VARCHAR,
    published_at TIMESTAMP,
    day_only BOOLEAN NOT NULL
);

INSERT INTO digest_articles
SELECT digest_id, digest_day, article->>'id', article->>'role', article->>'outlet', article->>'origin',
    article->>'title', article->>'url',
    CAST(CAST(article->>'published' AS TIMESTAMPTZ) AT TIME ZONE 'UTC' AS TIMESTAMP),
    CAST(article->>'day_only' AS BOOLEAN)
FROM (SELECT digest_id, digest_day, unnest(CAST(document->'articles' AS JSON[])) AS article FROM digests)
WHERE article->>'role' IN ('cited', 'read', 'copy', 'borderline')
QUALIFY row_number() OVER (PARTITION BY digest_id, article->>'id') = 1;
