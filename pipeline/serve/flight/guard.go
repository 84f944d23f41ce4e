package flight

import (
	"context"
	"encoding/base64"
	"strings"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/peer"
	"google.golang.org/grpc/status"

	"chartline/pipeline/fault"
	"chartline/pipeline/serve/desk"
	"chartline/pipeline/serve/door"
	"chartline/pipeline/serve/token"
)

// guard stands before every call: it looks at the token, ends an answer that nobody takes,
// and keeps what a call's failure could tell from the client.
type guard struct {
	desk     *desk.Desk
	patience time.Duration
}

const (
	authorization = "authorization"
	bearer        = "bearer"
	basic         = "basic"
)

// caller is who makes a call.
type caller struct {
	token.Holder
	secret string
	from   string
}

type callerKey struct{}

func callerOf(ctx context.Context) caller {
	c, _ := ctx.Value(callerKey{}).(caller)
	return c
}

func (g *guard) unary(ctx context.Context, request any, _ *grpc.UnaryServerInfo, handle grpc.UnaryHandler) (answer any, err error) {
	defer recovered(&err)
	who, err := g.admit(ctx)
	if err != nil {
		return nil, err
	}
	return handle(context.WithValue(ctx, callerKey{}, who), request)
}

func (g *guard) stream(server any, s grpc.ServerStream, info *grpc.StreamServerInfo, handle grpc.StreamHandler) (err error) {
	defer recovered(&err)
	who, err := g.admit(s.Context())
	if err != nil {
		return err
	}
	if strings.HasSuffix(info.FullMethod, "/Handshake") {
		// Clients that log in with a user and a password go on with what this header says.
		return s.SetHeader(metadata.Pairs(authorization, "Bearer "+who.secret))
	}
	ctx, cancel := context.WithCancel(context.WithValue(s.Context(), callerKey{}, who))
	defer cancel()
	return handle(server, &patientStream{ServerStream: s, ctx: ctx, cancel: cancel, patience: g.patience})
}

// admit looks at who calls.
func (g *guard) admit(ctx context.Context) (caller, error) {
	from := ""
	if p, ok := peer.FromContext(ctx); ok {
		from = p.Addr.String()
		if _, ok := p.Addr.(door.Excess); ok {
			return caller{}, status.Error(codes.ResourceExhausted, "the server has as many connections as it takes; try again later")
		}
	}
	secret := secretOf(ctx)
	if secret == "" {
		return caller{}, status.Error(codes.Unauthenticated, "no token; send it as authorization: Bearer, or as the password")
	}
	who, err := g.desk.Admit(secret, from)
	if token.IsRefused(err) {
		return caller{}, status.Error(codes.Unauthenticated, err.Error())
	}
	return caller{who, secret, from}, statusOf(err)
}

// secretOf is the token of a call: a bearer's, or the password of a user of any name.
func secretOf(ctx context.Context) string {
	md, _ := metadata.FromIncomingContext(ctx)
	values := md.Get(authorization)
	if len(values) != 1 {
		return ""
	}
	scheme, credential, _ := strings.Cut(values[0], " ")
	switch strings.ToLower(scheme) {
	case bearer:
		return strings.TrimSpace(credential)
	case basic:
		text, err := base64.RawStdEncoding.DecodeString(strings.TrimRight(strings.TrimSpace(credential), "="))
		if err != nil {
			return ""
		}
		_, password, _ := strings.Cut(string(text), ":")
		return password
	}
	return ""
}

// patientStream waits for its client for so long and no longer.
type patientStream struct {
	grpc.ServerStream
	ctx      context.Context
	cancel   context.CancelFunc
	patience time.Duration
}

// Context implements grpc.ServerStream.
func (s *patientStream) Context() context.Context { return s.ctx }

// SendMsg implements grpc.ServerStream. It holds one batch; the buffers of the connection
// hold the ones before. Once the call has returned, gRPC lets go of the batch too. The batch is
// written down before it waits, since Arrow uses its memory again when patience has ended.
func (s *patientStream) SendMsg(m any) error {
	var written grpc.PreparedMsg
	if err := written.Encode(s.ServerStream, m); err != nil {
		return err
	}
	sent := make(chan error, 1)
	go func() { sent <- s.ServerStream.SendMsg(&written) }()
	patience := time.NewTimer(s.patience)
	defer patience.Stop()
	select {
	case err := <-sent:
		if err != nil {
			s.cancel()
		}
		return err
	case <-patience.C:
		s.cancel() // ends the statement
		return status.Errorf(codes.DeadlineExceeded, "nothing of the answer was taken for %s; read on, or ask for less", s.patience)
	}
}

// recovered turns a panic, whose words could quote a record, into an error.
func recovered(err *error) {
	if recover() != nil {
		*err = status.Error(codes.Internal, "failed inside; please report it")
	}
}

// statusOf says an error in the words of gRPC. Only our own errors hold no value of a record.
func statusOf(err error) error {
	if err == nil {
		return nil
	}
	if _, ok := status.FromError(err); ok {
		return err
	}
	code := codes.Internal
	switch fault.KindOf(err) {
	case fault.Query, fault.Usage:
		code = codes.InvalidArgument
	case fault.Policy:
		code = codes.ResourceExhausted
	case fault.Unavailable:
		code = codes.Unavailable
	case fault.Interrupted:
		code = codes.Canceled
	default:
		return status.Error(code, "failed inside; please report it")
	}
	if excerpt := fault.ExcerptOf(err); excerpt != "" {
		return status.Error(code, err.Error()+"\n\n"+excerpt)
	}
	return status.Error(code, err.Error())
}
