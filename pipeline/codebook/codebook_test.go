//go:build duckdb_arrow

package codebook

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"chartline/pipeline/engine/duckdb"
	"chartline/pipeline/fault"
)

// book is a small code set of two releases, with the words of the newer one.
const book = `
CREATE TABLE code_release AS SELECT * FROM (VALUES
	('ICD-10-CM', DATE '2024-10-01', DATE '2025-09-30', 'I50', false, 'Heart failure'),
	('ICD-10-CM', DATE '2024-10-01', DATE '2025-09-30', 'I509', true, 'Heart failure, unspecified'),
	('ICD-10-CM', DATE '2024-10-01', DATE '2025-09-30', 'G35', true, 'Multiple sclerosis'),
	('ICD-10-CM', DATE '2024-10-01', DATE '2025-09-30', 'Q999', true, 'Old'),
	('ICD-10-CM', DATE '2025-10-01', DATE '2026-09-30', 'I50', false, 'Heart failure'),
	('ICD-10-CM', DATE '2025-10-01', DATE '2026-09-30', 'I509', true, 'Heart failure, unspecified'),
	('ICD-10-CM', DATE '2025-10-01', DATE '2026-09-30', 'T8622', true, 'Heart transplant failure'),
	('ICD-10-CM', DATE '2025-10-01', DATE '2026-09-30', 'G35', false, 'Multiple sclerosis'),
	('ICD-10-CM', DATE '2025-10-01', DATE '2026-09-30', 'E1022', true, 'Type 1 diabetes mellitus with diabetic chronic kidney disease'),
	('ICD-10-CM', DATE '2025-10-01', DATE '2026-09-30', 'E1122', true, 'Type 2 diabetes mellitus with diabetic chronic kidney disease'),
	('ICD-9-CM', DATE '2014-10-01', DATE '2015-09-30', '4280', true, 'Congestive heart failure, unspecified')
) AS t (code_system, valid_from, valid_to, code, billable, title);
ALTER TABLE code_release ADD COLUMN short_title VARCHAR;
INSERT INTO code_release VALUES ('ICD-9-CM', DATE '2014-10-01', DATE '2015-09-30', '2500', true, NULL, 'DMII wo cmp nt st uncntr');
CREATE TABLE code_title AS SELECT CAST(row_number() OVER () AS INTEGER) AS place, code_system, code, billable,
		coalesce(title, short_title) AS title, length(coalesce(title, short_title)) - length(replace(coalesce(title, short_title), ' ', '')) AS blanks
	FROM code_release WHERE valid_from <> DATE '2024-10-01';
CREATE TABLE title_word AS SELECT word, count(*) AS codes, list(place) AS places
	FROM (SELECT DISTINCT place, unnest(string_split_regex(lower(title), '[^a-z0-9]+')) AS word FROM code_title) AS w GROUP BY word`

func openBook(t *testing.T) *duckdb.DB {
	t.Helper()
	db, err := duckdb.OpenMemory(duckdb.Options{}, strings.Split(book, ";\n")...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return db
}

func TestSearch(t *testing.T) {
	db := openBook(t)
	for _, c := range []struct{ name, words, want string }{
		{"all words, headers last", "heart failure", "I509 T8622 4280 I50"},
		{"in any order and case", "FAILURE, Heart", "I509 T8622 4280 I50"},
		{"a letter missing", "hart failure", "I509 T8622 4280 I50"},
		{"a letter too many", "heartt failure", "I509 T8622 4280 I50"},
		{"another letter", "heerf failure", ""},
		{"letters exchanged", "haert failure", "I509 T8622 4280 I50"},
		{"a beginning", "diab kidn", "E1022 E1122"},
		{"a digit tells types apart", "type 2 diabetes", "E1122"},
		{"a word that no title has", "heart banana", ""},
		{"short words are not guessed at", "wit 2", "E1122"},
		{"an abbreviated title, where there is no other", "dmii cmp", "2500"},
	} {
		t.Run(c.name, func(t *testing.T) {
			hits, err := Search(t.Context(), db, c.words, 10)
			if err != nil {
				t.Fatal(err)
			}
			var codes []string
			for _, h := range hits {
				codes = append(codes, h.Code)
				if h.Title == "" || h.System == "" {
					t.Errorf("%s has no title or system: %+v", h.Code, h)
				}
			}
			if got := strings.Join(codes, " "); got != c.want {
				t.Errorf("found %q, want %q", got, c.want)
			}
		})
	}
	if hits, err := Search(t.Context(), db, "heart failure", 2); err != nil || len(hits) != 2 {
		t.Errorf("%d hits of at most 2: %v", len(hits), err)
	}
	if _, err := Search(t.Context(), db, " ,; ", 2); fault.KindOf(err) != fault.Usage {
		t.Errorf("without words: %v", err)
	}
}

// TestJudge covers VAL-01 to VAL-04 and VER-04: G35 became a header on 1 October 2025.
func TestJudge(t *testing.T) {
	db := openBook(t)
	for _, c := range []struct{ name, code, on, want string }{
		{"valid", "I509", "2026-03-01", Valid},
		{"on the first day", "I509", "2025-10-01", Valid},
		{"on the last day of the release before", "G35", "2025-09-30", Valid},
		{"a header since", "G35", "2025-10-01", Header},
		{"retired", "Q999", "2025-10-01", Retired},
		{"not yet", "T8622", "2025-09-30", NotYet},
		{"after every release", "I509", "2026-10-01", NotLoaded},
		{"before every release", "I509", "2020-01-01", NotLoaded},
		{"an old system", "4280", "2015-03-01", Valid},
		{"in no system", "ZZZ", "2026-03-01", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			on, err := time.Parse(time.DateOnly, c.on)
			if err != nil {
				t.Fatal(err)
			}
			found, err := Judge(t.Context(), db, c.code, on)
			if err != nil {
				t.Fatal(err)
			}
			got := ""
			if len(found) > 0 {
				got = found[0].Status
			}
			if got != c.want || len(found) > 1 {
				t.Errorf("%v, want %q", found, c.want)
			}
		})
	}
}

