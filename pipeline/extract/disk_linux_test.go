//go:build duckdb_arrow

package extract

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"chartline/pipeline/fault"
	"chartline/pipeline/privacy"
)

// smallDisk is a file system of so many bytes, which only root may make.
func smallDisk(t *testing.T, bytes int) string {
	t.Helper()
	folder := t.TempDir()
	if err := syscall.Mount("none", folder, "tmpfs", 0, fmt.Sprintf("size=%d", bytes)); err != nil {
		t.Skipf("no file system can be mounted here: %v", err)
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(folder, syscall.MNT_DETACH); err != nil {
			t.Error(err)
		}
	})
	return folder
}

// crowd fills a store with 20,000 patients, who take more than a megabyte however they are written.
var crowd = []string{
	"INSERT INTO patient BY NAME SELECT md5(CAST(range AS VARCHAR)) AS patient_id, DATE '1975-06-15' AS birth_on, 'F' AS sex FROM range(20000)",
	`INSERT INTO encounter BY NAME SELECT 'E' || patient_id AS encounter_id, patient_id, 'GENERAL' AS facility_id, 'IP' AS patient_type,
		DATE '2025-03-01' AS admitted_on, DATE '2025-03-04' AS discharged_on, 50 AS age_years, false AS dates_shifted FROM patient`,
}

// TestDiskThatFills makes every form of extract where there is no room for it: at once, and
// when much of it is written.
func TestDiskThatFills(t *testing.T) {
	dataset := store(t, crowd...)
	for name, c := range map[string]struct {
		format Format
		key    string
		bytes  int
	}{
		"duckdb": {DuckDB, "", 200 << 10}, "duckdb at once": {DuckDB, "", 8 << 10}, "duckdb by age": {DuckDB, testKey, 200 << 10},
		"parquet": {Parquet, "", 200 << 10}, "encrypted parquet": {Parquet, testKey, 200 << 10}, "encrypted parquet at once": {Parquet, testKey, 20 << 10},
	} {
		t.Run(name, func(t *testing.T) {
			disk := smallDisk(t, c.bytes)
			r := request(t, dataset, privacy.SafeHarbor)
			r.Out, r.Format, r.Key = filepath.Join(disk, "extract"), c.format, c.key
			_, err := Make(t.Context(), r)
			if fault.KindOf(err) != fault.Unavailable || !strings.HasPrefix(err.Error(), r.Out+": no space left") {
				t.Errorf("kind %d: %v", fault.KindOf(err), err)
			}
			if left, err := os.ReadDir(disk); err != nil || len(left) > 0 {
				t.Errorf("%v is left, %v", left, err)
			}
			if left, _ := filepath.Glob(fmt.Sprintf("/dev/shm/chartline-extract-%d-*", os.Getpid())); len(left) > 0 {
				t.Errorf("%v is left", left)
			}
		})
	}
}
