ALTER TABLE `pictures` MODIFY COLUMN `lifecycle` enum('LIVE','TRASHED','DELETED') NOT NULL DEFAULT 'LIVE';--> statement-breakpoint
ALTER TABLE `albums` ADD `picture_order` enum('ADDED','TAKEN') DEFAULT 'ADDED' NOT NULL;--> statement-breakpoint
ALTER TABLE `pictures` ADD `trashed_at` datetime(6);--> statement-breakpoint
ALTER TABLE `pictures` ADD `playback_state` enum('WAITING','READY','FAILED');--> statement-breakpoint
ALTER TABLE `pictures` ADD `playback_version` smallint unsigned;--> statement-breakpoint
ALTER TABLE `pictures` ADD `playback_width` int unsigned;--> statement-breakpoint
ALTER TABLE `pictures` ADD `playback_height` int unsigned;--> statement-breakpoint
ALTER TABLE `pictures` ADD `local_at` datetime(6) DEFAULT CURRENT_TIMESTAMP(6) NOT NULL;--> statement-breakpoint
UPDATE `pictures` SET `local_at` = coalesce(cast(`taken_local` AS datetime(6)), `created_at`);--> statement-breakpoint
CREATE INDEX `pictures_of_album_taken` ON `pictures` (`album_id`,`lifecycle`,`sort_at` desc,`id` desc);--> statement-breakpoint
CREATE INDEX `pictures_by_local` ON `pictures` (`member_id`,`lifecycle`,`local_at` desc,`id` desc);--> statement-breakpoint
CREATE INDEX `pictures_in_trash` ON `pictures` (`member_id`,`lifecycle`,`trashed_at` desc,`id` desc);--> statement-breakpoint
CREATE INDEX `pictures_to_empty` ON `pictures` (`lifecycle`,`trashed_at`);--> statement-breakpoint
CREATE INDEX `pictures_in_playback` ON `pictures` (`playback_state`,`created_at`);