func TestNearly(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want bool
	}{
		{"heart", "heart", true}, {"hart", "heart", true}, {"heart", "hart", true}, {"heert", "heart", true},
		{"haert", "heart", true}, {"heartt", "heart", true}, {"xheart", "heart", true},
		{"heerf", "heart", false}, {"hert", "hearts", false}, {"trahe", "heart", false}, {"", "a", true}, {"", "ab", false},
	} {
		if nearly(c.a, c.b) != c.want {
			t.Errorf("nearly(%q, %q) is not %v", c.a, c.b, c.want)
		}
	}
}

func TestInForce(t *testing.T) {
	db := openBook(t)
	for _, c := range []struct {
		system, on string
		want       bool
	}{
		{"ICD-10-CM", "2024-10-01", true}, {"ICD-10-CM", "2026-09-30", true}, {"ICD-10-CM", "2024-09-30", false},
		{"ICD-10-CM", "2026-10-01", false}, {"ICD-10-PCS", "2025-10-01", false},
	} {
		on, err := time.Parse(time.DateOnly, c.on)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := InForce(t.Context(), db, c.system, on); got != c.want || err != nil {
			t.Errorf("%s on %s: %v %v", c.system, c.on, got, err)
		}
	}
}

// TestDoubts has a file of one year under the name of another: the same codes twice, and
// other counts than were published; and releases with no more than the same counts.
func TestDoubts(t *testing.T) {
	const release = "INSERT INTO code_release SELECT '%s', DATE '%s', '%s' || n, n > %d FROM range(%d) AS r(n)"
	for _, c := range []struct {
		name     string
		releases []string
		want     string
	}{
		{"twins", []string{fmt.Sprintf(release, "ICD-10-CM", "2020-10-01", "A", 5, 50), fmt.Sprintf(release, "ICD-10-CM", "2021-10-01", "A", 5, 50)},
			"the releases of 2020-10-01 and 2021-10-01 have the very same codes"},
		{"other codes", []string{fmt.Sprintf(release, "ICD-10-CM", "2020-10-01", "A", 5, 50), fmt.Sprintf(release, "ICD-10-CM", "2021-10-01", "B", 5, 50)}, ""},
		{"other systems", []string{fmt.Sprintf(release, "ICD-10-CM", "2020-10-01", "A", 5, 50), fmt.Sprintf(release, "ICD-10-PCS", "2021-10-01", "A", 5, 50)}, ""},
		{"headers that became valid", []string{fmt.Sprintf(release, "ICD-10-CM", "2020-10-01", "A", 5, 50), fmt.Sprintf(release, "ICD-10-CM", "2021-10-01", "A", 4, 50)}, ""},
		{"counts of another year", []string{fmt.Sprintf(release, "ICD-10-CM", "2024-10-01", "A", -1, 74_719)}, "74719 are loaded and 74260 were published"},
	} {
		t.Run(c.name, func(t *testing.T) {
			tables := []string{"CREATE TABLE code_release (code_system VARCHAR, valid_from DATE, code VARCHAR, billable BOOLEAN)",
				"CREATE TABLE code_mark (list VARCHAR, code_system VARCHAR, valid_from DATE)"}
			db, err := duckdb.OpenMemory(duckdb.Options{}, append(tables, c.releases...)...)
			if err != nil {
				t.Fatal(err)
			}
			defer db.Close()
			doubts, err := Doubts(t.Context(), db)
			if got := strings.Join(doubts, "; "); err != nil || !strings.Contains(got, c.want) || (c.want == "") != (got == "") {
				t.Errorf("doubts %q: %v, want %q", got, err, c.want)
			}
		})
	}
}

func TestVerifyComparesWhatIsLoaded(t *testing.T) {
	db, err := duckdb.OpenMemory(duckdb.Options{},
		"CREATE TABLE code_release AS SELECT 'ICD-10-PCS' AS code_system, DATE '2025-10-01' AS valid_from, 'A' AS code, true AS billable FROM range(79115)",
		"CREATE TABLE code_mark AS SELECT 'poa_exempt' AS list, 'ICD-10-CM' AS code_system, DATE '2025-10-01' AS valid_from FROM range(5)")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	checks, err := Verify(t.Context(), db)
	if err != nil || len(checks) != 2 {
		t.Fatalf("%v %v, want the two that are loaded", checks, err)
	}
	if checks[0].Found != checks[0].Published || checks[1].Found != 5 || checks[1].Published != 38_349 {
		t.Errorf("%+v", checks)
	}
}
