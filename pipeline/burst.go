package pipeline

import (
	"bytes"
	"cmp"
	"context"
	"encoding/csv"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"

	"chartline/pipeline/engine"
	"chartline/pipeline/fault"
	"chartline/pipeline/report"
	"chartline/pipeline/report/compose"
	"chartline/pipeline/report/pdf"
)

// burstIndex says which file of a report for each coder or facility is whose.
const burstIndex = "index.csv"

// reportForEach writes a document of its own for each coder or facility into a folder that
// its owner alone may read. Files are numbered, since a file name is read by more people than
// the file. At any time there are as many documents in memory as there are cores.
func (p *Program) reportForEach(ctx context.Context, db engine.Engine, c *compose.Composer, log *[]asked, folder string, r ReportRequest) ([]string, error) {
	started := p.Now()
	c.Ask = compose.Once(c.Ask)
	p.Progress.Begin("measuring", 0)
	all, err := c.Subjects(ctx)
	p.Progress.End()
	if err != nil {
		return nil, err
	}
	if len(all) == 0 {
		return nil, fault.Newf(fault.Query, "report "+c.Spec.Name, "take a longer period", "there is no %s in the period to write about", c.Spec.ForEach)
	}
	m, err := p.manifest(ctx, db, c, log)
	if err != nil {
		return nil, err
	}
	m.summarise(&report.Document{Language: c.Language.Language, Title: c.Spec.Title, Sensitivity: c.Spec.Sensitivity, Marking: cmp.Or(c.Spec.Marking, c.Spec.Sensitivity)}, r.JobName)
	m.Identified = true // each document tells of one person, or of one house
	m.Seconds.Measuring = p.Now().Sub(started).Seconds()
	p.Progress.Begin("writing", int64(len(all)))
	defer p.Progress.End()
	return p.write(folder, m, func(aside string) ([]string, error) {
		names, err := p.writeEach(ctx, c, all, m, aside, p.paper(r))
		m.Queries = nil
		m.addQueries(inOrder(*log))
		return names, err
	})
}

// inOrder puts questions that were asked at the same time in the order of their names and
// values.
func inOrder(log []asked) []asked {
	slices.SortFunc(log, func(a, b asked) int {
		return cmp.Or(strings.Compare(a.query.Name, b.query.Name), strings.Compare(fmt.Sprint(a.values), fmt.Sprint(b.values)))
	})
	return log
}

// writeEach composes and renders the documents on all cores, and writes whose each is.
func (p *Program) writeEach(ctx context.Context, c *compose.Composer, all []string, m *Manifest, folder string, paper report.Paper) ([]string, error) {
	names := numbered(c.Spec.Name, len(all))
	err := each(ctx, len(all), func(ctx context.Context, i int) error {
		defer p.Progress.Advance(1)
		return writeOne(ctx, c.For(all[i]), m, paper, filepath.Join(folder, names[i]))
	})
	if err != nil {
		return nil, err
	}
	return append(names, burstIndex), writeIndex(filepath.Join(folder, burstIndex), c.Spec.ForEach, all, names)
}

// numbered are file names in the order of those whose the files are.
func numbered(stem string, n int) []string {
	width := max(3, len(fmt.Sprint(n)))
	names := make([]string, n)
	for i := range names {
		names[i] = fmt.Sprintf("%s-%0*d.pdf", stem, width, i+1)
	}
	return names
}

// each does n things on all cores and stops at the first that fails.
func each(ctx context.Context, n int, do func(ctx context.Context, i int) error) error {
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	next := make(chan int)
	var workers sync.WaitGroup
	for range min(n, runtime.GOMAXPROCS(0)) {
		workers.Go(func() {
			for i := range next {
				if err := do(ctx, i); err != nil {
					stop(err)
				}
			}
		})
	}
	for i := 0; i < n && ctx.Err() == nil; i++ {
		select {
		case next <- i:
		case <-ctx.Done():
		}
	}
	close(next)
	workers.Wait()
	return context.Cause(ctx)
}

func writeOne(ctx context.Context, c *compose.Composer, m *Manifest, paper report.Paper, path string) error {
	doc, err := c.Compose(ctx)
	if err != nil {
		return err
	}
	doc.Paper, doc.Alone = paper, true
	m.mark(doc)
	var content bytes.Buffer
	if err := pdf.Render(&content, doc); err != nil {
		return err
	}
	return writePrivate(path, content.Bytes())
}

// writeIndex writes whose each file is, for those who hand them out.
func writeIndex(path, each string, all, names []string) error {
	var content bytes.Buffer
	out := csv.NewWriter(&content)
	rows := [][]string{{"file", each}}
	for i, name := range names[:len(all)] {
		rows = append(rows, []string{name, all[i]})
	}
	if err := out.WriteAll(rows); err != nil {
		return outError(err, path)
	}
	return writePrivate(path, content.Bytes())
}

// writePrivate writes a file that its owner alone may read.
func writePrivate(path string, content []byte) error {
	if err := writeFile(path, content); err != nil {
		return err
	}
	if err := os.Chmod(path, 0o600); err != nil {
		return outError(err, path)
	}
	return nil
}
