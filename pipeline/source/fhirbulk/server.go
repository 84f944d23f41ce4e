package fhirbulk

import (
	"net/http"
	"path/filepath"

	"chartline/pipeline/fault"
	"chartline/pipeline/source"
	"chartline/pipeline/source/fhirbulk/export"
	"chartline/pipeline/source/fhirbulk/smart"
	"chartline/pipeline/source/fhirbulk/web"
)

// exportOf makes the export that an input asks for.
func (s Source) exportOf(in source.Input) (*export.Export, error) {
	p, err := planOf(in.Spec)
	if err != nil {
		return nil, err
	}
	if p.request.Since, err = p.since(in.Mark); err != nil {
		return nil, err
	}
	if in.Spec.Spool == "" {
		return nil, fault.New(fault.Internal, in.Path, "no folder for what the server sends", "please report it")
	}
	if s.clock.Now == nil {
		s.clock = web.System
	}
	if s.silence == 0 {
		s.silence = web.Silence
	}
	if s.transport == nil {
		if s.transport, err = web.Transport(in.Spec.Option(ca), s.silence); err != nil {
			return nil, err
		}
	}
	return s.connect(p, in), nil
}

// connect makes the clients of a server: one that sends the access token and one that
// does not. They share their patience.
func (s Source) connect(p plan, in source.Input) *export.Export {
	left := web.NewPatience(p.patience, s.clock)
	client := func(carrier http.RoundTripper) *web.Client {
		return &web.Client{
			HTTP:     &http.Client{Transport: carrier, CheckRedirect: web.Redirects(in.Path, p.allowed)},
			Patience: left, Place: in.Path,
		}
	}
	e := &export.Export{
		Request: p.request, Folder: filepath.Join(in.Spec.Spool, "export"),
		Open: client(s.transport), Server: client(s.transport), Allowed: p.allowed, May: p.may,
	}
	if tokens := s.tokens(p, left); tokens != nil {
		e.Tokens = true
		e.Server = client(&smart.Transport{Next: s.transport, Tokens: tokens, May: p.may})
	}
	return e
}

// tokens is where access tokens come from; nil for a server that needs none.
func (s Source) tokens(p plan, left *web.Patience) smart.Tokens {
	if p.key == nil {
		if t := p.spec.Option(token); t != "" {
			return smart.Static(t)
		}
		return nil
	}
	// What proves who we are is told to the one address that was configured, and is never
	// passed on to another.
	stay := func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &smart.Backend{
		Client: &web.Client{
			HTTP:     &http.Client{Transport: s.transport, CheckRedirect: stay},
			Patience: left, Place: p.request.Base,
		},
		Base: p.request.Base, Endpoint: p.spec.Option(tokenURL), ID: p.spec.Option(clientID),
		Key: p.key, Scope: p.tokenScope(), Allowed: p.allowed, Now: s.clock.Now,
	}
}
