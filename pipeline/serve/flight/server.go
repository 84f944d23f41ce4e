// Package flight serves a dataset as Arrow Flight SQL, so that Python (ADBC), R, JDBC tools
// and notebooks ask it without a file.
package flight

import (
	"context"
	"crypto/tls"
	"net"
	"time"

	"github.com/apache/arrow-go/v18/arrow/flight"
	"github.com/apache/arrow-go/v18/arrow/flight/flightsql"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/keepalive"

	"chartline/pipeline/fault"
	"chartline/pipeline/serve/desk"
)

// Options are how a server speaks with its clients.
type Options struct {
	Security *tls.Config   // nil for none
	Patience time.Duration // with a client that takes nothing of an answer
	Version  string        // of the program, for clients that ask
}

// Server answers Flight SQL.
type Server struct{ grpc *grpc.Server }

const (
	largestRequest = 4 << 20 // bytes: parameters come with a statement
	handshake      = 10 * time.Second
	idle           = 30 * time.Minute // after which a connection without a statement is closed
	streams        = 64               // calls at once on one connection
)

// New makes a server of a desk's dataset.
func New(d *desk.Desk, o Options) (*Server, error) {
	tongue := &dialect{desk: d, prepared: newShelf(), tells: map[uint32]bool{}}
	if err := tongue.describe(o.Version); err != nil {
		return nil, fault.Wrap(fault.Internal, err, "flight", "the server cannot be described", "")
	}
	guard := &guard{desk: d, patience: o.Patience}
	options := []grpc.ServerOption{
		grpc.UnaryInterceptor(guard.unary), grpc.StreamInterceptor(guard.stream),
		grpc.MaxRecvMsgSize(largestRequest), grpc.ConnectionTimeout(handshake), grpc.MaxConcurrentStreams(streams),
		grpc.KeepaliveParams(keepalive.ServerParameters{MaxConnectionIdle: idle, Time: time.Minute, Timeout: 20 * time.Second}),
		grpc.KeepaliveEnforcementPolicy(keepalive.EnforcementPolicy{MinTime: 10 * time.Second, PermitWithoutStream: true}),
	}
	if o.Security != nil {
		options = append(options, grpc.Creds(credentials.NewTLS(o.Security.Clone())))
	}
	s := &Server{grpc.NewServer(options...)}
	flight.RegisterFlightServiceServer(s.grpc, flightsql.NewFlightServer(tongue))
	return s, nil
}

// Serve answers on a listener until Stop.
func (s *Server) Serve(l net.Listener) error {
	if err := s.grpc.Serve(l); err != nil {
		return fault.Wrap(fault.Unavailable, err, l.Addr().String(), "the server ended", "start it again")
	}
	return nil
}

// Stop takes no more questions, lets what runs come to its end for as long as the context
// lasts, and ends the rest.
func (s *Server) Stop(ctx context.Context) {
	done := make(chan struct{})
	go func() {
		s.grpc.GracefulStop()
		close(done)
	}()
	select {
	case <-done:
	case <-ctx.Done():
		s.grpc.Stop()
		<-done
	}
}
