namespace StreamReco.Models.LinearAlgebra;

/// <summary>Reads a row of some matrix; what is not written is 0.</summary>
internal delegate void ReadVector(int row, Span<float> vector);
