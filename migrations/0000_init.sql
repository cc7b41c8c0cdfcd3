CREATE TABLE `albums` (
	`id` char(26) character set ascii collate ascii_bin NOT NULL,
	`member_id` char(26) character set ascii collate ascii_bin NOT NULL,
	`name` varchar(100) NOT NULL,
	`cover_picture_id` char(26) character set ascii collate ascii_bin,
	`picture_count` int unsigned NOT NULL DEFAULT 0,
	`stored_bytes` bigint unsigned NOT NULL DEFAULT 0,
	`created_at` datetime(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
	`updated_at` datetime(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
	`deleted_at` datetime(6),
	CONSTRAINT `albums_id` PRIMARY KEY(`id`)
);
--> statement-breakpoint
CREATE TABLE `outbox_events` (
	`id` bigint unsigned AUTO_INCREMENT NOT NULL,
	`event_id` char(26) character set ascii collate ascii_bin NOT NULL,
	`part` tinyint unsigned NOT NULL,
	`aggregate` varchar(80) character set ascii collate ascii_bin NOT NULL,
	`type` varchar(60) character set ascii collate ascii_bin NOT NULL,
	`schema_version` smallint unsigned NOT NULL,
	`payload` text NOT NULL,
	`created_at` datetime(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
	`attempts` int unsigned NOT NULL DEFAULT 0,
	`next_at` datetime(6),
	`sent_at` datetime(6),
	`parked_at` datetime(6),
	`last_error` varchar(500),
	CONSTRAINT `outbox_events_id` PRIMARY KEY(`id`),
	CONSTRAINT `outbox_event` UNIQUE(`event_id`)
);
--> statement-breakpoint
CREATE TABLE `outbox_partitions` (
	`part` tinyint unsigned NOT NULL,
	`owner` char(26) character set ascii collate ascii_bin,
	`epoch` bigint unsigned NOT NULL DEFAULT 0,
	`lease_until` datetime(6),
	CONSTRAINT `outbox_partitions_part` PRIMARY KEY(`part`)
);
--> statement-breakpoint
CREATE TABLE `processed_events` (
	`consumer` varchar(60) character set ascii collate ascii_bin NOT NULL,
	`event_id` char(26) character set ascii collate ascii_bin NOT NULL,
	`processed_at` datetime(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
	CONSTRAINT `processed_events_consumer_event_id_pk` PRIMARY KEY(`consumer`,`event_id`)
);
--> statement-breakpoint
CREATE TABLE `members` (
	`id` char(26) character set ascii collate ascii_bin NOT NULL,
	`username` varchar(30) NOT NULL,
	`username_key` varbinary(1000),
	`password_hash` varchar(255) NOT NULL,
	`created_at` datetime(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
	`deleted_at` datetime(6),
	CONSTRAINT `members_id` PRIMARY KEY(`id`),
	CONSTRAINT `members_username_key` UNIQUE(`username_key`)
);
--> statement-breakpoint
CREATE TABLE `sessions` (
	`id` char(26) character set ascii collate ascii_bin NOT NULL,
	`member_id` char(26) character set ascii collate ascii_bin NOT NULL,
	`family_id` char(26) character set ascii collate ascii_bin NOT NULL,
	`transport` enum('COOKIE','TOKEN') NOT NULL,
	`access_hash` varbinary(32) NOT NULL,
	`access_expires_at` datetime(6) NOT NULL,
	`refresh_hash` varbinary(32) NOT NULL,
	`refresh_expires_at` datetime(6) NOT NULL,
	`rotated_at` datetime(6),
	`created_at` datetime(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
	CONSTRAINT `sessions_id` PRIMARY KEY(`id`),
	CONSTRAINT `sessions_access` UNIQUE(`access_hash`),
	CONSTRAINT `sessions_refresh` UNIQUE(`refresh_hash`)
);
--> statement-breakpoint
CREATE TABLE `object_purges` (
	`id` char(26) character set ascii collate ascii_bin NOT NULL,
	`member_id` char(26) character set ascii collate ascii_bin NOT NULL,
	`key_base` varchar(120) character set ascii collate ascii_bin NOT NULL,
	`multipart_id` varchar(1024) character set ascii collate ascii_bin,
	`picture_id` char(26) character set ascii collate ascii_bin,
	`purge_after` datetime(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
	`attempts` int unsigned NOT NULL DEFAULT 0,
	`lease_until` datetime(6),
	`last_error` varchar(500),
	`created_at` datetime(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
	CONSTRAINT `object_purges_id` PRIMARY KEY(`id`),
	CONSTRAINT `purges_key` UNIQUE(`key_base`)
);
--> statement-breakpoint
CREATE TABLE `pictures` (
	`id` char(26) character set ascii collate ascii_bin NOT NULL,
	`member_id` char(26) character set ascii collate ascii_bin NOT NULL,
	`album_id` char(26) character set ascii collate ascii_bin NOT NULL,
	`ticket_id` char(26) character set ascii collate ascii_bin NOT NULL,
	`lifecycle` enum('LIVE','DELETED') NOT NULL DEFAULT 'LIVE',
	`state` enum('PROCESSING','READY','FAILED') NOT NULL DEFAULT 'PROCESSING',
	`failure_code` varchar(40) character set ascii collate ascii_bin,
	`failure_message` varchar(255),
	`filename` varchar(1024) NOT NULL,
	`kind` enum('IMAGE','VIDEO') NOT NULL,
	`content_type` varchar(64) character set ascii collate ascii_bin NOT NULL,
	`byte_size` bigint unsigned NOT NULL,
	`key_base` varchar(120) character set ascii collate ascii_bin NOT NULL,
	`etag` varchar(100) character set ascii collate ascii_bin NOT NULL,
	`sha256` varbinary(32),
	`pipeline_version` smallint unsigned,
	`width` int unsigned,
	`height` int unsigned,
	`duration_seconds` double,
	`taken_at` datetime(6),
	`taken_local` varchar(26) character set ascii collate ascii_bin,
	`taken_offset_minutes` smallint,
	`exif` json,
	`placeholder` varbinary(40),
	`sort_at` datetime(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
	`created_at` datetime(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
	CONSTRAINT `pictures_id` PRIMARY KEY(`id`),
	CONSTRAINT `pictures_ticket` UNIQUE(`ticket_id`),
	CONSTRAINT `pictures_key` UNIQUE(`key_base`)
);
--> statement-breakpoint
CREATE TABLE `upload_tickets` (
	`id` char(26) character set ascii collate ascii_bin NOT NULL,
	`member_id` char(26) character set ascii collate ascii_bin NOT NULL,
	`album_id` char(26) character set ascii collate ascii_bin NOT NULL,
	`state` enum('OPEN','COMMITTED','ABANDONED','EXPIRED','ALBUM_DELETED','WRONG_SIZE','WRONG_CHECKSUM') NOT NULL DEFAULT 'OPEN',
	`client_ref` mediumtext,
	`filename` varchar(1024) NOT NULL,
	`content_type` varchar(64) character set ascii collate ascii_bin NOT NULL,
	`kind` enum('IMAGE','VIDEO') NOT NULL,
	`byte_size` bigint unsigned NOT NULL,
	`sha256` varbinary(32),
	`key_base` varchar(120) character set ascii collate ascii_bin NOT NULL,
	`multipart_id` varchar(1024) character set ascii collate ascii_bin,
	`part_size` bigint unsigned,
	`part_count` int unsigned,
	`created_at` datetime(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
	`expires_at` datetime(6) NOT NULL,
	CONSTRAINT `upload_tickets_id` PRIMARY KEY(`id`),
	CONSTRAINT `tickets_key` UNIQUE(`key_base`)
);
--> statement-breakpoint
CREATE TABLE `storage_usage` (
	`member_id` char(26) character set ascii collate ascii_bin NOT NULL,
	`limit_bytes` bigint unsigned,
	`used_bytes` bigint unsigned NOT NULL DEFAULT 0,
	`reserved_bytes` bigint unsigned NOT NULL DEFAULT 0,
	`picture_count` int unsigned NOT NULL DEFAULT 0,
	`version` bigint unsigned NOT NULL DEFAULT 0,
	CONSTRAINT `storage_usage_member_id` PRIMARY KEY(`member_id`)
);
--> statement-breakpoint
CREATE INDEX `albums_of_member` ON `albums` (`member_id`,`deleted_at`,`created_at` desc,`id` desc);--> statement-breakpoint
CREATE INDEX `albums_deleted` ON `albums` (`deleted_at`);--> statement-breakpoint
CREATE INDEX `outbox_to_send` ON `outbox_events` (`sent_at`,`part`,`id`);--> statement-breakpoint
CREATE INDEX `outbox_backed_off` ON `outbox_events` (`next_at`);--> statement-breakpoint
CREATE INDEX `processed_at` ON `processed_events` (`processed_at`);--> statement-breakpoint
CREATE INDEX `members_deleted` ON `members` (`deleted_at`);--> statement-breakpoint
CREATE INDEX `sessions_family` ON `sessions` (`family_id`);--> statement-breakpoint
CREATE INDEX `sessions_member` ON `sessions` (`member_id`);--> statement-breakpoint
CREATE INDEX `sessions_expiry` ON `sessions` (`refresh_expires_at`);--> statement-breakpoint
CREATE INDEX `purges_due` ON `object_purges` (`purge_after`,`lease_until`);--> statement-breakpoint
CREATE INDEX `purges_of_member` ON `object_purges` (`member_id`);--> statement-breakpoint
CREATE INDEX `pictures_of_album` ON `pictures` (`album_id`,`lifecycle`,`created_at` desc,`id` desc);--> statement-breakpoint
CREATE INDEX `pictures_of_member` ON `pictures` (`member_id`,`lifecycle`,`sort_at` desc,`id` desc);--> statement-breakpoint
CREATE INDEX `pictures_by_hash` ON `pictures` (`member_id`,`sha256`);--> statement-breakpoint
CREATE INDEX `pictures_in_state` ON `pictures` (`state`,`created_at`);--> statement-breakpoint
CREATE INDEX `tickets_of_member` ON `upload_tickets` (`member_id`,`state`,`created_at`,`id`);--> statement-breakpoint
CREATE INDEX `tickets_of_album` ON `upload_tickets` (`album_id`,`state`);--> statement-breakpoint
CREATE INDEX `tickets_to_expire` ON `upload_tickets` (`state`,`expires_at`);