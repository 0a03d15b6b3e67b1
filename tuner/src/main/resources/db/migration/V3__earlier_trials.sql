-- Trials of the studies that a study's warmStart names, as they were when it was submitted: JSON, NULL for none.
ALTER TABLE study_spec ADD COLUMN earlier VARCHAR;
