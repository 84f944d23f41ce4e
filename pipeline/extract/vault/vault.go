// Package vault keeps what could lead from an extract back to its patients: for each study
// a table of random surrogates, a secret shift of dates for each patient, and what was
// released in aggregate. It is a file of its own beside the store, for its owner only, which
// stays with the covered entity (164.514(c)). To destroy it is to make the extracts of the
// study final: nobody can link them to a record any more.
//
// A surrogate is drawn at random and looked up. It is never computed from what it stands
// for, since a hash of an identifier is derived from it, even with a key.
package vault

import (
	"context"
	"os"
	"path/filepath"
	"strings"

	"chartline/pipeline/extract/disk"
	"chartline/pipeline/extract/session"
	"chartline/pipeline/fault"
)

// Domains are the kinds of things that have surrogates.
var Domains = []string{"patient", "encounter", "staff", "facility", "statement", "audit", "audit_case", "finding"}

// Vault is the file of one study, attached to a session.
type Vault struct {
	session *session.Session
	path    string
	weeks   bool
}

// name under which a vault is attached.
const name = "vault"

// Path is the file of a study's vault, in a folder beside the store.
func Path(store, study string) string {
	return filepath.Join(strings.TrimSuffix(store, filepath.Ext(store))+"-vault", study+".duckdb")
}

// Open attaches the vault of a study and makes it where there is none. It is encrypted with
// the key of the store where that has one. Shifts of a new patient are whole weeks, or days.
func Open(ctx context.Context, s *session.Session, path, key string, weeks bool) (*Vault, error) {
	folder := filepath.Dir(path)
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return nil, disk.Error(err, folder)
	}
	if err := s.Attach(ctx, path, name, key, false); err != nil {
		return nil, err
	}
	if err := os.Chmod(path, 0o600); err != nil {
		return nil, disk.Error(err, path)
	}
	v := &Vault{session: s, path: path, weeks: weeks}
	return v, s.Exec(ctx, path, ddl(weeks))
}

// ddl makes what is missing. The unit of the shifts is kept, so that it never changes
// within a study.
func ddl(weeks bool) string {
	unit := "days"
	if weeks {
		unit = "weeks"
	}
	statements := []string{
		"CREATE TABLE IF NOT EXISTS vault.main.about (unit VARCHAR)",
		"INSERT INTO vault.main.about SELECT " + session.Text(unit) + " WHERE NOT EXISTS (FROM vault.main.about)",
		"CREATE TABLE IF NOT EXISTS vault.main.stated (release_no BIGINT, question VARCHAR, begins VARCHAR, ends VARCHAR, count_of VARCHAR, row_name VARCHAR, count BIGINT)",
	}
	for _, d := range Domains {
		statements = append(statements, "CREATE TABLE IF NOT EXISTS "+Table(d)+" (original VARCHAR, surrogate VARCHAR, shift INTEGER)")
	}
	return strings.Join(statements, ";\n")
}

// Table is the table of a domain's surrogates: original, surrogate, and shift in days.
func Table(domain string) string { return "vault.main." + domain }

// CheckUnit refuses a study whose shifts were made in another unit.
func (v *Vault) CheckUnit(ctx context.Context) error {
	var unit string
	if err := v.session.Scan(ctx, v.path, "SELECT unit FROM vault.main.about", &unit); err != nil {
		return err
	}
	if (unit == "weeks") != v.weeks {
		return fault.New(fault.Config, v.path, "the dates of this study were shifted by whole "+unit+" before", "write shift: "+unit+" for the study")
	}
	return nil
}

// Close writes what is new to the disk and lets go of the file.
func (v *Vault) Close(ctx context.Context) error {
	return v.session.Exec(context.WithoutCancel(ctx), v.path, "DETACH "+name)
}
