// Package audit draws the samples of coding audits, hands them to the auditors as
// workbooks, takes the results back and leads findings through their rebuttals (standard
// 2.6 and 2.10). What it decides becomes rows of the store through the landing that every
// input takes.
package audit

import (
	"context"
	"fmt"
	"maps"
	"math"
	"regexp"
	"slices"
	"strings"
	"time"

	"chartline/pipeline/audit/ask"
	"chartline/pipeline/audit/draw"
	"chartline/pipeline/audit/strata"
	"chartline/pipeline/engine"
	"chartline/pipeline/fault"
)

// How a sample is drawn.
const (
	Simple     = "simple"      // every account of the frame is as likely
	Stratified = "stratified"  // so within each stratum
	CoderFloor = "coder_floor" // at least so many of each coder, the coders being strata (SMP-07)
	Targeted   = "targeted"    // the riskiest accounts: not generalisable (SMP-01)
	Second     = "second"      // closed random reviews, for another auditor who does not know them (2.7)
)

// SecondShare is the percentage of reviews that are reviewed again at the least (2.7).
const SecondShare = 5

// NotGeneralisable stands wherever a targeted sample does (SMP-01).
const NotGeneralisable = "not generalisable"

// Request says which sample is wanted.
type Request struct {
	Audit    string // its name
	Filter   Filter
	Method   string
	By       []string // columns that make the strata
	Neyman   bool     // the size goes to the strata by their spread too, and not in proportion alone
	Size     int      // accounts of all strata together, in proportion; 0 for the floor alone, or the share
	Share    float64  // percentage of the closed reviews, of a draw of second ones without a size
	Floor    int      // at least so many accounts of each stratum
	Spares   int      // of each stratum
	Seed     int64
	Auditors []string // who review, in turn; all auditors of the store where none is named
}

// Draw is a sample that was drawn.
type Draw struct {
	Request
	*Frame
	At          time.Time
	On          time.Time // local date
	Hash        string    // of the frame
	DataVersion string
	Strata      []Stratum
	Picks       []Picked
	errors      history // by stratum, for Neyman's allocation
}

// Stratum is one of a draw.
type Stratum struct {
	Name                  string
	Frame, Sample, Spares int
	Expected              int64 // accounts with an error that Neyman's allocation expects, in 10,000
}

// Picked is a unit that was drawn, in the order of drawing.
type Picked struct {
	draw.Pick
	draw.Unit
	Case *Case // nil for a spare
}

