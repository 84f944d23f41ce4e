package accesslog

import (
	"bufio"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"iter"
	"os"
	"path/filepath"
	"time"

	"chartline/pipeline/fault"
)

// A patient may ask to whom their records were disclosed in the last six years (45 CFR
// 164.528). So that this can be answered without names in the log, each disclosure has a
// file beside it, which holds of each of its patients a keyed hash.

// accountable is for how long a disclosure is answered for.
const accountable = 6

// saltBytes is the length of the key of a file of members.
const saltBytes = 32

// Members writes whose records a disclosure holds, and gives the name of the file, which
// belongs into its entry. Each file has a key of its own, so that two files cannot be
// compared; who has a file and a list of all patients can still tell who is in it, so that it
// belongs to its owner only.
func (l Log) Members(patients iter.Seq[string]) (name string, err error) {
	if err := os.MkdirAll(filepath.Dir(l.Path), 0o700); err != nil {
		return "", l.fault(err)
	}
	f, err := os.CreateTemp(filepath.Dir(l.Path), filepath.Base(l.Path)+".members-*")
	if err != nil {
		return "", l.fault(err)
	}
	defer func() {
		if closed := f.Close(); err == nil {
			err = l.fault(closed)
		}
		if err != nil {
			_ = os.Remove(f.Name())
		}
	}()
	salt := make([]byte, saltBytes)
	if _, err := rand.Read(salt); err != nil {
		return "", l.fault(err)
	}
	w := bufio.NewWriter(f)
	_, _ = w.WriteString(hex.EncodeToString(salt) + "\n") // an error shows at Flush
	for p := range patients {
		_, _ = w.WriteString(memberOf(salt, p) + "\n")
	}
	if err := w.Flush(); err != nil {
		return "", l.fault(err)
	}
	return filepath.Base(f.Name()), l.fault(f.Sync())
}

func memberOf(salt []byte, patient string) string {
	mac := hmac.New(sha256.New, salt)
	mac.Write([]byte(patient))
	return hex.EncodeToString(mac.Sum(nil)[:16])
}

// Disclosures lists the disclosures of the last six years, of one patient or, where that is
// empty, of all. The log is verified on the way.
func (l Log) Disclosures(patient string) ([]Entry, error) {
	since := l.Now().AddDate(-accountable, 0, 0).Format(time.DateOnly)
	var all []Entry
	for e, err := range l.entries() {
		if err != nil {
			return nil, err
		}
		if e.Recipient == "" || e.Event != End || e.Exit != 0 || e.disclosedOn() < since {
			continue
		}
		in, err := l.holdsPatient(e, patient)
		if err != nil {
			return nil, err
		}
		if in {
			all = append(all, e)
		}
	}
	return all, nil
}

// disclosedOn is the date of a disclosure, which can have been made before it was entered.
func (e Entry) disclosedOn() string {
	if e.Disclosed != "" {
		return e.Disclosed
	}
	return e.At.Format(time.DateOnly)
}

// holdsPatient reports whether a disclosure holds a patient's records.
func (l Log) holdsPatient(e Entry, patient string) (bool, error) {
	if patient == "" || e.Members == "" {
		return true, nil // where nobody can tell, it is said
	}
	path := filepath.Join(filepath.Dir(l.Path), filepath.Base(e.Members))
	f, err := os.Open(path)
	if err != nil {
		return false, fault.Wrap(fault.Unavailable, err, path, "the patients of a disclosure cannot be read", "restore the file from a copy")
	}
	defer f.Close()
	lines := bufio.NewScanner(f)
	if !lines.Scan() {
		return false, fault.New(fault.Policy, path, "is no file of members", "restore it from a copy")
	}
	salt, err := hex.DecodeString(lines.Text())
	if err != nil || len(salt) != saltBytes {
		return false, fault.New(fault.Policy, path, "is no file of members", "restore it from a copy")
	}
	want := memberOf(salt, patient)
	for lines.Scan() {
		if lines.Text() == want {
			return true, nil
		}
	}
	return false, l.fault(lines.Err())
}

// Entries gives the entries since an instant, in order. The log is verified on the way.
func (l Log) Entries(since time.Time) ([]Entry, error) {
	var all []Entry
	for e, err := range l.entries() {
		if err != nil {
			return nil, err
		}
		if !e.At.Before(since) {
			all = append(all, e)
		}
	}
	return all, nil
}
