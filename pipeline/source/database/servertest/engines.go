package servertest

import (
	"context"
	"database/sql"
	"net/url"
	"path/filepath"
	"testing"

	_ "github.com/go-sql-driver/mysql" // the driver by which tests prepare a server
	"github.com/jackc/pgx/v5/pgconn"
)

func startPostgres(t testing.TB) *Server {
	t.Helper()
	initdb, postgres := program("initdb", "/usr/lib/postgresql/*/bin"), program("postgres", "/usr/lib/postgresql/*/bin")
	if initdb == "" || postgres == "" {
		t.Skip("PostgreSQL is not installed: apt-get install postgresql")
	}
	a := accountOf(t, "postgres")
	dir := a.folder(t)
	a.certificates(t, dir)
	secret := a.write(t, filepath.Join(dir, "secret"), []byte(Password))
	run(t, a.command(dir, initdb, "-D", "data", "-U", "chart", "-A", "scram-sha-256", "--pwfile="+secret, "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"))
	number := port(t)
	// At SIGQUIT its processes end as at a crash; SIGKILL would leave all but the first.
	s := &Server{folder: dir, death: "QUIT", Host: "127.0.0.1:" + number, Socket: dir, CA: filepath.Join(dir, "ca.pem")}
	s.Address = (&url.URL{Scheme: "postgres", User: url.UserPassword("chart", Password), Host: s.Host, Path: "/postgres", RawQuery: "sslmode=disable"}).String()
	s.start(t, a, func() error { return execPostgres(s.Address, "SELECT 1") },
		postgres, "-D", "data", "-k", dir, "-p", number, "-c", "listen_addresses=127.0.0.1", "-c", "fsync=off",
		"-c", "ssl=on", "-c", "ssl_cert_file="+filepath.Join(dir, "server.pem"), "-c", "ssl_key_file="+filepath.Join(dir, "server.key"))
	return s
}

func execPostgres(address, text string) error {
	c, err := pgconn.Connect(context.Background(), address)
	if err != nil {
		return err
	}
	defer c.Close(context.Background())
	_, err = c.Exec(context.Background(), text).ReadAll()
	return err
}

func startMariaDB(t testing.TB) *Server {
	t.Helper()
	install, mariadbd := program("mariadb-install-db", "/usr/bin"), program("mariadbd", "/usr/sbin")
	if install == "" || mariadbd == "" {
		t.Skip("MariaDB is not installed: apt-get install mariadb-server")
	}
	a := accountOf(t, "mysql")
	dir := a.folder(t)
	a.certificates(t, dir)
	run(t, a.command(dir, install, "--no-defaults", "--datadir="+dir+"/data", "--auth-root-authentication-method=normal", "--skip-test-db"))
	number := port(t)
	s := &Server{folder: dir, death: "KILL", Host: "127.0.0.1:" + number, Socket: filepath.Join(dir, "sock"), CA: filepath.Join(dir, "ca.pem")}
	setUp := a.write(t, filepath.Join(dir, "init.sql"), []byte("CREATE DATABASE clinic CHARACTER SET utf8mb4;\n"+
		"CREATE USER chart@'%' IDENTIFIED BY '"+Password+"';\nGRANT ALL ON *.* TO chart@'%' WITH GRANT OPTION;\n"))
	s.Address = (&url.URL{Scheme: "mysql", User: url.UserPassword("chart", Password), Host: s.Host, Path: "/clinic", RawQuery: "tls=false"}).String()
	s.start(t, a, func() error { return s.execMariaDB("SELECT 1") },
		mariadbd, "--no-defaults", "--datadir="+dir+"/data", "--socket="+s.Socket, "--port="+number,
		"--bind-address=127.0.0.1", "--init-file="+setUp, "--innodb-flush-log-at-trx-commit=0", "--innodb-buffer-pool-size=256M",
		"--ssl-ca="+s.CA, "--ssl-cert="+filepath.Join(dir, "server.pem"), "--ssl-key="+filepath.Join(dir, "server.key"))
	return s
}

func (s *Server) execMariaDB(text string) error {
	db, err := sql.Open("mysql", "chart:"+Password+"@tcp("+s.Host+")/clinic?multiStatements=true")
	if err != nil {
		return err
	}
	defer db.Close()
	_, err = db.Exec(text)
	return err
}

// Exec carries out statements as the administrator, whatever the server.
func (s *Server) Exec(t testing.TB, text string) {
	t.Helper()
	var err error
	if u, _ := url.Parse(s.Address); u.Scheme == "postgres" {
		err = execPostgres(s.Address, text)
	} else {
		err = s.execMariaDB(text)
	}
	if err != nil {
		t.Fatalf("%v in %.80s", err, text)
	}
}
