package web

import (
	"encoding/csv"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"

	"chartline/pipeline/fault"
	report "chartline/pipeline/report/csv"
	"chartline/pipeline/serve/desk"
)

// shown is how many rows a page has; all of them are in the CSV.
const shown = 1000

// grid is an answer on a page.
type grid struct {
	Columns []column
	Rows    [][]string
	More    bool // there are rows that are not shown
	Took    string
}

type column struct {
	Name    string
	Numeric bool
}

// Numeric reports whether the i-th column holds numbers.
func (g *grid) Numeric(i int) bool { return g.Columns[i].Numeric }

// Count is the number of rows in words.
func (g *grid) Count() string {
	switch {
	case g.More:
		return fmt.Sprintf("the first %d rows; the CSV has all", len(g.Rows))
	case len(g.Rows) == 1:
		return "1 row"
	}
	return fmt.Sprintf("%d rows", len(g.Rows))
}

// box is the page for a statement.
func (s *Server) box(w http.ResponseWriter, _ *http.Request, found *session) {
	s.show(w, http.StatusOK, "sql", s.asking(found, page{}))
}

// asking is the page with what there is to ask about, for who may ask.
func (s *Server) asking(found *session, p page) page {
	p.Title = "SQL"
	if s.desk.Reads(found.who.Role) {
		p.Tables = s.desk.Catalog.Tables
	}
	return s.of(found, p)
}

func (s *Server) ask(r *http.Request, found *session) (array.RecordReader, error) {
	return s.desk.Ask(r.Context(), found.who, desk.Question{SQL: r.PostFormValue("sql"), From: r.RemoteAddr})
}

// run answers a statement on the page. The time that it may take is that of the engine.
func (s *Server) run(w http.ResponseWriter, r *http.Request, found *session) {
	s.waitForAnswer(w)
	answer, err := s.answer(r, found)
	s.patience(w)
	if err != nil {
		s.wrong(w, r, found, err)
		return
	}
	s.show(w, http.StatusOK, "sql", s.asking(found, page{SQL: r.PostFormValue("sql"), Answer: answer}))
}

// wrong is the page of a statement with what is wrong with it.
func (s *Server) wrong(w http.ResponseWriter, r *http.Request, found *session, err error) {
	p := page{SQL: r.PostFormValue("sql"), Error: wordsOf(err), Place: fault.ExcerptOf(err)}
	s.show(w, codeOf(err), "sql", s.asking(found, p))
}

func (s *Server) answer(r *http.Request, found *session) (*grid, error) {
	began := time.Now()
	rows, err := s.ask(r, found)
	if err != nil {
		return nil, err
	}
	defer rows.Release()
	g := &grid{}
	for _, f := range rows.Schema().Fields() {
		g.Columns = append(g.Columns, column{f.Name, isNumber(f.Type)})
	}
	for !g.More && rows.Next() {
		g.take(rows.RecordBatch())
	}
	g.Took = fmt.Sprintf("%.2f s", time.Since(began).Seconds())
	if g.More {
		return g, nil // what is left is not read
	}
	return g, rows.Err()
}

// take adds the rows of a batch that have room.
func (g *grid) take(b arrow.RecordBatch) {
	for row := range int(b.NumRows()) {
		if len(g.Rows) == shown {
			g.More = true
			return
		}
		g.Rows = append(g.Rows, cells(b, row, "–"))
	}
}

func isNumber(t arrow.DataType) bool {
	return arrow.IsInteger(t.ID()) || arrow.IsFloating(t.ID()) || arrow.IsDecimal(t.ID())
}

// cells are the values of a row as text.
func cells(b arrow.RecordBatch, row int, null string) []string {
	values := make([]string, b.NumCols())
	for i, c := range b.Columns() {
		if values[i] = null; c.IsValid(row) {
			values[i] = strings.Clone(c.ValueStr(row)) // the batch goes before the page is written
		}
	}
	return values
}

// csv answers a statement as a file. One that cannot be finished breaks off, so that no
// browser takes it for whole.
func (s *Server) csv(w http.ResponseWriter, r *http.Request, found *session) {
	s.waitForAnswer(w)
	rows, err := s.ask(r, found)
	if err != nil {
		s.patience(w)
		s.wrong(w, r, found, err)
		return
	}
	defer rows.Release()
	w.Header().Set("Content-Type", "text/csv; charset=utf-8")
	w.Header().Set("Content-Disposition", `attachment; filename="answer.`+s.desk.Mode.String()+`.csv"`) // it has no other place for the mode
	out := csv.NewWriter(w)
	var names []string
	for _, f := range rows.Schema().Fields() {
		names = append(names, report.Guarded(f.Name))
	}
	err = out.Write(names)
	for err == nil && rows.Next() {
		s.patience(w)
		for row := 0; err == nil && row < int(rows.RecordBatch().NumRows()); row++ {
			err = out.Write(guarded(cells(rows.RecordBatch(), row, "")))
		}
	}
	if out.Flush(); err != nil || out.Error() != nil || rows.Err() != nil {
		panic(http.ErrAbortHandler)
	}
}

// guarded are the cells of a file that people open in a spreadsheet: none is a formula.
func guarded(cells []string) []string {
	for i, c := range cells {
		cells[i] = report.Guarded(c)
	}
	return cells
}

// waitForAnswer lets a statement take the time that the engine gives it.
func (s *Server) waitForAnswer(w http.ResponseWriter) {
	_ = http.NewResponseController(w).SetWriteDeadline(time.Time{}) // every connection of ours can
}

// patience begins the time within which a browser must take what it is given.
func (s *Server) patience(w http.ResponseWriter) {
	_ = http.NewResponseController(w).SetWriteDeadline(time.Now().Add(s.options.Patience)) // likewise
}
