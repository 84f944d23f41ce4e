package sqldb

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"strings"
	"time"

	"chartline/pipeline/fault"
)

// verdict is what an error of a driver or server means for people.
type verdict struct {
	kind fault.Kind
	what string
	fix  string
	away bool // the server may be back in a moment
}

func (v verdict) fault(err error, where string) error {
	return fault.Wrap(v.kind, err, where, v.what, v.fix)
}

// What goes wrong with every kind of server. A code of the server is put after it.
var (
	refusedLogin = verdict{kind: fault.Config, what: "the server refuses the login",
		fix: "check the user, the password and the database in the address, and that the account may connect"}
	noDatabase = verdict{kind: fault.Config, what: "the server has no such database for this account",
		fix: "check the name at the end of the address"}
	noTable = verdict{kind: fault.Config, what: "a table or view of the SELECT does not exist for this account",
		fix: "check its name and schema in the SELECT"}
	noColumn = verdict{kind: fault.Config, what: "a column of the SELECT does not exist",
		fix: "check the names in the SELECT"}
	notPermitted = verdict{kind: fault.Config, what: "the account may not read what the SELECT reads",
		fix: "have the SELECT privilege granted to it"}
	writes = verdict{kind: fault.Config, what: "the SELECT tries to change something, which the server refused",
		fix: "take out what writes, such as a function with side effects"}
	brokenValue = verdict{kind: fault.Config, what: "an expression of the SELECT cannot be worked out for a row",
		fix: "have it give the column as it is; what does not fit is then quarantined"}
	notAccepted = verdict{kind: fault.Config, what: "the server does not accept the SELECT",
		fix: "try it on the server; where :since stands for a whole number, the option since must be one, such as 0"}
	stoppedByServer = verdict{kind: fault.Unavailable, what: "the server stopped the statement",
		fix: "try again; allow it more time by the option timeout if it took that long"}
	busy = verdict{kind: fault.Unavailable, what: "the server cannot serve us now", fix: "try again later", away: true}
	lost = verdict{kind: fault.Unavailable, what: "the server cannot be reached, or the connection to it was lost",
		fix: "check that it runs and that the address is right, and try again", away: true}
	noSuchHost = verdict{kind: fault.Unavailable, what: "no machine of that name is known",
		fix: "check the name of the host in the address, or try again"}
	untrusted = verdict{kind: fault.Config, what: "the server's certificate cannot be trusted",
		fix: "give the file with the certificate of its authority by the option ca, and name the host as the certificate does"}
	noTLS = verdict{kind: fault.Config, what: "the server does not encrypt connections",
		fix: "have it set up TLS, or reach it by a tunnel that ends on this machine"}
	tooLarge = verdict{kind: fault.Input, what: "a row is larger than 64 MiB", fix: "leave its large columns out of the SELECT"}
)

// numbered puts the server's code of the error after it.
func (v verdict) numbered(name, code string) verdict {
	v.what += fmt.Sprintf(" (%s %s)", name, code)
	return v
}

// meaning is what the codes that begin so mean.
type meaning struct {
	codes   string // separated by blanks
	verdict verdict
}

// look finds what a code means: the first meaning with a beginning of it, or an equal
// one where codes must be whole.
func look(meanings []meaning, code string, whole bool) verdict {
	for _, m := range meanings {
		for _, c := range strings.Fields(m.codes) {
			if c == code || !whole && strings.HasPrefix(code, c) {
				return m.verdict
			}
		}
	}
	return notAccepted
}

// connectionVerdict is what an error means that is of no server: of the network, or of
// what the server showed for itself.
func connectionVerdict(err error) verdict {
	var (
		certificate *tls.CertificateVerificationError
		authority   x509.UnknownAuthorityError
		hostname    x509.HostnameError
		dns         *net.DNSError
	)
	switch {
	case errors.As(err, &certificate), errors.As(err, &authority), errors.As(err, &hostname):
		return untrusted
	case errors.As(err, &dns) && dns.IsNotFound:
		return noSuchHost
	}
	return lost
}

// firstWait is how long the second attempt to connect waits; each next waits twice as
// long.
const firstWait = 250 * time.Millisecond

// attemptTime is how long one attempt to connect may take.
const attemptTime = 15 * time.Second

// reach connects, again and again while the server is away and patience lasts.
func reach(ctx context.Context, a address, o Options, connect opener) (conn, error) {
	patience, cancel := context.WithTimeout(ctx, o.Patience)
	defer cancel()
	for wait := firstWait; ; wait *= 2 {
		attempt, done := context.WithTimeout(ctx, attemptTime)
		c, err := connect.open(attempt)
		done()
		if err == nil {
			return c, nil
		}
		if ctx.Err() != nil {
			return nil, fault.Wrap(fault.Interrupted, ctx.Err(), a.name, "stopped", "")
		}
		v := connect.verdict(err)
		if !v.away {
			return nil, v.fault(err, a.name)
		}
		select {
		case <-patience.Done():
			return nil, v.fault(err, a.name)
		case <-time.After(wait):
		}
	}
}
