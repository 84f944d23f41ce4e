package audit

import (
	"context"
	"crypto/rand"
	"fmt"
	"math/big"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"chartline/pipeline/audit/ask"
	"chartline/pipeline/audit/draw"
	"chartline/pipeline/audit/landing"
	"chartline/pipeline/engine"
	"chartline/pipeline/fault"
)

// Landing is what is to be stored.
type Landing = *landing.Rows

// PerCoder is how many accounts of each coder a draw takes unless told otherwise: fewer
// give no point estimate on a scorecard (SMP-07).
const PerCoder = 30

// RandomSeed is a seed that nobody chose, of nine digits, so that people can copy it and
// RAT-STATS takes it too.
func RandomSeed() (int64, error) {
	n, err := rand.Int(rand.Reader, big.NewInt(900_000_000))
	if err != nil {
		return 0, fault.Wrap(fault.Unavailable, err, "", "the system gives no random numbers", "set --seed")
	}
	return n.Int64() + 100_000_000, nil
}

// Drawn is a draw as the store has it.
type Drawn struct {
	Audit, Method, Selection   string
	Seed                       int64
	Generator, Filter, By      string
	FrameHash, DataVersion     string
	On                         time.Time
	Universe, Frame            int64
	Unassigned, Shifted, Other int64
	Allocation                 string // empty where it was not stored
	Wanted, Floor              int64
	Sample                     int64
	order                      string // accounts in the order of selection
}

const drawnSQL = `SELECT audit_id, method, selection, seed, generator, filter, coalesce(stratified_by, ''), frame_hash, data_version,
	drawn_on, universe, frame_count, unassigned, shifted, reviewed,
	coalesce(allocation, ''), coalesce(wanted_count, 0), coalesce(stratum_floor, 0)
FROM audit_draw WHERE audit_id = ?`

const orderSQL = `SELECT encounter_id, part FROM audit_sample WHERE audit_id = ? ORDER BY sample_no`

// FindDrawn gives the draw of an audit, or nil where it was not drawn here.
func FindDrawn(ctx context.Context, e engine.Engine, auditID string) (*Drawn, error) {
	var d *Drawn
	err := ask.Each(ctx, e, drawnSQL, []any{auditID}, func(r ask.Row) {
		d = &Drawn{
			Audit: r.Text(0), Method: r.Text(1), Selection: r.Text(2), Seed: r.Number(3), Generator: r.Text(4),
			Filter: r.Text(5), By: r.Text(6), FrameHash: r.Text(7), DataVersion: r.Text(8), On: r.Date(9),
			Universe: r.Number(10), Frame: r.Number(11), Unassigned: r.Number(12), Shifted: r.Number(13), Other: r.Number(14),
			Allocation: r.Text(15), Wanted: r.Number(16), Floor: r.Number(17),
		}
	})
	if err != nil || d == nil {
		return nil, err
	}
	var order []string
	err = ask.Each(ctx, e, orderSQL, []any{auditID}, func(r ask.Row) {
		order = append(order, r.Text(0)+" "+r.Text(1))
		if r.Text(1) == partOf(false) {
			d.Sample++
		}
	})
	d.order = strings.Join(order, "\n")
	return d, err
}

// MustBeDrawn is FindDrawn for commands that need the draw.
func MustBeDrawn(ctx context.Context, e engine.Engine, auditID string) (*Drawn, error) {
	d, err := FindDrawn(ctx, e, auditID)
	if err == nil && d == nil {
		err = fault.New(fault.Usage, "", "no such audit was drawn", "chartline audit status lists them")
	}
	return d, err
}

// SameAs refuses a draw that differs from the stored one, and says in what.
func (b *Drawn) SameAs(d *Draw) error {
	order := make([]string, len(d.Picks))
	for i, p := range d.Picks {
		order[i] = p.Encounter + " " + partOf(p.Spare)
	}
	differs := ""
	switch {
	case b.Generator != draw.Name:
		differs = "by another generator"
	case b.Method != d.Method || b.By != d.stratifiedBy() || b.Filter != d.Filter.String():
		differs = "by other parameters"
	case b.By != "" && b.Allocation != "" && (b.Allocation != d.allocation() || b.Wanted != int64(d.Size) || b.Floor != int64(d.Floor)):
		differs = "shared out " + AllotmentText(d.allocation(), int64(d.Size), int64(d.Floor)) + " now, before " +
			AllotmentText(b.Allocation, b.Wanted, b.Floor)
	case b.FrameHash != d.Hash:
		differs = "from another frame: the records have changed since, or its parameters"
	case b.Seed != d.Seed:
		differs = "with another seed"
	case b.order != strings.Join(order, "\n"):
		differs = "in other numbers"
	default:
		return nil
	}
	return fault.Newf(fault.Policy, "audit "+b.Audit, "choose another name: a sample is never drawn again",
		"it was drawn on %s, %s", b.On.Format(time.DateOnly), differs)
}

