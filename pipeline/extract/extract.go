// Package extract makes a dataset of its own for a study: a DuckDB file or a folder of
// Parquet files in one legal mode (standard 6.1), with surrogates for keys, its dictionary
// and codebook, and a report on small groups. What becomes of each column is said by
// package treat, and what leads back to patients is kept by package vault.
package extract

import (
	"context"
	"errors"
	"os"
	"time"

	"github.com/apache/arrow-go/v18/arrow/array"

	"chartline/pipeline/extract/session"
	"chartline/pipeline/extract/treat"
	"chartline/pipeline/extract/vault"
	"chartline/pipeline/fault"
	"chartline/pipeline/privacy"
	"chartline/pipeline/privacy/disclosure"
	"chartline/pipeline/schema"
)

// Request says what to extract.
type Request struct {
	Study   string
	Mode    privacy.Mode // Limited or SafeHarbor; counts alone are made by Aggregate
	Purpose string
	Tables  []string // canonical tables; treat.Default where there are none

	Dataset  string       // the published store, or an extract
	Source   privacy.Mode // what that is
	StoreKey string       // of an encrypted store, and of its vaults
	Vault    string       // file of the study's vault

	Out    string // file or folder to make; nothing stands there
	Format Format
	Key    string // of the extract; empty for a plain one

	Cohort    func(context.Context) (Rows, error) // rows of encounter_id or patient_id; nil for everybody
	Sensitive string                              // purpose for which accounts under 42 CFR Part 2 are included; empty where they are not
	Smallest  int64                               // people below whom a group or word is small
	MaxSmall  float64                             // largest share of people in small groups, 0 to 1
	Released  []disclosure.Statement              // what reports for the public said, for an extract of counts
	Weeks     bool                                // dates are shifted by whole weeks

	Memory, Crypto, Version string
	Now                     time.Time
}

// Rows are the rows of a cohort, in batches of Arrow. They are released when they were read.
type Rows = array.RecordReader

// Result says what was extracted, in counts that are for the site and not for the study.
type Result struct {
	Accounts, Patients int64
	Sensitive          int64  // accounts left out
	Lists              bool   // a list of sensitive codes was loaded
	Areas              bool   // populations of areas were loaded
	Groups             Groups // of people who are alike
	Tables             []Written
	Sealed             Sealing
}

// Written is a table of an extract.
type Written struct {
	Name string
	Rows int64
}

// making is one extract under way.
type making struct {
	Request
	session *session.Session
	vault   *vault.Vault
	target  target
	plans   []treat.Table
	clear   string // folder for what is in the clear until it is encrypted
	result  Result
}

// Make makes an extract. It is there whole or not at all.
func Make(ctx context.Context, r Request) (Result, error) {
	if err := check(r); err != nil {
		return Result{}, err
	}
	return apart(ctx, r, func(m *making, out string) error { return m.make(ctx, out) })
}

// check refuses what no rule allows.
func check(r Request) error {
	switch {
	case r.Mode != privacy.Limited && r.Mode != privacy.SafeHarbor:
		return fault.New(fault.Usage, r.Study, "records are extracted as a limited data set or by Safe Harbor", "choose --mode limited or --mode safe-harbor")
	case !r.Source.Allows(r.Mode):
		return fault.Newf(fault.Policy, r.Dataset, "extract from the store, under the rules of that mode", "made as %s, it cannot become %s: a dataset only becomes less identifying", r.Source, r.Mode)
	case r.Source >= privacy.SafeHarbor:
		return fault.Newf(fault.Policy, r.Dataset, "extract from the store, with another cohort", "made as %s, it has no dates and keys left to extract by", r.Source)
	}
	if _, err := os.Lstat(r.Out); err == nil {
		return fault.New(fault.Usage, r.Out, "is there already", "choose another --out, or remove it")
	}
	return nil
}

// make does every step in the session.
func (m *making) make(ctx context.Context, out string) (err error) {
	if err := m.session.Attach(ctx, m.Dataset, "source", m.StoreKey, true); err != nil {
		return err
	}
	if m.vault, err = vault.Open(ctx, m.session, m.Vault, m.StoreKey, m.Weeks); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, m.vault.Close(ctx)) }()
	if m.target, err = open(ctx, m, out); err != nil {
		return err
	}
	for _, step := range []func(context.Context) error{
		m.vault.CheckUnit, m.pick, m.withholdSensitive, m.plan, m.key, m.choose, m.learnWords, m.write, m.describe, m.group,
	} {
		if err := step(ctx); err != nil {
			return err
		}
	}
	return m.finish(ctx)
}

// plan makes the rules of the tables that are wanted and there.
func (m *making) plan(ctx context.Context) error {
	names := m.Tables
	if len(names) == 0 {
		names = treat.Default
	}
	for _, name := range names {
		there, err := m.has(ctx, name)
		if err != nil {
			return err
		}
		if there {
			m.plans = append(m.plans, treat.Plan(schema.Must(name), m.Mode))
		}
	}
	return nil
}

// has reports whether the dataset has a table or view of a name.
func (m *making) has(ctx context.Context, name string) (there bool, err error) {
	err = m.session.Scan(ctx, m.Dataset, "SELECT count(*) > 0 FROM information_schema.tables WHERE table_catalog = 'source' AND table_schema = 'main' AND table_name = "+session.Text(name), &there)
	return there, err
}

// exec runs a statement of the extract.
func (m *making) exec(ctx context.Context, statement string) error {
	return m.session.Exec(ctx, m.Out, statement)
}
