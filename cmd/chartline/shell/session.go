// Package shell is chartline sql: it takes statements and commands from a script or from
// a person at a terminal, has them answered by an engine, and shows the answers.
package shell

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"syscall"
	"time"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"

	"chartline/cmd/chartline/format"
	"chartline/cmd/chartline/shell/plot"
	"chartline/pipeline/accesslog"
	"chartline/pipeline/engine"
	"chartline/pipeline/fault"
	"chartline/pipeline/privacy"
	"chartline/pipeline/query"
	"chartline/pipeline/theme"
)

// Session is one run of the shell.
type Session struct {
	Engine    engine.Engine
	Questions func() (*query.Library, error) // loads those that can be asked by name
	Folder    string                         // of the site's own questions, where .save puts one; empty for none
	Given     map[string]string              // parameters of questions that need not be given, such as as_of
	MinCell   int64                          // smallest count that .run shows
	Mode      privacy.Mode                   // of what is asked
	Form      format.Form                    // of answers
	Theme     *theme.Theme                   // of pictures; nil for the built-in one
	Now       func() time.Time               // clock
	Once      string                         // file for the next answer; empty for Out
	Out       io.Writer                      // for answers
	// Note says something about an answer.
	Note func(text string, args ...any)
	// File writes a file whole or not at all.
	File func(name string, write func(io.Writer) error) error
	// Log writes down that a question is asked, has it answered, and writes down how many rows
	// were shown. Where it cannot, nothing is asked.
	Log func(q Question, ask func() (rows int64, err error)) error
	// Check refuses a form that is not for Out; nil refuses nothing.
	Check func(format.Form) error

	library *query.Library
	params  map[string]Param
	timer   bool       // tell how long a statement took
	last    *answered  // the one that was answered last
	kept    *plot.Data // and the first rows of its answer
	over    bool       // .quit was given

	// What a terminal adds; nil elsewhere.
	page    func() (io.WriteCloser, error) // shows long text a page at a time
	watch   func() (stop func())           // tells that a statement still runs
	columns func() int                     // that fit in a line
}

// Question is one that is asked in a session, for the access log.
type Question struct {
	Name      string // of a saved question; empty for a statement
	Statement string // the SQL as it was written, without its semicolon
	File      string // to which the answer goes; empty for Out
	Withheld  bool   // whether small counts are withheld
}

// answered is SQL as a person wrote it, with the parameters that it was given.
type answered struct {
	text   string
	params []Param // that it uses, in the order of their names
	schema *arrow.Schema
}

// Do carries out one input: a command, which begins with a dot, or one statement.
func (s *Session) Do(ctx context.Context, input string) error {
	if command, ok := cutCommand(input); ok {
		return s.command(ctx, command)
	}
	return s.answer(ctx, input)
}

// answer has a statement answered and shows the answer.
func (s *Session) answer(ctx context.Context, text string) error {
	bound, err := s.bind(text)
	if err != nil {
		return err
	}
	q := Question{Statement: strings.Trim(text, "; \t\r\n"), File: s.Once}
	return bound.told(s.Log(q, func() (int64, error) { return s.showAnswer(ctx, q, bound) }))
}

// showAnswer gives how many rows were shown, also where showing them failed.
func (s *Session) showAnswer(ctx context.Context, q Question, bound bound) (rows int64, err error) {
	began := time.Now()
	r, err := s.ask(ctx, bound.sql(), bound.args)
	if err != nil {
		return 0, err
	}
	defer r.Release()
	kept := plot.Keep(r)
	more, err := s.write(kept, s.about(s.Mode, q), func(w io.Writer) (int64, error) {
		if s.form() == format.Table && isPlan(r.Schema()) {
			return 0, writePlan(w, kept)
		}
		return format.Write(w, s.form(), format.Stamped(kept, s.Mode.String()))
	})
	if err != nil {
		return kept.Rows(), err
	}
	s.last, s.kept = &answered{text: bound.typed, params: bound.params, schema: r.Schema()}, kept.Data()
	s.tellAfter(more, kept.Rows(), began)
	return kept.Rows(), nil
}

