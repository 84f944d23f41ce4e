//go:build duckdb_arrow

package extract

import (
	"bytes"
	"database/sql"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"filippo.io/age"

	"chartline/pipeline/extract/disk"
	"chartline/pipeline/privacy"
)

// httpfs is the extension with which DuckDB encrypts what it writes: the file that
// CHARTLINE_HTTPFS names, or the one that DuckDB installed for this user; empty for none.
func httpfs() string {
	if file := os.Getenv("CHARTLINE_HTTPFS"); file != "" {
		return file
	}
	home, _ := os.UserHomeDir()
	found, _ := filepath.Glob(filepath.Join(home, ".duckdb", "extensions", "v1.5.4", "*", "httpfs.duckdb_extension"))
	return strings.Join(found[:min(len(found), 1)], "")
}

// TestAge decrypts a whole file with age itself.
func TestAge(t *testing.T) {
	r := request(t, store(t, ward...), privacy.SafeHarbor)
	r.Key = testKey
	if got := extracted(t, r); got.Sealed != ByAge {
		t.Errorf("sealed %s", got.Sealed)
	}
	sealed, err := os.Open(r.Out)
	if err != nil {
		t.Fatal(err)
	}
	defer sealed.Close()
	identity, err := age.NewScryptIdentity(testKey)
	if err != nil {
		t.Fatal(err)
	}
	clear, err := age.Decrypt(sealed, identity)
	if err != nil {
		t.Fatal(err)
	}
	content, err := io.ReadAll(clear)
	if err != nil {
		t.Fatal(err)
	}
	opened := filepath.Join(t.TempDir(), "opened.duckdb")
	if err := os.WriteFile(opened, content, 0o600); err != nil {
		t.Fatal(err)
	}
	expect(t, opened, map[string]string{"SELECT count(*) FROM encounter": "40"})
	wrong, _ := age.NewScryptIdentity("another")
	if _, err := sealed.Seek(0, io.SeekStart); err != nil {
		t.Fatal(err)
	}
	if _, err := age.Decrypt(sealed, wrong); err == nil {
		t.Error("another key opens it")
	}
}

// TestNothingClearIsLeft makes and refuses extracts that are in the clear for a moment.
func TestNothingClearIsLeft(t *testing.T) {
	r := request(t, store(t, ward...), privacy.SafeHarbor)
	r.Key = testKey
	folder := disk.Memory(1 << 20)
	if folder == "" {
		t.Log("no folder in memory on this system: the disk is looked at")
	} else if info, err := os.Stat(folder); err != nil || info.Mode().Perm() != 0o700 || os.Remove(folder) != nil {
		t.Errorf("%s: %v %v", folder, info.Mode(), err)
	}
	refused := r
	refused.Out, refused.Smallest, refused.MaxSmall = r.Out+"-refused", 30, 0.5
	if _, err := Make(t.Context(), refused); err == nil {
		t.Error("people stand out, and it is made")
	}
	extracted(t, r)
	for _, pattern := range []string{filepath.Dir(r.Out) + "/.extract-*", fmt.Sprintf("%s/chartline-extract-%d-*", filepath.Dir(folder), os.Getpid())} {
		if left, _ := filepath.Glob(pattern); len(left) > 0 {
			t.Errorf("%v is left", left)
		}
	}
	if content, err := os.ReadFile(r.Out); err != nil || !bytes.HasPrefix(content, []byte("age-encryption.org/v1")) {
		t.Errorf("it is not encrypted: %v", err)
	}
}

// TestEncryptedByDuckDB makes a file that is never in the clear, and opens it with its key alone.
func TestEncryptedByDuckDB(t *testing.T) {
	crypto := httpfs()
	if crypto == "" {
		t.Skip("DuckDB's extension httpfs is not here: set CHARTLINE_HTTPFS to its file")
	}
	for _, mode := range []privacy.Mode{privacy.SafeHarbor, privacy.Limited} {
		r := request(t, store(t, ward...), mode)
		r.Key, r.Crypto = testKey, crypto
		if got := extracted(t, r); got.Sealed != ByDuckDB || got.Accounts != 40 {
			t.Errorf("%+v", got)
		}
		content := left(t, r.Out)
		for _, word := range []string{"Medicare", "encounter", "J189", "trial"} {
			if bytes.Contains(content[len(r.Out):], []byte(word)) {
				t.Errorf("%s: the file holds %q in the clear", mode, word)
			}
		}
		if info, err := os.Stat(r.Out); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("the file is open to others: %v", info.Mode())
		}
		db, err := sql.Open("duckdb", "")
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		db.SetMaxOpenConns(1)
		for _, option := range []string{"", ", ENCRYPTION_KEY 'another'"} {
			if _, err := db.Exec("ATTACH '" + r.Out + "' AS study (READ_ONLY" + option + ")"); err == nil {
				t.Errorf("it opens with %q", option)
			}
		}
		answerOf(t, db, "ATTACH '"+r.Out+"' AS study (READ_ONLY, ENCRYPTION_KEY '"+testKey+"')")
		if got := answerOf(t, db, "SELECT count(*) FROM study.encounter"); got != "40" {
			t.Errorf("%s accounts", got)
		}
	}
}