// Text tells a person what was drawn, from what and how.
func (d *Draw) Text() string {
	var b strings.Builder
	sample, spares := 0, 0
	for _, s := range d.Strata {
		sample, spares = sample+s.Sample, spares+s.Spares
	}
	fmt.Fprintf(&b, "%s: %d of %d accounts, and %d spares\n", d.Audit, sample, len(d.Units), spares)
	if d.Method == Targeted {
		fmt.Fprintf(&b, "targeted, %s: a count of findings, and no rate (SMP-01)\n", NotGeneralisable)
	}
	if d.Method == Second {
		fmt.Fprintln(&b, "second reviews, each by another auditor: they compare auditors, and are in no rate of coders (2.7)")
	}
	fmt.Fprintf(&b, "method       %s\n", d.Method)
	fmt.Fprintf(&b, "seed         %d\n", d.Seed)
	fmt.Fprintf(&b, "generator    %s\n", draw.Name)
	fmt.Fprintf(&b, "filter       %s\n", d.Filter)
	fmt.Fprintf(&b, "universe     %d accounts; left out: %d without coder or codes, %d with shifted dates, %d %s\n",
		d.Universe, d.Unassigned, d.Shifted, d.Reviewed, d.Filter.elsewhere())
	fmt.Fprintf(&b, "frame        %d accounts, SHA-256 %s\n", len(d.Units), d.Hash)
	fmt.Fprintf(&b, "data         %s\n", d.DataVersion)
	if len(d.By) > 0 {
		fmt.Fprintf(&b, "strata       %s\n", d.stratifiedBy())
		fmt.Fprintf(&b, "allocation   %s\n", AllotmentText(d.allocation(), int64(d.Size), int64(d.Floor)))
		width := 24
		for _, s := range d.Strata {
			width = max(width, utf8.RuneCountInString(s.Name))
		}
		for _, s := range d.Strata {
			fmt.Fprintf(&b, "  %-*s %6d in the frame, %d drawn, %d spares", width, s.Name, s.Frame, s.Sample, s.Spares)
			if d.Neyman {
				fmt.Fprintf(&b, ", errors expected in %.2f %%", 100*float64(s.Expected)/perShare)
			}
			fmt.Fprintln(&b)
		}
	}
	return b.String()
}

// Spare is a unit that was drawn to stand in where another cannot be reviewed.
type Spare struct {
	Audit              string
	SampleNo, Position int64
	Stratum            string
	Encounter, Coder   string
	Reviewer           string // who reviewed it before, of a second review
	Version            int64
	StandsFor          int64 // sample number of the case that could not be reviewed
}

// SampleNo is the number in the name of a case, 0 where it has none.
func SampleNo(caseID string) int64 {
	n, err := strconv.ParseInt(caseID[strings.LastIndexByte(caseID, '-')+1:], 10, 64)
	if err != nil {
		return 0
	}
	return n
}

// Open opens the review of the spare by the auditor of the case that it stands for.
func (s Spare) Open(instead Case) *Case {
	return &Case{
		ID: caseID(s.Audit, int(s.SampleNo)), Audit: s.Audit, Selection: instead.Selection, Encounter: s.Encounter,
		Stratum: s.Stratum, Coder: s.Coder, Auditor: instead.Auditor, Version: s.Version,
	}
}

// AddRows says that the spare is used, and opens its review.
func (s Spare) AddRows(rows *landing.Rows, c *Case) {
	p := Picked{
		Pick: draw.Pick{Position: int(s.Position), Spare: true},
		Unit: draw.Unit{Encounter: s.Encounter, Stratum: s.Stratum}, Case: c,
	}
	addPick(rows, s.Audit, s.SampleNo, p, s.StandsFor)
}