// tellAfter says what a table left out, and how long the answer took.
func (s *Session) tellAfter(more, rows int64, began time.Time) {
	switch {
	case more > 0 && s.page != nil:
		s.Note("… %d more rows; .mode csv shows all of them", more)
	case more > 0:
		s.Note("… %d more rows; choose --format csv for all of them", more)
	case rows == 0 && s.form() == format.Table:
		s.Note("no rows")
	}
	if s.timer {
		s.Note("%s in %.3f s", counted(rows), time.Since(began).Seconds())
	}
}

// counted is a number of rows in words.
func counted(rows int64) string {
	if rows == 1 {
		return "1 row"
	}
	return fmt.Sprintf("%d rows", rows)
}

// ask asks the engine, and tells that it takes its time.
func (s *Session) ask(ctx context.Context, sql string, args []any) (array.RecordReader, error) {
	if s.watch != nil {
		defer s.watch()()
	}
	return s.Engine.Query(ctx, sql, args...)
}

// question finds a saved question.
func (s *Session) question(name string) (*query.Query, error) {
	library, err := s.questions()
	if err != nil {
		return nil, err
	}
	return library.Get(name)
}

// questions loads the saved questions when they are first needed.
func (s *Session) questions() (*query.Library, error) {
	var err error
	if s.library == nil {
		s.library, err = s.Questions()
	}
	return s.library, err
}

// form is that of the next answer.
func (s *Session) form() format.Form {
	if s.Form == "" {
		return format.Table
	}
	return s.Form
}

// about is what an answer of a mode says of itself.
func (s *Session) about(mode privacy.Mode, q Question) format.About {
	return format.About{Mode: mode, At: s.Now(), Statement: accesslog.HashOf(q.Statement)}
}

// write writes an answer to the file that .output named, once, or to Out. More is the
// number of rows that a table leaves out.
func (s *Session) write(kept *plot.Kept, about format.About, write func(io.Writer) (int64, error)) (more int64, err error) {
	if file := s.Once; file != "" {
		more, err = format.PutFile(file, s.form(), about, kept.Schema(), s.File, write)
		if err == nil {
			s.Once = ""
			s.Note("%s written to %s", counted(kept.Rows()), file)
		}
		return more, err
	}
	if s.Check != nil {
		if err := s.Check(s.form()); err != nil {
			return 0, err
		}
	}
	err = s.show(func(w io.Writer) error {
		more, err = write(w)
		return err
	})
	return more, err
}

// show writes to Out, a page at a time where it is a terminal. Who leaves a pager has
// seen enough.
func (s *Session) show(write func(io.Writer) error) error {
	if s.page == nil || s.form().Binary() {
		out := bufio.NewWriterSize(s.Out, 64<<10)
		if err := write(out); err != nil {
			_ = out.Flush() // the first error is the one to tell
			return err
		}
		return outputError(out.Flush())
	}
	pager, err := s.page()
	if err != nil {
		return err
	}
	err = write(pager)
	if errors.Is(err, syscall.EPIPE) {
		err = nil
	}
	return errors.Join(err, pager.Close())
}

// say shows text.
func (s *Session) say(text string) error {
	return s.show(func(w io.Writer) error {
		_, err := io.WriteString(w, text)
		return outputError(err)
	})
}

// list shows a grid under a text.
func (s *Session) list(text string, g format.Grid) error {
	return s.show(func(w io.Writer) error {
		if _, err := io.WriteString(w, text); err != nil {
			return outputError(err)
		}
		return g.Write(w)
	})
}

func outputError(err error) error {
	if err == nil {
		return nil
	}
	return fault.Wrap(fault.Unavailable, err, "standard output", "cannot be written", "check the folder and its free space")
}
