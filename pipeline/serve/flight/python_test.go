//go:build duckdb_arrow

package flight

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"chartline/pipeline/serve/servetest"
)

const adbc = `
import sys, adbc_driver_flightsql.dbapi as dbapi
from adbc_driver_flightsql import DatabaseOptions
options = {DatabaseOptions.AUTHORIZATION_HEADER.value: "Bearer " + sys.argv[2], DatabaseOptions.TLS_SKIP_VERIFY.value: "true"}
with dbapi.connect("grpc+tls://" + sys.argv[1], db_kwargs=options, autocommit=True) as c, c.cursor() as q:
    q.execute("SELECT year, count(*) AS n FROM encounter WHERE year > ? GROUP BY year ORDER BY year", (2022,))
    print(q.fetchall())
    print(c.adbc_get_info()["vendor_name"])
    print(c.adbc_get_objects(depth="tables").read_all().num_rows)
`

// TestPython asks through the ADBC driver of Python where it is installed.
func TestPython(t *testing.T) {
	if exec.Command("python3", "-c", "import adbc_driver_flightsql.dbapi, pyarrow").Run() != nil {
		t.Skip("Python's adbc_driver_flightsql and pyarrow are not installed")
	}
	s := open(t, settings{})
	script := filepath.Join(t.TempDir(), "ask.py")
	if err := os.WriteFile(script, []byte(adbc), 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command("python3", script, s.address, servetest.Token(t, s.Desk, "R. Roe", "researcher")).CombinedOutput()
	if err != nil || !strings.HasPrefix(string(out), "[(2023, 8), (2024, 8)]\nChartline\n1\n") {
		t.Errorf("%v\n%s", err, out)
	}
}
