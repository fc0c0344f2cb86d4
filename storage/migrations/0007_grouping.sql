-- What grouping concluded of every version, and what it needs to go on from there tomorrow.

CREATE TABLE placements (  -- unique: version_id. Facts: a placement is added once and never changed
    version_id VARCHAR NOT NULL,
    article_id VARCHAR NOT NULL,
    story_id VARCHAR NOT NULL,  -- in which it was put; where that went on in another story, story_turns says so
    number INTEGER NOT NULL,  -- in the order in which they were placed
    window_day DATE NOT NULL,  -- of publication; of an undated article, on which it was first seen
    dated BOOLEAN NOT NULL,
    score DOUBLE NOT NULL,
    reason VARCHAR NOT NULL,
    crowding DOUBLE,  -- null for a version or copy of an article that was placed before: it is compared with nothing
    stems UINTEGER[] NOT NULL,
    weights USMALLINT[] NOT NULL  -- of 65,535
);

CREATE TABLE found_stories (  -- unique: story_id
    story_id VARCHAR NOT NULL,
    title VARCHAR NOT NULL,
    founded_day DATE NOT NULL
);

CREATE TABLE story_turns (  -- unique: story_id, other_id, kind
    story_id VARCHAR NOT NULL,
    other_id VARCHAR NOT NULL,
    kind VARCHAR NOT NULL,  -- "goes on in" the other story, "parted from" it
    turned_day DATE NOT NULL,
    reason VARCHAR NOT NULL
);

CREATE TABLE stem_frequencies (  -- unique: stem. Replaced as more articles are placed
    stem UINTEGER NOT NULL,
    articles INTEGER NOT NULL
);

-- What was concluded of the articles near each followed story, before anybody's decisions; and up to which placement.

CREATE TABLE conclusions (  -- unique: story_id, version_id
    story_id VARCHAR NOT NULL,
    version_id VARCHAR NOT NULL,
    score DOUBLE NOT NULL,
    reason VARCHAR NOT NULL,
    member BOOLEAN NOT NULL
);

CREATE TABLE judged_stories (  -- unique: story_id
    story_id VARCHAR NOT NULL,
    asked VARCHAR NOT NULL,  -- names the terms and seeds: others ask for every article to be judged anew
    number INTEGER NOT NULL  -- of the last placement that was judged
);
