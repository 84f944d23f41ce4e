package contain

import (
	"errors"
	"os"

	"golang.org/x/sys/unix"
)

// newRing makes a ring, and the files that a child needs for it. It has no name, and its
// size is sealed: no page can be taken away from under its reader.
func newRing() (r *ringReader, inherited []*os.File, err error) {
	fd, err := unix.MemfdCreate("answer", unix.MFD_CLOEXEC|unix.MFD_ALLOW_SEALING)
	if err != nil {
		return nil, nil, err
	}
	file := os.NewFile(uintptr(fd), "answer")
	memory, err := mapSealed(file)
	if err != nil {
		return nil, nil, errors.Join(err, file.Close())
	}
	read, write, err := os.Pipe()
	if err != nil {
		return nil, nil, errors.Join(err, unmap(memory), file.Close())
	}
	return &ringReader{memory: memory, returns: write}, []*os.File{file, read}, nil
}

// mapSealed gives the file its size for good and maps it for reading.
func mapSealed(file *os.File) ([]byte, error) {
	if err := file.Truncate(ringSize); err != nil {
		return nil, err
	}
	const seals = unix.F_SEAL_SHRINK | unix.F_SEAL_GROW | unix.F_SEAL_SEAL
	if _, err := unix.FcntlInt(file.Fd(), unix.F_ADD_SEALS, seals); err != nil {
		return nil, err
	}
	return unix.Mmap(int(file.Fd()), 0, ringSize, unix.PROT_READ, unix.MAP_SHARED)
}

// inheritRing is the ring in a child. The file is closed: the memory stays.
func inheritRing(w *frameWriter) (*ringWriter, error) {
	memory, err := unix.Mmap(ringFile, 0, ringSize, unix.PROT_READ|unix.PROT_WRITE, unix.MAP_SHARED)
	if err != nil {
		return nil, err
	}
	if err := unix.Close(ringFile); err != nil {
		return nil, err
	}
	return newRingWriter(w, memory, os.NewFile(returnFile, "returns")), nil
}

func unmap(memory []byte) error {
	if memory == nil {
		return nil
	}
	return unix.Munmap(memory)
}
