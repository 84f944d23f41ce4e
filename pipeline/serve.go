package pipeline

import (
	"context"
	"crypto/tls"
	"errors"
	"net"
	"os"
	"time"

	"chartline/pipeline/accesslog"
	"chartline/pipeline/config/secret"
	"chartline/pipeline/contain"
	"chartline/pipeline/fault"
	"chartline/pipeline/privacy"
	"chartline/pipeline/serve/desk"
	"chartline/pipeline/serve/door"
	"chartline/pipeline/serve/flight"
	"chartline/pipeline/serve/token"
	"chartline/pipeline/serve/web"
)

// ServeRequest is what a server takes besides the configuration.
type ServeRequest struct {
	Log accesslog.Log
	// May reports whether a role may see something of a mode, and whether as rows of persons.
	May func(role string, mode privacy.Mode, identified bool) bool
	// Ready is told the addresses, empty for none, once both are listened on.
	Ready func(flight, web string)
}

const (
	longestStatement = 256 << 10        // bytes
	placeWait        = 10 * time.Second // for a place among the statements that run
	drain            = 30 * time.Second // that statements have to end in after a signal
)

// Serve answers tools and browsers until the context ends, and then lets what runs come to
// its end. Only what is not the store itself is served.
func (p *Program) Serve(ctx context.Context, r ServeRequest) (err error) {
	security, err := p.security()
	if err != nil {
		return err
	}
	d, done, err := p.desk(ctx, r)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, done()) }()
	s, err := p.open(d, security)
	if err != nil {
		return err
	}
	r.Ready(s.addresses())
	return s.run(ctx)
}

// security is the TLS of the configuration; nil for none.
func (p *Program) security() (*tls.Config, error) {
	c := p.Config.Serve
	if c.Certificate == "" {
		return nil, nil
	}
	where := p.Config.Where("serve.certificate")
	certificate, err := os.ReadFile(c.Certificate)
	if err != nil {
		return nil, fault.Wrap(fault.Config, err, where, "the certificate cannot be read", "check the path and who may read it")
	}
	key, err := secret.Resolve(p.Config.Where("serve.key"), c.Key)
	if err != nil {
		return nil, err
	}
	return door.Security(where, certificate, []byte(key))
}

// desk opens the dataset in contained processes.
func (p *Program) desk(ctx context.Context, r ServeRequest) (d *desk.Desk, done func() error, err error) {
	data, err := p.dataset(ctx)
	if err != nil {
		return nil, nil, err
	}
	if data.mode == privacy.PHI {
		return nil, nil, fault.New(fault.Policy, p.Config.Where("store.path"), "this is the store itself, which is not served", "make an extract and name it as store.path")
	}
	c := p.Config.Serve
	e, err := p.OpenContained(ctx, contain.Limits{Time: c.Time, CPU: 4 * c.Time, Rows: c.Rows, Bytes: c.Bytes})
	if err != nil {
		return nil, nil, err
	}
	d, err = desk.Open(ctx, desk.Setup{
		Engine: e, Dataset: data.path, Mode: data.mode, Book: token.Book{Path: p.Config.TokenFile()}, Log: r.Log, May: r.May, Now: p.Now,
		Limits: desk.Limits{AtOnce: c.AtOnce, Each: c.Queries, Longest: longestStatement, Wait: placeWait},
	})
	if err != nil {
		return nil, nil, errors.Join(err, e.Close())
	}
	return d, e.Close, nil
}

// servers are those of one desk with their doors.
type servers struct {
	flight     *flight.Server
	web        *web.Server // nil for none
	flightDoor net.Listener
	webDoor    net.Listener
}

// open listens on both addresses, or on none.
func (p *Program) open(d *desk.Desk, security *tls.Config) (s servers, err error) {
	c := p.Config.Serve
	if s.flight, err = flight.New(d, flight.Options{Security: security, Patience: c.Patience, Version: p.Version}); err != nil {
		return s, err
	}
	if s.flightDoor, err = door.Listen(c.Flight, security, c.Connections); err != nil || c.Web == "" {
		return s, err
	}
	s.web = web.New(d, web.Options{Library: p.Config.Library(), Security: security, Patience: c.Patience, Theme: p.Theme})
	if s.webDoor, err = door.Listen(c.Web, security, c.Connections); err != nil {
		return s, errors.Join(err, s.flightDoor.Close())
	}
	return s, nil
}

func (s servers) addresses() (flight, web string) {
	if s.webDoor != nil {
		web = s.webDoor.Addr().String()
	}
	return s.flightDoor.Addr().String(), web
}

// run serves until the context ends, or a server does.
func (s servers) run(ctx context.Context) error {
	ended := make(chan error, 2)
	running := 1
	go func() { ended <- s.flight.Serve(s.flightDoor) }()
	if s.web != nil {
		running++
		go func() { ended <- s.web.Serve(s.webDoor) }()
	}
	var failed error
	select {
	case <-ctx.Done():
	case failed = <-ended:
		running--
	}
	s.stop(context.WithoutCancel(ctx))
	for range running {
		failed = errors.Join(failed, <-ended)
	}
	return failed
}

// stop lets both servers come to their end side by side.
func (s servers) stop(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, drain)
	defer cancel()
	stopped := make(chan struct{})
	go func() {
		if s.web != nil {
			s.web.Stop(ctx)
		}
		close(stopped)
	}()
	s.flight.Stop(ctx)
	<-stopped
}
