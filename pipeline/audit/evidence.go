package audit

import (
	"context"
	"encoding/csv"
	"fmt"
	"io"
	"strconv"

	"chartline/pipeline/audit/ask"
	"chartline/pipeline/audit/draw"
	"chartline/pipeline/engine"
	"chartline/pipeline/fault"
)

// Evidence is what a compliance officer needs to draw a sample again, with RAT-STATS or by
// the words of package draw.
type Evidence struct {
	Drawn  *Drawn
	Frame  []draw.Unit
	Strata [][]string // facts of the strata that the frame has, where there are several
	Order  [][]string // rows of the sample: number, position, part, stratum, account, case
}

const (
	strataRowsSQL = `SELECT stratum, frame_count, sample_count, spare_count, CAST(round(expected_error * 10000) AS BIGINT), expected_error IS NOT NULL
		FROM audit_stratum WHERE audit_id = ? ORDER BY stratum`
	frameRowsSQL = `SELECT encounter_id, version_no, stratum, risk FROM audit_frame WHERE audit_id = ? ORDER BY position`
	orderRowsSQL = `SELECT sample_no, position, part, stratum, encounter_id, audit_case_id, coalesce(stands_for, 0)
		FROM audit_sample WHERE audit_id = ? ORDER BY sample_no`
)

// ReadEvidence reads the stored frame, which must still have its hash.
func ReadEvidence(ctx context.Context, e engine.Engine, d *Drawn) (*Evidence, error) {
	v := &Evidence{Drawn: d}
	err := ask.Each(ctx, e, frameRowsSQL, []any{d.Audit}, func(r ask.Row) {
		v.Frame = append(v.Frame, draw.Unit{Encounter: r.Text(0), Version: r.Number(1), Stratum: r.Text(2), Risk: r.Number(3)})
	})
	if err != nil {
		return nil, err
	}
	if draw.Hash(v.Frame) != d.FrameHash {
		return nil, fault.New(fault.Policy, "audit "+d.Audit, "the stored frame does not have its stored hash", "restore the store from a copy")
	}
	if err := v.readStrata(ctx, e); err != nil {
		return nil, err
	}
	return v, ask.Each(ctx, e, orderRowsSQL, []any{d.Audit}, func(r ask.Row) {
		number := func(i int) string { return strconv.FormatInt(r.Number(i), 10) }
		standsFor := ""
		if r.Number(6) > 0 {
			standsFor = number(6)
		}
		v.Order = append(v.Order, []string{number(0), number(1), r.Text(2), r.Text(3), r.Text(4), r.Text(5), standsFor})
	})
}

// readStrata reads how the sample was shared out, where there are strata.
func (v *Evidence) readStrata(ctx context.Context, e engine.Engine) error {
	if v.Drawn.By == "" {
		return nil
	}
	return ask.Each(ctx, e, strataRowsSQL, []any{v.Drawn.Audit}, func(r ask.Row) {
		facts := fmt.Sprintf("%d in the frame, %d drawn, %d spares", r.Number(1), r.Number(2), r.Number(3))
		if r.Yes(5) {
			facts += fmt.Sprintf(", expected error %.4f", float64(r.Number(4))/perShare)
		}
		v.Strata = append(v.Strata, []string{"stratum " + r.Text(0), facts})
	})
}

// WriteFrame writes the frame: the file whose SHA-256 is stored.
func (v *Evidence) WriteFrame(w io.Writer) error { return draw.WriteFrame(w, v.Frame) }

// WriteSample writes the units that were drawn, in their order.
func (v *Evidence) WriteSample(w io.Writer) error {
	head := []string{"sample_no", "position", "part", "stratum", "encounter_id", "audit_case_id", "stands_for"}
	return csv.NewWriter(w).WriteAll(append([][]string{head}, v.Order...))
}

// WriteDraw writes how it was drawn, a fact a row.
func (v *Evidence) WriteDraw(w io.Writer) error {
	d := v.Drawn
	number := func(n int64) string { return strconv.FormatInt(n, 10) }
	generalisable := "yes"
	switch d.Selection {
	case Targeted:
		generalisable = NotGeneralisable
	case Second:
		generalisable = "to the agreement of auditors"
	}
	return csv.NewWriter(w).WriteAll(append([][]string{
		{"fact", "value"}, {"audit", d.Audit}, {"drawn_on", dateText(d.On)}, {"method", d.Method}, {"generalisable", generalisable},
		{"seed", number(d.Seed)}, {"generator", d.Generator}, {"filter", d.Filter}, {"stratified_by", d.By},
		{"allocation", d.Allocation}, {"wanted_count", number(d.Wanted)}, {"stratum_floor", number(d.Floor)},
		{"universe", number(d.Universe)}, {"left_out_without_coder_or_codes", number(d.Unassigned)},
		{"left_out_shifted_dates", number(d.Shifted)}, {"left_out_other_audits", number(d.Other)},
		{"frame_count", number(d.Frame)}, {"frame_sha256", d.FrameHash}, {"sample_count", number(d.Sample)}, {"data_version", d.DataVersion},
	}, v.Strata...))
}
