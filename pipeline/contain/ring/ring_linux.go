package ring

import (
	"errors"
	"os"

	"golang.org/x/sys/unix"
)

// New makes a ring, and the files that a child must inherit for it behind its standard ones.
// It has no name, and its size is sealed: no page can be taken away from under its reader.
func New() (r *Reader, inherited []*os.File, err error) {
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
	return &Reader{memory: memory, returns: write}, []*os.File{file, read}, nil
}

// mapSealed gives the file its size for good and maps it for reading.
func mapSealed(file *os.File) ([]byte, error) {
	if err := file.Truncate(size); err != nil {
		return nil, err
	}
	const seals = unix.F_SEAL_SHRINK | unix.F_SEAL_GROW | unix.F_SEAL_SEAL
	if _, err := unix.FcntlInt(file.Fd(), unix.F_ADD_SEALS, seals); err != nil {
		return nil, err
	}
	return unix.Mmap(int(file.Fd()), 0, size, unix.PROT_READ, unix.MAP_SHARED)
}

// Inherit is the ring in a child, which announces over another way how much of a slot it has
// filled.
func Inherit(announce func(length int) error) (*Writer, error) {
	return Join([]*os.File{os.NewFile(memoryFile, "answer"), os.NewFile(returnFile, "returns")}, announce)
}

// Join is the ring of who has the files of New. That of the memory is closed: the memory stays.
func Join(files []*os.File, announce func(length int) error) (*Writer, error) {
	memory, err := unix.Mmap(int(files[0].Fd()), 0, size, unix.PROT_READ|unix.PROT_WRITE, unix.MAP_SHARED)
	if err != nil {
		return nil, err
	}
	if err := files[0].Close(); err != nil {
		return nil, err
	}
	return newWriter(memory, files[1], announce), nil
}

func unmap(memory []byte) error {
	if memory == nil {
		return nil
	}
	return unix.Munmap(memory)
}
