ALTER TABLE `pictures` ADD `location_free_state` enum('WAITING','READY','UNCHANGED','FAILED');--> statement-breakpoint
ALTER TABLE `pictures` ADD `location_free_version` smallint unsigned;