-- Derived: what is compared of each wording, so that new ones are folded without reading all the old ones again.

CREATE TABLE fingerprints (  -- unique: version_id
    version_id VARCHAR NOT NULL,
    day DATE NOT NULL,  -- of publication, of the first sight of an undated one
    article_id VARCHAR NOT NULL,
    url VARCHAR,
    pages INTEGER NOT NULL,  -- on which the wording was known when its fingerprint was taken
    outlet VARCHAR NOT NULL,  -- folded name, "" if unnamed
    published TIMESTAMP,
    digest VARCHAR NOT NULL,  -- names the folded words
    cluster VARCHAR NOT NULL,  -- the smallest version of all that share text or an address, directly or through others
    marks UINTEGER[] NOT NULL,  -- thinned runs of words, without the lines that stand
    lines UBIGINT[] NOT NULL,  -- names of the lines
    names VARCHAR[] NOT NULL,  -- in places where agencies stand
    agencies VARCHAR[] NOT NULL,  -- that it names as such
    origin VARCHAR NOT NULL  -- that it gives itself
);

CREATE TABLE standing_lines (  -- unique: outlet, line
    outlet VARCHAR NOT NULL,
    line UBIGINT NOT NULL
);

-- By which method, families and decisions the folds were made; one row. Another run must have counted on in between.
CREATE TABLE folding (
    method INTEGER NOT NULL,
    families VARCHAR NOT NULL,  -- their hash
    unfolded VARCHAR[] NOT NULL,  -- articles that people said are no copies
    generation BIGINT NOT NULL
);