// name is what an audit may be called: it goes into the names of files and of cases.
var name = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9_-]{0,40}$`)

// Selection is random, targeted or second, as the queries tell samples apart.
func (r Request) Selection() string {
	switch r.Method {
	case Targeted, Second:
		return r.Method
	default:
		return "random"
	}
}

// check refuses what cannot be drawn.
func (r Request) check() error {
	unknown := slices.IndexFunc(r.By, func(column string) bool { return !strata.Known(column) })
	switch {
	case !name.MatchString(r.Audit):
		return usage("no audit can be called that", "use up to 41 letters, digits, - and _")
	case !slices.Contains([]string{Simple, Stratified, CoderFloor, Targeted, Second}, r.Method):
		return usage("no such method", "use simple, stratified, coder_floor, targeted or second")
	case !r.Filter.From.Before(r.Filter.To):
		return usage("the period is empty", "give --from and --to, the first date after it")
	case unknown >= 0:
		return usage("no such column for strata", "use some of "+strings.Join(strata.Names(), ", "))
	case r.Size < 0 || r.Floor < 0 || r.Spares < 0 || r.Seed < 0:
		return usage("a negative number", "sizes, spares and the seed are 0 or more")
	case r.Method != Second && r.Size == 0 && r.Floor == 0:
		return usage("no size", "give --size, or --per-stratum for strata")
	}
	return r.checkMethod()
}

// checkMethod refuses what the method does not take, and what it lacks.
func (r Request) checkMethod() error {
	switch {
	case r.Method == Stratified && len(r.By) == 0:
		return usage("a stratified draw has no strata", "name columns with --by, such as patient_type")
	case r.Method != Stratified && r.Method != CoderFloor && len(r.By) > 0:
		return usage("only a stratified draw has strata", "add --method stratified")
	case r.Neyman && (r.Method != Stratified || r.Size == 0):
		return usage("nothing to allocate by Neyman", "add --method stratified, --by and --size")
	case r.Method == Targeted && len(r.Filter.Risks) == 0:
		return usage("a targeted draw looks for nothing", "name risks with --risk: some of "+strings.Join(Risks(), ", "))
	case r.Method != Targeted && len(r.Filter.Risks) > 0:
		return usage("only a targeted draw looks for risks", "add --method targeted; its results are "+NotGeneralisable)
	case r.Method == Second && r.Size == 0 && !(r.Share > 0 && r.Share <= 100):
		return usage("the share is not a percentage", "give --share 5, or --size")
	}
	return nil
}

func usage(what, fix string) error { return fault.New(fault.Usage, "", what, fix) }

// Prepare reads the frame and draws. Nothing is stored.
func Prepare(ctx context.Context, e engine.Engine, r Request, now time.Time, zone *time.Location) (*Draw, error) {
	if r.Method == CoderFloor {
		r.By = []string{"coder"}
	}
	if err := r.check(); err != nil {
		return nil, err
	}
	r.Filter.Closed = r.Method == Second
	frame, err := ReadFrame(ctx, e, r.Audit, r.Filter, r.By)
	if err != nil {
		return nil, err
	}
	if len(frame.Units) == 0 {
		return nil, fault.Newf(fault.Policy, "audit "+r.Audit, "widen the period or the filter",
			"nothing to draw from: %d accounts meet the filter, %d of them without coder or codes, %d with shifted dates, %d %s",
			frame.Universe, frame.Unassigned, frame.Shifted, frame.Reviewed, r.Filter.elsewhere())
	}
	if r.Method == Second && r.Size == 0 {
		r.Size = int(math.Ceil(float64(len(frame.Units)) * r.Share / 100))
	}
	d := &Draw{Request: r, Frame: frame, At: now.UTC().Truncate(time.Second), On: localDate(now, zone), Hash: draw.Hash(frame.Units)}
	if r.Neyman {
		if d.errors, err = readHistory(ctx, e, r.By); err != nil {
			return nil, err
		}
	}
	if err := d.sample(); err != nil {
		return nil, err
	}
	if d.DataVersion, err = dataVersion(ctx, e); err != nil {
		return nil, err
	}
	return d, d.open(ctx, e)
}

// stratifiedBy names the columns of the strata, as they are stored.
func (r Request) stratifiedBy() string { return strings.Join(r.By, ",") }

// localDate is the calendar date of an instant in a zone, at midnight UTC.
func localDate(at time.Time, zone *time.Location) time.Time {
	y, m, d := at.In(zone).Date()
	return time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
}

// sample sizes the strata and draws.
func (d *Draw) sample() error {
	counts := draw.Count(d.Units)
	names := slices.Sorted(maps.Keys(counts))
	parts := d.parts(names, counts)
	shares, err := d.shares(parts)
	if err != nil {
		return err
	}
	sizes := map[string]draw.Size{}
	for i, stratum := range names {
		n, frame := int(shares[i]), counts[stratum]
		spares := min(d.Spares, frame-n)
		sizes[stratum] = draw.Size{Sample: n, Spares: spares}
		d.Strata = append(d.Strata, Stratum{
			Name: stratum, Frame: frame, Sample: n, Spares: spares, Expected: int64(math.Round(parts[i].Error * perShare)),
		})
	}
	for _, p := range draw.Select(d.Units, sizes, uint64(d.Seed)) {
		d.Picks = append(d.Picks, Picked{Pick: p, Unit: d.Units[p.Position-1]})
	}
	return nil
}

// open makes cases of the units of the sample, deals them to the auditors in turn, and
// reads their codes.
func (d *Draw) open(ctx context.Context, e engine.Engine) error {
	if len(d.Auditors) == 0 {
		if err := ask.Each(ctx, e, "SELECT coder_id FROM coder WHERE role = 'auditor' ORDER BY coder_id", nil,
			func(r ask.Row) { d.Auditors = append(d.Auditors, r.Text(0)) }); err != nil {
			return err
		}
	}
	turn := deal{auditors: d.Auditors}
	var cases []*Case
	for i := range d.Picks {
		p := &d.Picks[i]
		if p.Spare {
			continue
		}
		auditor, err := turn.next(p.Coder, d.Reviewers[p.Encounter])
		if err != nil {
			return err
		}
		p.Case = &Case{
			ID: caseID(d.Audit, i+1), Audit: d.Audit, Selection: d.Selection(), Encounter: p.Encounter,
			Stratum: p.Stratum, Coder: p.Coder, Auditor: auditor, Version: p.Version,
		}
		cases = append(cases, p.Case)
	}
	return Fill(ctx, e, cases)
}

// caseID names a review after its audit and the order in which it was drawn.
func caseID(audit string, sampleNo int) string { return fmt.Sprintf("%s-%04d", audit, sampleNo) }

// Fill reads what the coders left of the cases.
func Fill(ctx context.Context, e engine.Engine, cases []*Case) error {
	encounters := make([]string, len(cases))
	for i, c := range cases {
		encounters[i] = c.Encounter
	}
	charts, err := readCharts(ctx, e, encounters)
	if err != nil {
		return err
	}
	for _, c := range cases {
		chart := charts[c.Encounter]
		c.CodedOn, c.Codes = chart.codedOn, chart.codes
	}
	return nil
}

// deal gives cases to auditors in turn, never to the one whose work it is, nor to the one who
// reviewed it before.
type deal struct {
	auditors []string
	at       int
}

func (d *deal) next(coder, reviewer string) (string, error) {
	for range d.auditors {
		auditor := d.auditors[d.at%len(d.auditors)]
		d.at++
		if auditor != coder && auditor != reviewer {
			return auditor, nil
		}
	}
	if len(d.auditors) == 0 {
		return "", fault.New(fault.Usage, "", "no auditors", "name them with --auditor, or load them into the table coder")
	}
	if reviewer != "" {
		return "", fault.New(fault.Policy, "", "every auditor coded or reviewed an account that was drawn", "name another one with --auditor")
	}
	return "", fault.New(fault.Policy, "", "the only auditor is the coder of an account that was drawn", "name a second one with --auditor")
}

// dataVersion names the newest run and input that the store holds.
func dataVersion(ctx context.Context, e engine.Engine) (version string, err error) {
	const newest = "SELECT coalesce(max(run_id), 0), coalesce(max(input_id), 0) FROM ledger.input WHERE status = 'loaded'"
	err = ask.Each(ctx, e, newest, nil, func(r ask.Row) { version = fmt.Sprintf("run %d, input %d", r.Number(0), r.Number(1)) })
	return version, err
}
