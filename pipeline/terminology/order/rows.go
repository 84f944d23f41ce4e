package order

import (
	"chartline/pipeline/schema"
	"chartline/pipeline/source"
	"chartline/pipeline/terminology/edition"
)

// Names of the grouping schemes that an order file of ICD-10-CM fills.
const (
	Chapter = "chapter"
	Block   = "block"
)

// rows emits what a file says.
type rows struct {
	release  edition.Release
	system   system
	codes    *source.Batcher
	groups   *source.Batcher
	titles   *source.Batcher
	chapters *walk // nil where the system has none
	blocks   *walk
	category string // of the last code; its own row may have been rejected
}

func newRows(release edition.Release, out source.Sink) *rows {
	return &rows{
		release: release, codes: source.NewBatcher(codes, out),
		groups: source.NewBatcher(schema.Must("code_group"), out),
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
	if err := r.codes.Next(); err != nil || r.chapters == nil {
		return err
	}
	if category := e.code[:shortestCode]; string(category) != r.category {
		if err := r.enter(string(category)); err != nil {
			return err
		}
	}
	if err := r.group(Chapter, r.chapters.current, e.code); err != nil {
		return err
	}
	return r.group(Block, r.blocks.current, e.code)
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

// group says that a code is of a section; nil where it is of none that is known.
func (r *rows) group(scheme string, s *section, code []byte) error {
	if s == nil {
		return nil
	}
	r.groups.Text("scheme", scheme)
	r.groups.Text("scheme_version", r.release.Name)
	r.groups.Text("code_system", r.system.name)
	r.groups.TextBytes("code", code)
	r.groups.Text("grouping", s.name)
	r.groups.Integer("position", 1)
	r.groups.Boolean("default_inpatient", true)
	r.groups.Boolean("default_outpatient", true)
	return r.groups.Next()
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
	return []*source.Batcher{r.codes, r.groups, r.titles}
}
