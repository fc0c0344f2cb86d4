-- What people decided. Facts: a decision is never changed; another one, of kind "undo", takes it back.

CREATE TABLE decisions (  -- unique: decision_id
    decision_id VARCHAR NOT NULL,
    number INTEGER NOT NULL,  -- in the order in which they were taken
    kind VARCHAR NOT NULL,
    story_id VARCHAR,
    subjects VARCHAR[] NOT NULL,
    value VARCHAR NOT NULL,
    digest_day DATE,
    decided_at TIMESTAMP NOT NULL,
    decided_by VARCHAR NOT NULL,
    note VARCHAR NOT NULL
);
