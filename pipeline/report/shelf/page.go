package shelf

import (
	"bytes"
	"cmp"
	_ "embed"
	"errors"
	"fmt"
	"html/template"
	"math/rand/v2"
	"os"
	"path/filepath"
	"time"

	"chartline/pipeline/fault"
	"chartline/pipeline/language"
	"chartline/pipeline/report"
	"chartline/pipeline/report/html/look"
	"chartline/pipeline/theme"
)

// IndexName is the page within the folder of results.
const IndexName = "index.html"

//go:embed page.gohtml
var pageText string

var page = template.Must(template.New("shelf").Funcs(words(nil)).Parse(pageText))

// words say the texts of the page itself in a language.
func words(l *language.Language) template.FuncMap {
	return template.FuncMap{"text": l.Text, "say": l.Say, "instant": func(e Edition) string { return l.Instant(e.local()) }}
}

// period is the editions of one period.
type period struct {
	Anchor, Title string
	Jobs          []job
}

// job is the editions of one job in a period.
type job struct {
	Name  string
	Items []item
}

// item is an edition as the page shows it.
type item struct {
	Edition
	Target  string
	Tongue  string // language of its title, where that is not the page's
	Links   []Link
	First   bool   // there is none before it
	Before  string // date of the one before
	Silent  bool   // it has neither key figures nor findings to compare
	Changes []Change
}

// Write makes the page anew, in a language and a theme, from what stands in the folder of results. What reports
// say of themselves stays in theirs.
//
// Two programs that end together may each see the other's report or not; the one that writes
// last might be the one that saw less. Each therefore looks again after it has written, and
// writes again where something has changed: whoever writes last has seen everything, since
// every report is in its place before its program begins to look.
func Write(out string, l *language.Language, t *theme.Theme) error {
	name := filepath.Join(out, IndexName)
	return settle(func() ([]byte, error) { return render(out, l, t) }, func(content []byte) error {
		if err := replace(name, content); err != nil {
			return fault.Wrap(fault.Unavailable, err, name, "cannot be written", "check who owns the folder and whether the disk is full")
		}
		return nil
	})
}

// settle looks and writes until it sees what it has written.
func settle(look func() ([]byte, error), write func([]byte) error) error {
	var written []byte
	for {
		content, err := look()
		if err != nil {
			return err
		}
		if written != nil && bytes.Equal(content, written) {
			return nil
		}
		if err := write(content); err != nil {
			return err
		}
		written = content
	}
}

// render makes the page of a folder. The same reports give the same bytes.
func render(out string, l *language.Language, t *theme.Theme) ([]byte, error) {
	all, unreadable, err := Editions(out)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	said, err := page.Clone()
	if err != nil {
		return nil, fault.Wrap(fault.Internal, err, IndexName, "the page cannot be made", "")
	}
	err = said.Funcs(words(l)).Execute(&b, struct {
		Look       look.Look
		Lang       string
		Count      string
		Unreadable int
		Periods    []period
	}{look.New(t, report.Letter, l, l.Text("Reports"), ""), report.Lang(l), counted(l, len(all), "report"), unreadable, arranged(all, l)})
	if err != nil {
		return nil, fault.Wrap(fault.Internal, err, IndexName, "the page cannot be made", "")
	}
	return bytes.ToValidUTF8(b.Bytes(), []byte("\uFFFD")), nil
}

// arranged puts editions, newest first, under their periods and jobs.
func arranged(all []Edition, l *language.Language) []period {
	var list []period
	for i, e := range all {
		if i == 0 || e.From != all[i-1].From || e.To != all[i-1].To {
			list = append(list, period{Anchor: fmt.Sprintf("period-%d", len(list)+1), Title: e.span(l)})
		}
		p := &list[len(list)-1]
		if n := len(p.Jobs); n == 0 || p.Jobs[n-1].Name != e.Job {
			p.Jobs = append(p.Jobs, job{Name: e.Job})
		}
		j := &p.Jobs[len(p.Jobs)-1]
		j.Items = append(j.Items, shown(e, all, l))
	}
	return list
}

// Span is the period in words, to its last day.
func (e Edition) Span() string { return e.span(nil) }

// span is the period in words, to its last day.
func (e Edition) span(l *language.Language) string {
	from, err := time.Parse(time.DateOnly, e.From)
	to, failed := time.Parse(time.DateOnly, e.To)
	if err != nil || failed != nil {
		return l.Say("%s to %s", e.From, e.To)
	}
	return l.Span(from, to)
}

func shown(e Edition, all []Edition, l *language.Language) item {
	i := item{Edition: e, Target: e.page(), Links: e.links(l)}
	if own := cmp.Or(e.Language, "en"); own != l.Tag() {
		i.Tongue = own
	}
	before, ok := e.before(all)
	if !ok {
		i.First = true
		return i
	}
	i.Before, i.Changes = l.Day(before.local()), e.changes(before, l)
	i.Silent = len(e.KeyFigures)+len(e.Findings) == 0
	return i
}

// replace puts content in the place of a file: a reader finds the old one or the new one. Package
// durable sets the permissions of what it writes, and these are the umask's.
func replace(name string, content []byte) (err error) {
	aside := filepath.Join(filepath.Dir(name), fmt.Sprintf(".index-%d-%x", os.Getpid(), rand.Uint64()))
	f, err := os.OpenFile(aside, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o644) // As the reports are, by the umask.
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.Remove(aside))
		}
	}()
	if _, err = f.Write(content); err == nil {
		err = f.Sync()
	}
	if closing := f.Close(); err == nil {
		err = closing
	}
	if err != nil {
		return err
	}
	return os.Rename(aside, name)
}
