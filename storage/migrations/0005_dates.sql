-- Whose clock and whose word a date is, and whether its time zone was named. Of what was kept before, what can be known.

ALTER TABLE pages ADD COLUMN given_published_origin VARCHAR;  -- manifest, feed; null where no date was given
ALTER TABLE pages ADD COLUMN seen_origin VARCHAR;  -- loaded, archive; null: kept before this was known
ALTER TABLE article_versions ADD COLUMN zone_certain BOOLEAN;  -- of published; null: a day alone, or not known
ALTER TABLE article_versions ADD COLUMN modified_origin VARCHAR;
ALTER TABLE article_versions ADD COLUMN modified_zone_certain BOOLEAN;
ALTER TABLE article_versions ADD COLUMN seen_origin VARCHAR;

-- A page without a path came from the web or an archive, and there only feeds and sitemaps give a date.
UPDATE pages SET given_published_origin = CASE WHEN path IS NULL THEN 'feed' ELSE 'manifest' END
WHERE given_published IS NOT NULL;
UPDATE article_versions SET date_origin = 'feed'
WHERE date_origin = 'manifest' AND page_id IN (SELECT page_id FROM pages WHERE given_published_origin = 'feed');