// inFolder asks a question through the catalogue of a folder, as a researcher does.
func inFolder(t *testing.T, r Request, crypto, question string) string {
	t.Helper()
	prefix := "SET file_search_path = '" + r.Out + "'; PRAGMA add_parquet_key('study', '" + testKey + "'); "
	if crypto != "" {
		prefix += "LOAD '" + crypto + "'; "
	}
	return answer(t, filepath.Join(r.Out, "catalogue.duckdb"), prefix+question)
}

// TestEncryptedParquetAnswersEveryKindOfQuestion asks through the catalogue what DuckDB cannot ask
// of the encrypted files themselves: conditions, joins, the first of an order, and more than one
// group of rows. The extension decrypts by other code than DuckDB alone.
func TestEncryptedParquetAnswersEveryKindOfQuestion(t *testing.T) {
	many := slices.Concat(ward, []string{
		"INSERT INTO diagnosis SELECT encounter_id, 1, i, 'other', 'E' || (100 + i % 900), 'ICD-10-CM', 'N' FROM encounter, range(1, 14001) AS r(i)",
	})
	r := request(t, store(t, many...), privacy.SafeHarbor)
	r.Format, r.Key = Parquet, testKey
	if got := extracted(t, r); got.Sealed != Within {
		t.Errorf("sealed %s", got.Sealed)
	}
	for question, want := range map[string]string{
		"SELECT count(*) FROM diagnosis":                                                                       "560040",
		"SELECT count(*) FROM diagnosis WHERE code = 'I10'":                                                    "40",
		"SELECT count(*) FROM diagnosis WHERE code IS NOT NULL AND poa = 'N'":                                  "560000",
		"SELECT count(*) FROM diagnosis WHERE code LIKE 'I%' OR poa IS NULL":                                   "40",
		"SELECT count(*) FROM diagnosis WHERE code IN ('I10', 'E100') AND sequence BETWEEN 0 AND 1":            "40",
		"SELECT count(*) FROM diagnosis JOIN encounter USING (encounter_id) WHERE year = 2025":                 "560040",
		"SELECT count(*) FROM diagnosis WHERE encounter_id IN (SELECT min(encounter_id) FROM encounter)":       "14001",
		"SELECT count(*) FROM diagnosis AS d WHERE code = (SELECT max(code) FROM diagnosis WHERE poa = 'Y')":   "40",
		"SELECT code FROM diagnosis ORDER BY code DESC, encounter_id LIMIT 1":                                  "I10",
		"SELECT sex, count(*) FROM patient JOIN encounter USING (patient_id) GROUP BY 1 ORDER BY 1":            "F 20\nM 20",
		"SELECT records FROM about.codebook WHERE table_name = 'patient' AND column_name = 'sex' ORDER BY ALL": "20\n20",
		"SELECT value FROM about.stamp WHERE name = 'mode'":                                                    "safe-harbor",
	} {
		for _, crypto := range slices.Compact([]string{"", httpfs()}) {
			if got := inFolder(t, r, crypto, question); got != want {
				t.Errorf("%s (extension %q): %s, want %s", question, crypto, got, want)
			}
		}
	}
}

// TestWhatIsPlainBesideEncryptedFiles: the names of tables and columns, and what became of them.
// Nothing that tells how many people have what, or what for.
func TestWhatIsPlainBesideEncryptedFiles(t *testing.T) {
	r := request(t, store(t, ward...), privacy.SafeHarbor)
	r.Format, r.Key, r.Purpose = Parquet, testKey, "outcomes of hypertension"
	extracted(t, r)
	var plain []string
	err := filepath.WalkDir(r.Out, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		content, err := os.ReadFile(path)
		if bytes.HasPrefix(content, []byte("PARE")) && bytes.HasSuffix(content, []byte("PARE")) {
			return err // Parquet with an encrypted footer
		}
		name, _ := filepath.Rel(r.Out, path)
		plain = append(plain, name)
		for _, told := range []string{r.Purpose, "Medicare", "I10", ",20", testKey} {
			if bytes.Contains(content, []byte(told)) {
				t.Errorf("%s tells %q", name, told)
			}
		}
		return err
	})
	if want := []string{"README.md", "about/dictionary.csv", "catalogue.duckdb"}; err != nil || !slices.Equal(plain, want) {
		t.Errorf("%v are plain, want %v: %v", plain, want, err)
	}
}
