-- Hosts that asked to be left alone for longer than a run, replaced when they ask again.

CREATE TABLE host_rests (  -- unique: host
    host VARCHAR NOT NULL,
    rests_until TIMESTAMP NOT NULL
);
