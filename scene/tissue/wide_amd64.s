#include "textflag.h"

// func timesWide(y, x *Vec, rows *span, cols *int32, values *block, count int)
//
// A block's nine numbers a0…a8 meet x's as p0 p1 p2 p0 | p1 p2 p0 p1 | p2; X8, X9
// and X10 sum them.
TEXT ·timesWide(SB), NOSPLIT, $0-48
	MOVQ y+0(FP), DI
	MOVQ x+8(FP), SI
	MOVQ rows+16(FP), R8
	MOVQ cols+24(FP), R9
	MOVQ values+32(FP), R10
	MOVQ count+40(FP), R11

row:
	MOVLQSX 0(R8), AX        // the row's first block
	MOVLQSX 4(R8), BX        // and the one after its last
	LEAQ    (R9)(AX*4), CX
	LEAQ    (R9)(BX*4), BX
	LEAQ    (AX)(AX*8), AX
	LEAQ    (R10)(AX*4), DX  // 36 bytes a block
	XORPS   X8, X8
	XORPS   X9, X9
	XORPS   X10, X10
	CMPQ    CX, BX
	JGE     store

block:
	MOVLQSX (CX), AX
	LEAQ    (AX)(AX*2), AX
	MOVSD   (SI)(AX*4), X0   // 12 bytes a vector
	MOVSS   8(SI)(AX*4), X1
	MOVUPS  0(DX), X3
	MOVUPS  16(DX), X4
	MOVSS   32(DX), X5
	MOVLHPS X1, X0
	PSHUFD  $0x24, X0, X2
	PSHUFD  $0x49, X0, X6
	MULPS   X2, X3
	MULPS   X6, X4
	MULSS   X1, X5
	ADDPS   X3, X8
	ADDPS   X4, X9
	ADDSS   X5, X10
	ADDQ    $4, CX
	ADDQ    $36, DX
	CMPQ    CX, BX
	JLT     block

store:
	// Rows of the block: s0 + s1 + s2, s3 + s4 + s5, s6 + s7 + s8.
	PSHUFD $0x01, X8, X0
	PSHUFD $0x02, X8, X1
	PSHUFD $0x03, X8, X2
	PSHUFD $0x01, X9, X3
	PSHUFD $0x02, X9, X4
	PSHUFD $0x03, X9, X5
	ADDSS  X0, X8
	ADDSS  X1, X8
	ADDSS  X9, X2
	ADDSS  X3, X2
	ADDSS  X5, X4
	ADDSS  X10, X4
	MOVSS  X8, 0(DI)
	MOVSS  X2, 4(DI)
	MOVSS  X4, 8(DI)
	ADDQ   $12, DI
	ADDQ   $12, R8           // 12 bytes a span
	DECQ   R11
	JNZ    row
	RET

// func mixWide(mixed, stances *stance, pegs *peg, count int)
//
// A stance is twelve numbers in X8, X9 and X10; a peg has its slots at 0, its
// weights at 16, and is 44 bytes long.
TEXT ·mixWide(SB), NOSPLIT, $0-32
	MOVQ mixed+0(FP), DI
	MOVQ stances+8(FP), SI
	MOVQ pegs+16(FP), R8
	MOVQ count+24(FP), R11

point:
	XORPS X8, X8
	XORPS X9, X9
	XORPS X10, X10
	MOVQ  $0, CX

corner:
	MOVLQSX (R8)(CX*4), AX
	LEAQ    (AX)(AX*2), AX
	SHLQ    $4, AX           // 48 bytes a stance
	MOVSS   16(R8)(CX*4), X0
	SHUFPS  $0x00, X0, X0
	MOVUPS  0(SI)(AX*1), X1
	MOVUPS  16(SI)(AX*1), X2
	MOVUPS  32(SI)(AX*1), X3
	MULPS   X0, X1
	MULPS   X0, X2
	MULPS   X0, X3
	ADDPS   X1, X8
	ADDPS   X2, X9
	ADDPS   X3, X10
	INCQ    CX
	CMPQ    CX, $4
	JLT     corner
	MOVUPS  X8, 0(DI)
	MOVUPS  X9, 16(DI)
	MOVUPS  X10, 32(DI)
	ADDQ    $48, DI
	ADDQ    $44, R8
	DECQ    R11
	JNZ     point
	RET
