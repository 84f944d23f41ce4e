package order

import (
	"chartline/pipeline/schema"
	"chartline/pipeline/source"
	"chartline/pipeline/terminology/edition"
)

// Names of the grouping schemes that an order file of ICD-10-CM fills, and of the columns
// of code_release that hold them.
const (
	Chapter = "chapter"
	Block   = "block"
)

// rows emits what a file says.
type rows struct {
	release  edition.Release
	system   system
	codes    *source.Batcher
	titles   *source.Batcher
	chapters *walk // nil where the system has none
	blocks   *walk
	category string // of the last code; its own row may have been rejected
}

func newRows(release edition.Release, out source.Sink) *rows {
	return &rows{
		release: release, codes: source.NewBatcher(codes, out),
		titles: source.NewBatcher(schema.Must("group_title"), out),
	}
}

func (r *rows) begin(s system) {
	r.system = s
	if s == diagnoses {
		r.chapters, r.blocks = newWalk(tabularChapters), newWalk(tabularBlocks)
	}
}

// emit emits an entry, which follows those before it in the order of the file.
func (r *rows) emit(e entry) error {
	r.codes.Text("code_system", r.system.name)
	r.codes.Date("valid_from", r.release.From)
	r.codes.Date("valid_to", r.release.To)
	r.codes.TextBytes("code", e.code)
	r.codes.Integer("order_no", int64(e.number))
	r.codes.Boolean("billable", e.valid)
	r.codes.TextBytes("short_title", e.short)
	r.codes.TextBytes("title", e.title)
	if err := r.group(e.code[:shortestCode]); err != nil {
		return err
	}
	return r.codes.Next()
}

// group says in which chapter and block a code of a category is, where any is known.
func (r *rows) group(category []byte) error {
	if r.chapters == nil {
		return nil
	}
	if string(category) != r.category {
		if err := r.enter(string(category)); err != nil {
			return err
		}
	}
	if s := r.chapters.current; s != nil {
		r.codes.Text(Chapter, s.name)
	}
	if s := r.blocks.current; s != nil {
		r.codes.Text(Block, s.name)
	}
	return nil
}

// enter goes on to a category, and titles the groups that begin with it.
func (r *rows) enter(category string) error {
	r.category = category
	chapterBegins := r.chapters.enter(category)
	if chapterBegins {
		r.blocks.leave()
		if err := r.title(Chapter, r.chapters.current, ""); err != nil {
			return err
		}
	}
	if !r.blocks.enter(category) || r.chapters.current == nil {
		return nil
	}
	return r.title(Block, r.blocks.current, r.chapters.current.name)
}

func (r *rows) title(scheme string, s *section, parent string) error {
	r.titles.Text("scheme", scheme)
	r.titles.Text("scheme_version", r.release.Name)
	r.titles.Text("grouping", s.name)
	r.titles.Text("title", s.title)
	r.titles.Text("parent", parent)
	return r.titles.Next()
}

// end hands over the rows that wait.
func (r *rows) end() error {
	for _, b := range r.batchers() {
		if err := b.Flush(); err != nil {
			return err
		}
	}
	return nil
}

// free frees the batches.
func (r *rows) free() {
	for _, b := range r.batchers() {
		b.Release()
	}
}

func (r *rows) batchers() []*source.Batcher {
	return []*source.Batcher{r.codes, r.titles}
}
