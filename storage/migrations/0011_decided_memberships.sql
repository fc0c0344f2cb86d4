-- Which memberships a person's decision made or unmade; null where the program concluded them.

ALTER TABLE memberships ADD COLUMN decision_id VARCHAR;
