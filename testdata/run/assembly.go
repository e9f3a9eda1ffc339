// run
package main

// Functions that Go's tree has in assembly and the runtime has in C: digests and numbers as gc computes
// them, and searches beside plain loops.

import (
	"bytes"
	"crypto/md5"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"fmt"
	"hash/crc32"
	"math/big"
	"math/rand"
	"strings"
)

func main() {
	r := rand.New(rand.NewSource(7))
	b := make([]byte, 20000)
	r.Read(b)
	c := crc32.MakeTable(crc32.Castagnoli)
	d := sha1.New()
	for n := 0; n < 20000; n = n*2 + 1 {
		fmt.Printf("%d %x %x %x %x %08x %08x\n", n, md5.Sum(b[:n]), sha1.Sum(b[:n]), sha256.Sum256(b[:n]), sha512.Sum512(b[n/2:n]), crc32.ChecksumIEEE(b[n/3:n]), crc32.Checksum(b[n/5:n], c))
		d.Write(b[:n])
	}
	fmt.Printf("%x\n", d.Sum(nil))
	x, sum := big.NewInt(1), uint32(0)
	for i := int64(1); i < 80; i++ {
		x.Mul(x, big.NewInt(i*i*i+7))
		y := new(big.Int).Lsh(x, uint(i))
		y.Sub(y, new(big.Int).Rsh(x, uint(i%70)))
		y.Add(y, big.NewInt(i))
		y.Mul(y, y)
		z := new(big.Int).Exp(y, big.NewInt(5), new(big.Int).Add(x, big.NewInt(3)))
		q, m := new(big.Int).QuoRem(y, x, new(big.Int))
		sum = crc32.Update(sum, crc32.IEEETable, []byte(m.String()+z.String()+q.Text(7)))
		if q.Cmp(x) <= 0 {
			fmt.Println("BAD quotient", i)
		}
	}
	fmt.Printf("%08x\n", sum)
	s := make([]byte, 500)
	for i := 0; i < 3000; i++ {
		n := r.Intn(len(s))
		for j := range s[:n] {
			s[j] = "abc"[r.Intn(3)]
		}
		k := 1 + r.Intn(9)
		t := s[:n]
		sep := make([]byte, k)
		for j := range sep {
			sep[j] = "abc"[r.Intn(3)]
		}
		naive := -1
		for j := 0; j+k <= n; j++ {
			if string(t[j:j+k]) == string(sep) {
				naive = j
				break
			}
		}
		cnt := 0
		for _, c := range t {
			if c == sep[0] {
				cnt++
			}
		}
		off := r.Intn(n + 1)
		cmp := 0
		for j := 0; cmp == 0; j++ {
			if j >= n-off || j >= off {
				if n-off < off {
					cmp = -1
				} else if n-off > off {
					cmp = 1
				}
				break
			}
			if t[off+j] < t[j] {
				cmp = -1
			} else if t[off+j] > t[j] {
				cmp = 1
			}
		}
		if bytes.Index(t, sep) != naive || strings.Index(string(t), string(sep)) != naive || bytes.Count(t, sep[:1]) != cnt ||
			bytes.Compare(t[off:], t[:off]) != cmp || strings.Compare(string(t[off:]), string(t[:off])) != cmp || bytes.Equal(t[off:], t[:off]) != (cmp == 0) {
			fmt.Println("BAD", n, k, off, naive, cmp, bytes.Compare(t[off:], t[:off]), bytes.Index(t, sep))
		}
		if off < n && bytes.IndexByte(t[off:], t[n-1]) != strings.IndexByte(string(t[off:]), t[n-1]) {
			fmt.Println("BAD")
		}
	}
}
