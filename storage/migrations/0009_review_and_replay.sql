-- What a digest was made from, so that it can be rebuilt; and from how many origins on one may go out unreviewed.

CREATE TABLE digest_inputs (  -- unique: digest_id. Facts: a row is added with its digest and never changed.
    digest_id VARCHAR NOT NULL,
    document VARCHAR NOT NULL USING COMPRESSION zstd  -- JSON: see tasks/summarize/freezing.py
);

ALTER TABLE stories ADD COLUMN publish_if_origins INTEGER;  -- null: never
