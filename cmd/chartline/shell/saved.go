package shell

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"time"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"

	"chartline/cmd/chartline/answer"
	"chartline/cmd/chartline/format"
	"chartline/cmd/chartline/shell/plot"
	"chartline/pipeline/fault"
	"chartline/pipeline/privacy"
	"chartline/pipeline/query"
	"chartline/pipeline/query/statement"
)

// run answers a saved question, with its estimates.
func (s *Session) run(ctx context.Context, args []string) error {
	if len(args) == 0 {
		return wrongUse("run")
	}
	q, err := s.question(args[0])
	if err != nil {
		return err
	}
	values, identified, err := s.values(q, args[1:])
	if err != nil {
		return err
	}
	sql, bound, err := q.Bind(values)
	if err != nil {
		return err
	}
	if q.Identified != "" && !identified {
		return fault.Newf(fault.Usage, q.Name, "add --identified, if you may see the records",
			"every row is of a person or encounter: %s", q.Identified)
	}
	asked := Question{Name: q.Name, Statement: q.Text, File: s.Once, Withheld: !identified}
	return s.Log(asked, func() (int64, error) {
		began := time.Now()
		r, err := s.ask(ctx, sql, bound)
		if err != nil {
			return 0, q.Placed(err)
		}
		defer r.Release()
		whole, err := q.Collect(r)
		if err != nil {
			return 0, err
		}
		return int64(whole.Len()), s.showSaved(s.protect(whole, identified), s.about(s.modeOf(identified), asked), began)
	})
}

// values reads NAME=VALUE, and fills in what need not be given.
func (s *Session) values(q *query.Query, args []string) (values map[string]string, identified bool, err error) {
	values = map[string]string{}
	for _, arg := range args {
		if arg == "--identified" {
			identified = true
			continue
		}
		name, value, ok := strings.Cut(arg, "=")
		if !ok {
			return nil, false, wrongUse("run")
		}
		values[name] = value
	}
	for name, value := range s.Given {
		_, takes := q.Param(name)
		if _, set := values[name]; takes && !set {
			values[name] = value
		}
	}
	return values, identified, nil
}

// protect withholds what chartline query does.
func (s *Session) protect(whole *query.Answer, identified bool) answer.Shown {
	if identified {
		return answer.Whole(whole)
	}
	shown := answer.Protected(whole, s.MinCell)
	if n := shown.Withheld(); n > 0 {
		s.Note("%d of %d rows are withheld: counts of 1 to %d, and what would reveal them", n, whole.Len(), s.MinCell-1)
	}
	return shown
}

// modeOf is the mode of an answer: one from which small counts are withheld is of counts alone.
func (s *Session) modeOf(identified bool) privacy.Mode {
	if identified {
		return s.Mode
	}
	return privacy.Aggregate
}

// showSaved shows the answer of a saved question, and keeps it to be drawn.
func (s *Session) showSaved(shown answer.Shown, about format.About, began time.Time) error {
	rec := shown.Record()
	defer rec.Release()
	r, err := array.NewRecordReader(rec.Schema(), []arrow.RecordBatch{rec})
	if err != nil {
		return fault.Wrap(fault.Internal, err, "shell", "an answer is not of its own columns", "")
	}
	defer r.Release()
	kept := plot.Keep(r)
	more, err := s.write(kept, about, func(w io.Writer) (int64, error) {
		if s.form() != format.Table {
			return format.Write(w, s.form(), format.Stamped(kept, about.Mode.String()))
		}
		for kept.Next() {
			continue // so that it can be drawn
		}
		grid, more := shown.Grid()
		return more, grid.Write(w)
	})
	if err != nil {
		return err
	}
	s.last, s.kept = nil, kept.Data()
	s.tellAfter(more, kept.Rows(), began)
	return nil
}

// savedName is the name of a question, which becomes that of a file.
var savedName = regexp.MustCompile(`^[a-z][a-z0-9_]*/[a-z][a-z0-9_]*$`)

