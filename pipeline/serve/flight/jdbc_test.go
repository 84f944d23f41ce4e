//go:build duckdb_arrow

package flight

import (
	"crypto/tls"
	"encoding/pem"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"chartline/pipeline/serve/servetest"
)

const jdbc = `
import java.sql.*;

public class Ask {
    public static void main(String[] given) throws Exception {
        try (Connection c = DriverManager.getConnection(given[0]);
             PreparedStatement q = c.prepareStatement("SELECT year, count(*) AS n FROM encounter WHERE year > ? GROUP BY year ORDER BY year")) {
            q.setString(1, "2022"); // the server calls every parameter text
            try (ResultSet r = q.executeQuery()) {
                while (r.next()) System.out.println(r.getInt("year") + " " + r.getLong("n"));
            }
            try (ResultSet t = c.getMetaData().getTables(null, null, "encounter", null)) {
                while (t.next()) System.out.println(t.getString("TABLE_NAME"));
            }
            System.out.println(c.getMetaData().getDatabaseProductName());
        }
    }
}
`

// certificate is that of the server, as a file of the site has it.
func (s *site) certificate(t *testing.T) []byte {
	t.Helper()
	c, err := tls.Dial("tcp", s.address, s.trust)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: c.ConnectionState().PeerCertificates[0].Raw})
}

// TestJDBC asks through Arrow's JDBC driver, whose jar FLIGHT_SQL_JDBC names.
func TestJDBC(t *testing.T) {
	driver := os.Getenv("FLIGHT_SQL_JDBC")
	if _, err := exec.LookPath("java"); err != nil || driver == "" {
		t.Skip("Java, or Arrow's JDBC driver that FLIGHT_SQL_JDBC names, is not here")
	}
	s := open(t, settings{})
	folder := t.TempDir()
	authority, program := filepath.Join(folder, "authority.pem"), filepath.Join(folder, "Ask.java")
	for path, text := range map[string][]byte{
		authority: s.certificate(t), program: []byte(jdbc),
	} {
		if err := os.WriteFile(path, text, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	secret := servetest.Token(t, s.Desk, "R. Roe", "researcher")
	for name, login := range map[string]string{"password": "user=me&password=" + secret, "token": "token=" + secret} {
		t.Run(name, func(t *testing.T) {
			url := "jdbc:arrow-flight-sql://" + s.address + "?useEncryption=true&tlsRootCerts=" + authority + "&" + login
			asked := exec.Command("java", "--add-opens=java.base/java.nio=ALL-UNNAMED", "-cp", driver, program, url)
			var logged strings.Builder
			asked.Stderr = &logged
			out, err := asked.Output()
			if want := "2023 8\n2024 8\nencounter\nChartline\n"; err != nil || string(out) != want {
				t.Errorf("%v\n%s\n%s", err, out, &logged)
			}
		})
	}
}
