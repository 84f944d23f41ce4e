// Package sftp delivers reports to a server over SSH whose key is known beforehand.
package sftp

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"net"
	"path"
	"strings"
	"time"

	"github.com/pkg/sftp"
	"golang.org/x/crypto/ssh"

	"chartline/pipeline/deliver"
	"chartline/pipeline/fault"
)

// Sender puts each report into a folder of its own below Path on a server, by one rename.
type Sender struct {
	Address  string // host:port
	Path     string
	User     string
	Auth     []ssh.AuthMethod
	HostKey  ssh.PublicKey // the one key that the server may show
	Formats  []string      // which files, such as pdf; all where there is none
	Patience time.Duration
}

// Prepare writes the report aside, in a folder whose name begins with a dot.
func (s Sender) Prepare(ctx context.Context, p *deliver.Parcel) error {
	return s.session(ctx, func(c *sftp.Client) error {
		aside, place := s.places(p)
		if err := c.MkdirAll(path.Dir(place)); err != nil {
			return err
		}
		if err := remove(c, aside); err != nil {
			return err
		}
		if err := c.Mkdir(aside); err != nil {
			return err
		}
		for _, f := range p.Chosen(s.Formats) {
			if err := put(c, p, f, path.Join(aside, f.Name)); err != nil {
				return errors.Join(err, remove(c, aside))
			}
		}
		return nil
	})
}

// Complete renames what lies aside into its place. Where it does not lie there any more it
// was renamed before, even if somebody has taken the report away since.
func (s Sender) Complete(ctx context.Context, p *deliver.Parcel) error {
	return s.session(ctx, func(c *sftp.Client) error {
		aside, place := s.places(p)
		if _, err := c.Stat(path.Dir(place)); errors.Is(err, fs.ErrNotExist) {
			return deliver.ErrNotPrepared
		}
		switch _, err := c.Stat(aside); {
		case errors.Is(err, fs.ErrNotExist):
			return remove(c, aside+"-old")
		case err != nil:
			return err
		}
		switch _, err := c.Stat(place); {
		case err == nil:
			if err := c.Rename(place, aside+"-old"); err != nil {
				return err
			}
		case !errors.Is(err, fs.ErrNotExist):
			return err
		}
		if err := c.Rename(aside, place); err != nil {
			return err
		}
		return remove(c, aside+"-old")
	})
}

// places are where a report is written first, and where it belongs.
func (s Sender) places(p *deliver.Parcel) (aside, place string) {
	place = path.Join(s.Path, p.Place)
	return path.Join(path.Dir(place), "."+p.ID), place
}

// put sends a file, and makes sure that the server has all of it.
func put(c *sftp.Client, p *deliver.Parcel, f deliver.File, to string) (err error) {
	if err := c.MkdirAll(path.Dir(to)); err != nil {
		return err
	}
	from, err := p.Open(f.Name)
	if err != nil {
		return err
	}
	defer from.Close()
	out, err := c.Create(to)
	if err != nil {
		return err
	}
	if _, err := io.Copy(out, from); err != nil {
		return errors.Join(err, out.Close())
	}
	if err := out.Close(); err != nil {
		return err
	}
	info, err := c.Stat(to)
	if err == nil && info.Size() != f.Bytes {
		err = io.ErrShortWrite
	}
	return err
}

// remove removes a folder with what is in it; one that is not there is no error.
func remove(c *sftp.Client, folder string) error {
	if _, err := c.Stat(folder); errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return c.RemoveAll(folder)
}

// session connects, works and hangs up.
func (s Sender) session(ctx context.Context, work func(*sftp.Client) error) error {
	ctx, cancel := context.WithTimeout(ctx, s.Patience)
	defer cancel()
	conn, err := (&net.Dialer{}).DialContext(ctx, "tcp", s.Address)
	if err != nil {
		return s.unreached(err)
	}
	defer conn.Close()
	defer context.AfterFunc(ctx, func() { _ = conn.Close() })()
	var met keySeen
	handshake, channels, requests, err := ssh.NewClientConn(conn, s.Address, &ssh.ClientConfig{
		User: s.User, Auth: s.Auth, HostKeyCallback: met.check(s.HostKey), HostKeyAlgorithms: algorithms(s.HostKey),
	})
	if err != nil {
		return s.notLetIn(err, met)
	}
	client := ssh.NewClient(handshake, channels, requests)
	defer client.Close()
	c, err := sftp.NewClient(client)
	if err != nil {
		return s.unreached(err)
	}
	// The connection is closed and not the session, for whose end a server may let one wait:
	// it has confirmed every step.
	return s.judge(work(c))
}

// keySeen is what was found out about the server's key.
type keySeen struct{ matched, differed bool }

func (k *keySeen) check(want ssh.PublicKey) ssh.HostKeyCallback {
	fixed := ssh.FixedHostKey(want)
	return func(host string, remote net.Addr, key ssh.PublicKey) error {
		err := fixed(host, remote, key)
		k.matched, k.differed = err == nil, err != nil
		return err
	}
}

// algorithms are those by which a server proves a key: for RSA, the ones that still count.
func algorithms(key ssh.PublicKey) []string {
	if key.Type() == ssh.KeyAlgoRSA {
		return []string{ssh.KeyAlgoRSASHA512, ssh.KeyAlgoRSASHA256}
	}
	return []string{key.Type()}
}

// notLetIn says why there is no session: another key than the known one is no reason to
// try again, and neither is a login that is refused.
func (s Sender) notLetIn(err error, met keySeen) error {
	var negotiation *ssh.AlgorithmNegotiationError
	switch {
	case met.differed, errors.As(err, &negotiation):
		return fault.Wrap(fault.Policy, err, s.Address, "the server shows another key than host_key:", "ask who runs it before you change host_key:")
	case met.matched && strings.Contains(err.Error(), "unable to authenticate"): // it has no type of its own
		return fault.Wrap(fault.Config, err, s.Address, "the server refuses the login", "check user:, and key: or password:")
	default:
		return s.unreached(err)
	}
}

func (s Sender) unreached(err error) error {
	return fault.Wrap(fault.Unavailable, err, s.Address, "the server does not answer", "check its address and the way there")
}

// judge says what an error of the server means.
func (s Sender) judge(err error) error {
	var known *fault.Error
	switch {
	case err == nil, errors.Is(err, deliver.ErrNotPrepared), errors.As(err, &known):
		return err
	case errors.Is(err, fs.ErrPermission):
		return fault.Wrap(fault.Policy, err, s.Address, "the server does not let the account write there", "check path: and the rights of the account")
	default:
		return fault.Wrap(fault.Unavailable, err, s.Address, "the report was not taken whole", "it is tried again; check the space on the server")
	}
}
