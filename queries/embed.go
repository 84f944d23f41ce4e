// Package queries holds the questions that Chartline answers: one SQL file each, in
// topic folders. Every file runs as it stands in any SQL tool once its :name
// placeholders are filled in; its header says what it takes and what it answers.
package queries

import "embed"

// Files are the query files, named topic/name.sql.
//
//go:embed */*.sql
var Files embed.FS
