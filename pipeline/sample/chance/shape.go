package chance

// Shape is a distribution as 33 quantiles at (k+0.5)/33, in thousandths of its
// median; Around interpolates between them.
type Shape [33]int64

// Lognormal quantiles, exp(sigma z) with z the normal quantile, written out so that no
// machine computes them.
var (
	// Narrow has sigma 0.50: lengths of stay.
	Narrow = Shape{
		339, 429, 488, 536, 578, 616, 653, 688, 722, 756, 789, 823, 857, 891, 927, 963, 1000,
		1039, 1079, 1122, 1167, 1215, 1267, 1323, 1385, 1453, 1531, 1622, 1730, 1866, 2048, 2329, 2954,
	}
	// Middling has sigma 0.65: waits of an ordinary queue.
	Middling = Shape{
		245, 333, 394, 444, 490, 533, 575, 615, 655, 695, 735, 776, 818, 861, 906, 952, 1000,
		1051, 1104, 1161, 1222, 1288, 1360, 1439, 1527, 1626, 1740, 1875, 2040, 2250, 2540, 3001, 4088,
	}
	// Wide has sigma 0.90: answers of busy people.
	Wide = Shape{
		142, 218, 275, 325, 373, 419, 464, 510, 557, 604, 653, 704, 757, 813, 872, 934, 1000,
		1071, 1147, 1230, 1320, 1420, 1530, 1655, 1796, 1960, 2154, 2389, 2684, 3074, 3636, 4579, 7025,
	}
)