// save writes the last statement as a query file of the site.
func (s *Session) save(ctx context.Context, args []string) error {
	switch {
	case len(args) < 2:
		return wrongUse("save")
	case s.Folder == "":
		return fault.New(fault.Config, "", "there is no folder for the questions of the site", "name one under queries: in chartline.yaml")
	case !savedName.MatchString(args[0]):
		return fault.New(fault.Usage, "", "not a name for a question", "write TOPIC/NAME with a to z, 0 to 9 and _")
	case s.last == nil:
		return fault.New(fault.Usage, "", "there is no statement to save", "ask something first")
	}
	file := filepath.Join(s.Folder, filepath.FromSlash(args[0])+".sql")
	if _, err := os.Stat(file); !errors.Is(err, fs.ErrNotExist) {
		return fault.New(fault.Usage, file, "is there already", "choose another name, or remove the file")
	}
	if _, err := s.question(args[0]); err == nil {
		return fault.Newf(fault.Usage, "", "choose another name", "%s is a question already", args[0])
	}
	text, err := s.last.file(strings.Join(args[1:], " "))
	if err != nil {
		return err
	}
	if err := s.try(ctx, args[0], text); err != nil {
		return err
	}
	return s.keepFile(file, text)
}

// try reads the file as it will be read, and asks DuckDB whether it can be answered: a
// parameter without a type becomes one of text.
func (s *Session) try(ctx context.Context, name, text string) error {
	q, err := query.Parse(name, strings.NewReader(text))
	if err != nil {
		return err
	}
	values := map[string]string{}
	for _, p := range s.last.params {
		values[p.Name] = p.Text
	}
	sql, args, err := q.Bind(values)
	if err != nil {
		return err
	}
	if _, err := s.rows(ctx, "EXPLAIN "+sql, args...); err != nil {
		return fault.Wrap(fault.KindOf(err), err, name, "cannot be answered with its parameters as they are",
			"give them types, such as .param from:date=2026-01-01, and ask again")
	}
	return nil
}

func (s *Session) keepFile(file, text string) error {
	if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
		return fault.Wrap(fault.Unavailable, err, filepath.Dir(file), "cannot be made", "check the folder and its free space")
	}
	err := s.File(file, func(w io.Writer) error {
		_, err := io.WriteString(w, text)
		return err
	})
	if err != nil {
		return err
	}
	s.library = nil // it has one more
	s.Note("saved as %s", file)
	return nil
}

// file is the statement as a query file. What it counts nobody has said: its rows are
// taken for those of single persons until a person edits the header.
func (st *answered) file(question string) (string, error) {
	tokens, wrong := statement.Split(st.text)
	if wrong != nil || len(tokens) == 0 {
		return "", fault.New(fault.Usage, "", "there is no statement to save", "ask something first")
	}
	question = strings.Join(strings.Fields(question), " ")
	var b strings.Builder
	fmt.Fprintf(&b, "-- title:   %s\n-- answers: %s\n", strings.TrimSuffix(question, "?"), question)
	for _, p := range st.params {
		t := p.Type
		if t == 0 {
			t = query.Text
		}
		fmt.Fprintf(&b, "-- param:   %s %s Given by who asks.\n", p.Name, t)
	}
	for _, f := range st.schema.Fields() {
		t, err := headerType(f)
		if err != nil {
			return "", err
		}
		fmt.Fprintf(&b, "-- column:  %s %s? - As the statement gives it.\n", f.Name, t)
	}
	b.WriteString("-- identified: it was saved in the shell, and nobody has said which of its counts may be small\n")
	b.WriteString(strings.TrimRight(st.text[tokens[0].Start:], "; \t\r\n") + "\n")
	return b.String(), nil
}

// headerNames are the names that a header allows.
var headerNames = regexp.MustCompile(`^[a-z][a-z0-9_]*$`)

// headerType is the type of a column in a header.
func headerType(f arrow.Field) (query.Type, error) {
	if !headerNames.MatchString(f.Name) {
		return 0, fault.Newf(fault.Usage, "", "name it with AS, in a to z, 0 to 9 and _", "column %q has no name for a header", f.Name)
	}
	switch f.Type.ID() {
	case arrow.STRING, arrow.LARGE_STRING:
		return query.Text, nil
	case arrow.INT64, arrow.INT32, arrow.INT16, arrow.INT8:
		return query.Int, nil
	case arrow.FLOAT64:
		return query.Real, nil
	case arrow.DATE32:
		return query.Date, nil
	case arrow.BOOL:
		return query.Bool, nil
	}
	return 0, fault.Newf(fault.Usage, "", "CAST it to BIGINT, DOUBLE, DATE, BOOLEAN or VARCHAR", "column %s has a type that a header does not know", f.Name)
}
