package writer

import (
	"context"
	"errors"
	"fmt"

	"chartline/pipeline/fault"
)

// What a pull takes must not grow with what it loads. DuckDB fills the memory that it is
// given with blocks that it may want again, so that a load is given little, and all of
// Options.Memory only where that does not suffice.
const (
	loadMemory   = 80 << 20 // that a load has
	threadMemory = 40 << 20 // and for each thread of DuckDB
)

// savings are settings by which DuckDB keeps little: rows of one row group and not of five
// before it writes them, and no memory that it has freed.
var savings = map[string]string{
	"write_buffer_row_group_count":                "1",
	"allocator_flush_threshold":                   "8MB",
	"allocator_bulk_deallocation_flush_threshold": "16MB",
}

// size is a number of bytes as DuckDB's settings take it.
func size(bytes int64) string { return fmt.Sprintf("%dKiB", bytes>>10) }

// measure finds out how much memory a load is given.
func (w *Writer) measure(ctx context.Context) error {
	var most, threads int64
	err := w.Scan(ctx, "SELECT parse_formatted_bytes(current_setting('memory_limit')), CAST(current_setting('threads') AS BIGINT)", nil, &most, &threads)
	w.loadMemory = size(min(most, loadMemory+threads*threadMemory))
	return err
}

// Save has DuckDB do with little memory until Spend, and give back what it has freed, as it does
// where its limit is set, also to what it was.
func (w *Writer) Save(ctx context.Context) error {
	if w.wide {
		return nil
	}
	return w.Exec(ctx, "SET GLOBAL memory_limit = '"+w.loadMemory+"'")
}

// Spend lets DuckDB have all of Options.Memory again.
func (w *Writer) Spend(ctx context.Context) error {
	return w.Exec(context.WithoutCancel(ctx), "SET GLOBAL memory_limit = '"+w.opts.Memory+"'")
}

// Checkpoint writes what is committed to the file and saves memory again. While it does so
// DuckDB has all of Options.Memory: where a checkpoint lacks memory the database is closed for
// good, and no other try is possible.
func (w *Writer) Checkpoint(ctx context.Context) error {
	if err := w.Spend(ctx); err != nil {
		return err
	}
	if err := w.Exec(ctx, "CHECKPOINT"); err != nil {
		return err
	}
	return w.Save(ctx)
}

// Widen lets loads have all of Options.Memory from now on, where one failed for want of
// it. It reports whether it is worth to try that one again.
func (w *Writer) Widen(err error) bool {
	if w.wide || !lacksMemory(err) {
		return false
	}
	w.wide = true
	return true
}

// Sparingly does work with little memory, and again with all where that does not suffice:
// for the work, or for what a large load has left in DuckDB's memory, which it then refuses
// to be given less than. The work leaves nothing when it fails.
func (w *Writer) Sparingly(ctx context.Context, work func() error) error {
	err := w.Save(ctx)
	if err == nil {
		err = work()
	}
	if err := w.Spend(ctx); err != nil {
		return err
	}
	if w.Widen(err) {
		return work()
	}
	return err
}

// lacksMemory reports whether DuckDB was given too little memory for a statement.
func lacksMemory(err error) bool {
	var f *fault.Error
	return errors.As(err, &f) && (f.What == outOfMemory.what || f.What == cannotSpill.what)
}
