package dispute

import (
	"context"
	"encoding/csv"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"chartline/pipeline/audit"
	"chartline/pipeline/audit/landing"
	"chartline/pipeline/engine"
	"chartline/pipeline/fault"
)

// Move is a step that somebody wants a finding to take.
type Move struct {
	Finding    string
	To         string
	Actor      string
	Reason     string
	Outcome    string // of the second level, with the state final
	FinalValue string // what stands where a rebuttal was partly right; CODE/VALUE for a POA
	Citation   string // guideline or Coding Clinic, where the finding has none yet
	place      string // row of the file that it stands in
}

// Problem is a move that cannot be made, and why.
type Problem struct{ Place, Finding, What string }

// Plan is what moves come to: the steps, or the problems for which none is taken.
type Plan struct {
	Steps    int
	Closed   int // reviews that are closed by it
	Problems []Problem
	moved    map[string]*told
	rows     *landing.Rows
	now      time.Time
	today    time.Time
}

// heads are the columns of a file of moves.
var heads = []string{"finding_id", "to_state", "actor_id", "reason", "outcome", "final_value", "citation"}

// ReadMoves reads moves as CSV, by their heads. The last three columns may be absent.
func ReadMoves(in io.Reader, file string) ([]Move, error) {
	r := csv.NewReader(in)
	r.FieldsPerRecord = -1
	rows, err := r.ReadAll()
	if err != nil || len(rows) == 0 {
		return nil, fault.Wrap(fault.Input, err, file, "not CSV, or empty", "the heads are "+strings.Join(heads, ", "))
	}
	for i, head := range rows[0] {
		rows[0][i] = strings.ToLower(strings.TrimSpace(strings.TrimPrefix(head, "\ufeff")))
	}
	for i, head := range heads {
		if n := slices.Index(rows[0], head); n < 0 && i < 4 {
			return nil, fault.Newf(fault.Input, file, "the heads are "+strings.Join(heads, ", "), "the column %q is missing", head)
		}
	}
	var moves []Move
	for i, cells := range rows[1:] {
		get := func(head string) string {
			at := slices.Index(rows[0], head)
			if at < 0 || at >= len(cells) {
				return ""
			}
			return strings.TrimSpace(cells[at])
		}
		moves = append(moves, Move{
			Finding: get("finding_id"), To: get("to_state"), Actor: get("actor_id"), Reason: get("reason"), Outcome: get("outcome"),
			FinalValue: get("final_value"), Citation: get("citation"), place: fmt.Sprintf("%s, row %d", file, i+2),
		})
	}
	return moves, nil
}

// Weigh tries moves one after the other. Where one cannot be made none is.
func Weigh(ctx context.Context, e engine.Engine, moves []Move, now, today time.Time) (*Plan, error) {
	ids := make([]string, len(moves))
	for i, m := range moves {
		ids[i] = m.Finding
	}
	found, err := byID(ctx, e, ids)
	if err != nil {
		return nil, err
	}
	p := newPlan(found, now, today)
	for _, m := range moves {
		p.try(m)
	}
	return p, p.close(ctx, e)
}

func newPlan(found map[string]*told, now, today time.Time) *Plan {
	return &Plan{moved: found, rows: landing.New(), now: now, today: today}
}

// Rows are what is to be stored.
func (p *Plan) Rows() *landing.Rows { return p.rows }

// try makes a move, or notes why it cannot be made.
func (p *Plan) try(m Move) {
	s := p.moved[m.Finding]
	if s == nil {
		p.refuse(m, "no such finding, or it was not returned by chartline audit import")
		return
	}
	if why := s.refuses(m); why != "" {
		p.refuse(m, why)
		return
	}
	from := s.state
	s.state, s.step, s.since = m.To, s.step+1, p.today
	s.State = stateAfter(m.To, m.Outcome, s.State)
	if m.Citation != "" {
		s.Citation = m.Citation
	}
	if m.FinalValue != "" {
		s.FinalValue = normal(m.FinalValue)
	}
	p.Steps++
	audit.AddStep(p.rows, audit.Step{
		Finding: s.ID, No: s.step, From: from, To: m.To, Outcome: m.Outcome, At: p.now, On: p.today, Actor: m.Actor, Reason: m.Reason,
	})
	audit.AddFinding(p.rows, s.Finding, false)
}

func (p *Plan) refuse(m Move, what string) {
	p.Problems = append(p.Problems, Problem{Place: m.place, Finding: m.Finding, What: what})
}

// refuses says why a finding cannot make a move; it is empty where it can.
func (s *told) refuses(m Move) string {
	ok, instead := mayFollow(s.state, m.To)
	partly := m.To == Partially || m.Outcome == Partially
	switch {
	case s.second:
		return "a second review compares auditors: nobody is told of its findings"
	case !ok:
		return "it is " + s.state + ": " + instead
	case m.Actor == "":
		return "it is not said who"
	case m.Reason == "":
		return "it is not said why"
	case m.To == Final && !slices.Contains(outcomes, m.Outcome):
		return "final needs an outcome: " + strings.Join(outcomes, ", ")
	case m.To != Final && m.Outcome != "":
		return "only final has an outcome"
	case partly && m.FinalValue == "":
		return "partially_overturned needs the final_value that stands"
	case !partly && m.FinalValue != "":
		return "only partially_overturned has a final_value"
	case m.To == Closed && s.Citation == "" && m.Citation == "":
		return "it has no citation: no finding is closed without one (REB-05)"
	case slices.Contains([]string{Upheld, Overturned, Partially}, m.To) && m.Actor == s.coder:
		return "the coder cannot decide on the coder's own rebuttal"
	}
	return ""
}

// normal is a value as the store has codes.
func normal(value string) string {
	return strings.ToUpper(strings.NewReplacer(".", "", " ", "").Replace(value))
}
