package imaging

import (
	"errors"
	"fmt"
)

// NIfTI datatype codes that this package writes.
const (
	niftiUint8   = 2
	niftiInt16   = 4
	niftiFloat32 = 16
	niftiUint16  = 512
)

// niftiStoredType looks up a datatype code of nifti1.h.
func niftiStoredType(code int16) (storedType, error) {
	switch code {
	case niftiUint8:
		return storedUint8, nil
	case niftiInt16:
		return storedInt16, nil
	case 8:
		return storedInt32, nil
	case niftiFloat32:
		return storedFloat32, nil
	case 64:
		return storedFloat64, nil
	case 256:
		return storedInt8, nil
	case niftiUint16:
		return storedUint16, nil
	case 768:
		return storedUint32, nil
	case 1024:
		return storedInt64, nil
	case 1280:
		return storedUint64, nil
	case 32, 1792, 2048:
		return 0, errors.New("the voxels are complex numbers; save the magnitude image instead")
	case 128, 2304:
		return 0, errors.New("the voxels are colours (RGB); save a grey-scale image instead")
	}
	return 0, fmt.Errorf("voxels of data type %d are not read; save the image as int16 or float32", code)
}
